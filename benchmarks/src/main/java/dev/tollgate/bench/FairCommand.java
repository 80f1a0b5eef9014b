package dev.tollgate.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the callers of other accounts notice of one that takes nearly all of the load. */
@Command(
        name = "fair",
        description =
                "One account that takes 95 %% of the load, and what the callers of all others notice of it: their p99"
                        + " beside it and without it, at the same rate of their own.")
final class FairCommand implements Callable<Integer> {
    private static final int HOT_PERCENT = 95;
    private static final double RATE_REACHED = 0.95;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private RunOptions options;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private Output output;

    @Option(
            names = "--rate",
            paramLabel = "<per second>",
            defaultValue = "8000",
            description = "Calls that are due each second, of which 95 %% are for one account, 20 to 1,000,000"
                    + " (default: ${DEFAULT-VALUE}).")
    private int rate;

    @Option(
            names = "--accounts",
            paramLabel = "<n>",
            defaultValue = "100",
            description = "How many other accounts there are, 1 to 100,000 (default: ${DEFAULT-VALUE}).")
    private int accounts;

    @Option(
            names = "--callers",
            paramLabel = "<n>",
            defaultValue = "128",
            description = "Threads that wait for each answer, half of them for the one account, 2 to 512"
                    + " (default: ${DEFAULT-VALUE}).")
    private int callers;

    @Override
    public Integer call() throws Exception {
        options.check(output);
        output.check("--rate", rate, 20, 1_000_000);
        output.check("--accounts", accounts, 1, 100_000);
        output.check("--callers", callers, 2, 512);
        int hotRate = rate * HOT_PERCENT / 100;
        Load hot = Load.hot(callers / 2).atRate(hotRate);
        Load others =
                Load.hot(callers - callers / 2).onAccounts(1, accounts, false).atRate(rate - hotRate);
        List<Measured> alone = new ArrayList<>();
        List<Measured> beside = new ArrayList<>();
        List<Measured> hotOnes = new ArrayList<>();
        try (Site site = options.open()) {
            for (int i = 0; i < options.rotations(); i++) {
                for (boolean withHot : i % 2 == 0 ? new boolean[] {false, true} : new boolean[] {true, false}) {
                    String url = site.fresh();
                    List<Measured> measured = once(url, withHot ? List.of(others, hot) : List.of(others));
                    site.discard(url);
                    (withHot ? beside : alone).add(measured.get(0));
                    if (withHot) {
                        hotOnes.add(measured.get(1));
                    }
                    output.progress()
                            .accept("%d/%d others %s: %6.0f/s  p50 %8.2f ms  p99 %8.2f ms"
                                    .formatted(
                                            i + 1,
                                            options.rotations(),
                                            withHot ? "beside the hot account" : "alone",
                                            measured.get(0).perSecond(),
                                            measured.get(0).p50Millis(),
                                            measured.get(0).p99Millis()));
                }
            }
            output.publish(report(site, others, alone, beside, hotOnes));
        }
        return 0;
    }

    /** Runs loads beside each other on one instance; verified all together. */
    private List<Measured> once(String url, List<Load> loads) throws Exception {
        ExecutorService side = Executors.newFixedThreadPool(loads.size());
        Load all = Load.hot(callers).onAccounts(0, accounts + 1, false);
        try (Way way = new TollgateWay(() -> Site.open(url), 1)) {
            way.prepare(all);
            List<Future<Callers.Result>> running = new ArrayList<>();
            for (Load load : loads) {
                running.add(side.submit(() -> way.run(load, "r" + load.firstAccount(), options.timing())));
            }
            Map<Integer, Books> told = new HashMap<>();
            List<Measured> measured = new ArrayList<>();
            for (Future<Callers.Result> each : running) {
                Callers.Result result = each.get();
                told.putAll(result.tally().books());
                measured.add(result.measured());
            }
            Verification.verify(Ways.TOLLGATE, way.half(), all, told, way.books());
            return measured;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception failed ? failed : e;
        } finally {
            side.shutdownNow();
        }
    }

    private Report report(Site site, Load others, List<Measured> alone, List<Measured> beside, List<Measured> hotOnes) {
        Rotation.Summary without = Rotation.Summary.of(alone);
        Rotation.Summary with = Rotation.Summary.of(beside);
        Rotation.Summary hot = Rotation.Summary.of(hotOnes);
        double ratio = with.p99Millis() / without.p99Millis();
        ObjectNode document = output.document()
                .put("store", site.kind().toString())
                .put("settings", site.settings())
                .put("load", "%d calls per second, 95 %% on one account; others: %s".formatted(rate, others));
        options.addTo(document);
        document.set("alone", json(without));
        document.set("beside", json(with));
        document.set("hot", json(hot));
        double due = rate * HOT_PERCENT / 100.0;
        boolean reached = hot.perSecond() >= RATE_REACHED * due;
        document.put("p99Ratio", Report.rounded(ratio)).put("rateReached", reached);
        String text = String.format(
                Locale.ROOT,
                "%s%n%s%n%s%n%n%s: %d calls per second, 95 %% on one account; others: %s%n%n%-30s %12s %11s %11s %19s%n%s%s%s%n"
                        + "p99 of the others beside it: %.2f times that alone%n%s",
                Machine.describe(),
                site.settings(),
                output.command(),
                site.kind(),
                rate,
                others,
                "callers",
                "per second",
                "p50 ms",
                "p99 ms",
                "min - max",
                line("of others, alone", without),
                line("of others, beside the hot one", with),
                line("of the hot account", hot),
                ratio,
                reached ? "" : "the hot account was not served at its rate: give a lower one%n".formatted());
        return new Report(document, text, List.of());
    }

    private static String line(String name, Rotation.Summary summary) {
        return String.format(
                Locale.ROOT,
                "%-30s %12.0f %11.2f %11.2f %9.2f %9.2f%n",
                name,
                summary.perSecond(),
                summary.p50Millis(),
                summary.p99Millis(),
                summary.p99MillisMin(),
                summary.p99MillisMax());
    }

    private static ObjectNode json(Rotation.Summary summary) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("perSecond", Report.rounded(summary.perSecond()))
                .put("p50Millis", Report.rounded(summary.p50Millis()))
                .put("p99Millis", Report.rounded(summary.p99Millis()))
                .put("p99MillisMin", Report.rounded(summary.p99MillisMin()))
                .put("p99MillisMax", Report.rounded(summary.p99MillisMax()))
                .put("verified", true);
    }
}
