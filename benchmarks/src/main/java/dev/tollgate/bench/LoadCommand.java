package dev.tollgate.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Ways beside each other under a load: who asks, for what, and what is compared. */
abstract class LoadCommand implements Callable<Integer> {
    private static final int CALLERS_MAX = 512;
    private static final int IN_FLIGHT_MAX = 65_536;
    private static final int RATE_MAX = 1_000_000;
    private static final String ALL = "all";

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    RunOptions options;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    Output output;

    @Option(
            names = "--callers",
            paramLabel = "<n>",
            split = ",",
            defaultValue = "64",
            description = "Threads that wait for each answer, 1 to 512; several numbers with commas between them are"
                    + " measured one after another (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private List<Integer> callers;

    @Option(
            names = "--in-flight",
            paramLabel = "<n>",
            description =
                    "Calls under way at once while nobody waits for any single one, 1 to 65,536; in place of callers.")
    private @Nullable Integer inFlight;

    @Option(
            names = "--rate",
            paramLabel = "<per second>",
            description =
                    "Calls that are due each second, whatever the answers (an open loop; latency counts from when a"
                            + " call was due), 1 to 1,000,000. Without it a caller asks again when it has its answer.")
    private @Nullable Integer rate;

    @Option(
            names = "--ways",
            paramLabel = "<names>",
            split = ",",
            description = "What is compared, by name, such as tollgate,compare-and-set; 'all' for all there are"
                    + " (default: Tollgate and what people write by hand).")
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

    /** The accounts of this load. */
    abstract Load onAccounts(Load load);

    @Override
    public final Integer call() throws Exception {
        List<Load> loads = loads();
        try (Site site = options.open()) {
            Comparison comparison = new Comparison(site, options);
            for (Load load : loads) {
                output.progress().accept(site.kind() + ": " + load);
                Rotation rotation =
                        new Rotation(site, ways(site.kind(), load), load, options.timing(), output.progress());
                comparison.add(load, rotation.run(options.rotations()));
            }
            output.publish(comparison.report(output));
        }
        return 0;
    }

    private List<Load> loads() {
        options.check(output);
        callers.forEach(each -> output.check("--callers", each, 1, CALLERS_MAX));
        output.check("--duplicates", duplicatesPercent, 0, 90);
        if (inFlight != null) {
            output.check("--in-flight", inFlight, 1, IN_FLIGHT_MAX);
            if (succeed) {
                throw new ParameterException(spec.commandLine(), "--succeed needs callers, and --in-flight has none");
            }
        }
        if (rate != null) {
            output.check("--rate", rate, 1, RATE_MAX);
        }
        if (limit != null) {
            output.check("--limit", limit, 1, Load.FAR);
        }
        List<Load> loads = new ArrayList<>();
        for (int number : inFlight == null ? callers : List.of(inFlight)) {
            loads.add(onAccounts(Load.hot(number))
                    .by(number, inFlight == null)
                    .atRate(rate == null ? 0 : rate)
                    .withReports(succeed)
                    .withDuplicates(duplicatesPercent)
                    .withLimit(limit == null ? Load.FAR : limit));
        }
        return loads;
    }

    private Map<String, Ways.Maker> ways(Site.Kind kind, Load load) {
        Map<String, Ways.Maker> all = Ways.of(kind);
        List<String> wanted = names;
        if (wanted == null) {
            wanted = Ways.standard(kind, load.waiting());
        } else if (wanted.equals(List.of(ALL))) {
            wanted = Ways.all(kind, load);
        }
        Map<String, Ways.Maker> some = new LinkedHashMap<>();
        for (String name : wanted) {
            Ways.Maker way = all.get(name);
            if (way == null) {
                throw new ParameterException(
                        spec.commandLine(), "There is no way '%s' here; there are %s".formatted(name, all.keySet()));
            }
            String why = Ways.unsuitable(name, load);
            if (why != null) {
                throw new ParameterException(spec.commandLine(), "%s %s".formatted(name, why));
            }
            some.put(name, way);
        }
        return some;
    }
}
