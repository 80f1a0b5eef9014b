package dev.tollgate.bench;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the loads have in common: where they run, for how long, and what is compared. */
abstract class LoadCommand implements Callable<Integer> {
    private static final int CALLERS_MAX = 512;
    private static final int IN_FLIGHT_MAX = 65_536;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    CommandSpec spec;

    @Option(
            names = "--store",
            paramLabel = "<kind>",
            defaultValue = "postgresql",
            description = "The store, which is started for this and removed afterwards: ${COMPLETION-CANDIDATES}"
                    + " (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private Site.Kind store;

    @Option(
            names = "--callers",
            paramLabel = "<n>",
            defaultValue = "64",
            description = "Threads that wait for each answer, 1 to 512 (default: ${DEFAULT-VALUE}).")
    private int callers;

    @Option(
            names = "--in-flight",
            paramLabel = "<n>",
            description =
                    "Calls under way at once while nobody waits for any single one, 1 to 65,536; in place of callers.")
    private @Nullable Integer inFlight;

    @Option(
            names = "--seconds",
            paramLabel = "<n>",
            defaultValue = "5",
            description = "How long each way is measured in each rotation, 1 to 3,600 (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--warm-up",
            paramLabel = "<seconds>",
            defaultValue = "3",
            description = "How long each way runs before it is measured (default: ${DEFAULT-VALUE}).")
    private int warmUpSeconds;

    @Option(
            names = "--rotations",
            paramLabel = "<n>",
            defaultValue = "3",
            description = "How often all ways run, each time in another order, 1 to 99 (default: ${DEFAULT-VALUE}).")
    private int rotations;

    @Option(
            names = "--ways",
            paramLabel = "<names>",
            split = ",",
            description =
                    "What is compared, by name, such as tollgate,compare-and-set (default: all whose callers wait).")
    private @Nullable List<String> names;

    @Option(names = "--succeed", description = "Report each admission as done.")
    private boolean succeed;

    @Option(
            names = "--duplicates",
            paramLabel = "<percent>",
            defaultValue = "0",
            description = "How many orders were asked for before, 0 to 90 (default: ${DEFAULT-VALUE}).")
    private int duplicatesPercent;

    @Option(
            names = "--limit",
            paramLabel = "<minor units>",
            description = "The limit of each account (default: more than can be used up).")
    private @Nullable Long limit;

    @Option(
            names = "--json",
            description = "Print one JSON document to standard output, everything else to standard error.")
    private boolean json;

    abstract int accounts();

    abstract boolean zipf();

    @Override
    public final Integer call() throws Exception {
        check("--seconds", seconds, 1, 3_600);
        check("--warm-up", warmUpSeconds, 0, 3_600);
        check("--rotations", rotations, 1, 99);
        check("--callers", callers, 1, CALLERS_MAX);
        check("--duplicates", duplicatesPercent, 0, 90);
        if (inFlight != null) {
            check("--in-flight", inFlight, 1, IN_FLIGHT_MAX);
        }
        if (limit != null && (limit < 1 || limit > Load.FAR)) {
            throw new ParameterException(
                    spec.commandLine(), "--limit must be between 1 and %d but is %d".formatted(Load.FAR, limit));
        }
        Load load = new Load(
                accounts(),
                zipf(),
                inFlight == null ? callers : inFlight,
                inFlight == null,
                succeed,
                duplicatesPercent,
                limit == null ? Load.FAR : limit);
        Map<String, Ways.Maker> ways = ways();
        Timing timing = new Timing(Duration.ofSeconds(warmUpSeconds), Duration.ofSeconds(seconds));
        try (Site site = Site.start(store)) {
            Rotation rotation = new Rotation(
                    site,
                    ways,
                    load,
                    timing,
                    line -> spec.commandLine().getErr().println(line));
            Report report = new Report(store.name().toLowerCase(Locale.ROOT), command(), load, rotation.run(rotations));
            if (json) {
                spec.commandLine().getOut().println(report.jsonText());
            } else {
                report.print(spec.commandLine().getOut());
            }
        }
        return 0;
    }

    private Map<String, Ways.Maker> ways() {
        Map<String, Ways.Maker> all = Ways.of(store);
        Map<String, Ways.Maker> some = new LinkedHashMap<>();
        for (String name : names == null ? Ways.standard(store, inFlight == null) : names) {
            Ways.Maker way = all.get(name);
            if (way == null) {
                throw new ParameterException(
                        spec.commandLine(), "There is no way '%s' here; there are %s".formatted(name, all.keySet()));
            }
            some.put(name, way);
        }
        return some;
    }

    private void check(String option, int value, int min, int max) {
        if (value < min || value > max) {
            throw new ParameterException(
                    spec.commandLine(), "%s must be between %d and %d but is %d".formatted(option, min, max, value));
        }
    }

    private String command() {
        return "./tollgate bench "
                + String.join(" ", spec.root().commandLine().getParseResult().originalArgs());
    }
}
