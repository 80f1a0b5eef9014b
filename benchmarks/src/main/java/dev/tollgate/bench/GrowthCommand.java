package dev.tollgate.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tollgate.Tollgate;
import dev.tollgate.api.By;
import dev.tollgate.spi.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** One hot account on stores that hold more and more tickets, one that is being purged, and the memory of a long run. */
@Command(
        name = "growth",
        description =
                "One hot account on stores that hold more and more tickets; how many bytes a ticket takes; the rate"
                        + " while tickets are purged; and whether memory stays flat.")
final class GrowthCommand implements Callable<Integer> {
    private static final int TICKETS_MAX = 100_000_000;
    private static final int SOAK_MAX = 86_400;
    private static final long TOLD_EVERY = 500_000;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private RunOptions options;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private Output output;

    @Option(
            names = "--tickets",
            paramLabel = "<n>",
            split = ",",
            defaultValue = "0,1000000",
            description =
                    "How many tickets each store holds before the load, 0 to 100,000,000, with commas between them"
                            + " (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private List<Integer> sizes;

    @Option(
            names = "--callers",
            paramLabel = "<n>",
            defaultValue = "64",
            description = "Threads that wait for each answer, 1 to 512 (default: ${DEFAULT-VALUE}).")
    private int callers;

    @Option(
            names = "--soak",
            paramLabel = "<seconds>",
            defaultValue = "0",
            description = "How long the load goes on at last while memory is watched, 0 to 86,400"
                    + " (default: ${DEFAULT-VALUE}).")
    private int soakSeconds;

    /** A store of so many tickets. */
    private record Grown(int tickets, String url, double bytesPerTicket) {}

    @Override
    public Integer call() throws Exception {
        options.check(output);
        output.check("--callers", callers, 1, 512);
        output.check("--soak", soakSeconds, 0, SOAK_MAX);
        sizes.forEach(each -> output.check("--tickets", each, 0, TICKETS_MAX));
        try (Site site = options.open()) {
            if (!site.startsItsOwn() || site.kind() == Site.Kind.REDIS) {
                throw new ParameterException(
                        spec.commandLine(),
                        "growth needs several databases on one server at once: give postgresql, mariadb or sqlite");
            }
            List<Grown> stores = new ArrayList<>();
            for (int size : sizes) {
                stores.add(grow(site, size));
            }
            ObjectNode document = output.document()
                    .put("store", site.kind().toString())
                    .put("settings", site.settings())
                    .put("load", Load.hot(callers).toString());
            options.addTo(document);
            StringBuilder text = new StringBuilder("%s%n%s%n%s%n%n%s: %s%n%n"
                    .formatted(Machine.describe(), site.settings(), output.command(), site.kind(), Load.hot(callers)));
            rates(stores, document, text);
            Grown largest = Collections.max(stores, Comparator.comparingInt(Grown::tickets));
            if (largest.tickets > 0) {
                purge(largest, document, text);
            }
            if (soakSeconds > 0) {
                soak(site.fresh(), document, text);
            }
            output.publish(new Report(document, text.toString(), List.of()));
        }
        return 0;
    }

    private Grown grow(Site site, int tickets) throws Exception {
        String url = site.fresh();
        try (Tollgate gate = Tollgate.on(Site.open(url)).start()) {
            for (int i = 0; tickets > 0 && i < Filler.ACCOUNTS; i++) {
                gate.blocking().configure(Filler.account(i), TollgateWay.config(Load.FAR), By.of("bench"));
            }
        }
        long before = StoreSize.bytes(site.kind(), url);
        try (Store store = Site.open(url)) {
            new Filler(store).fill(tickets, done -> {
                if (done % TOLD_EVERY == 0 || done == tickets) {
                    output.progress().accept("%,d of %,d tickets".formatted(done, tickets));
                }
            });
        }
        long bytes = StoreSize.bytes(site.kind(), url) - before;
        return new Grown(tickets, url, tickets == 0 ? 0 : (double) bytes / tickets);
    }

    /** Each rotation has an account of its own, since the stores stay as they are. */
    private Measured once(Grown store, int account, Timing timing) throws Exception {
        return once(store, Load.hot(callers).onAccounts(account, 1, false), timing);
    }

    private static Measured once(Grown store, Load load, Timing timing) throws Exception {
        try (TollgateWay way = new TollgateWay(() -> Site.open(store.url), 1, false)) {
            way.prepare(load);
            Callers.Result result = way.run(load, "r" + load.firstAccount(), timing);
            Verification.verify(Ways.TOLLGATE, way.half(), load, result.tally().books(), way.books());
            return result.measured();
        }
    }

    private void rates(List<Grown> stores, ObjectNode document, StringBuilder text) throws Exception {
        Map<Grown, List<Measured>> runs = new LinkedHashMap<>();
        for (int i = 0; i < options.rotations(); i++) {
            for (int j = 0; j < stores.size(); j++) {
                Grown store = stores.get((i + j) % stores.size());
                Measured measured = once(store, i, options.timing());
                runs.computeIfAbsent(store, s -> new ArrayList<>()).add(measured);
                output.progress()
                        .accept("%d/%d %,12d tickets %10.0f/s  p99 %8.2f ms"
                                .formatted(
                                        i + 1,
                                        options.rotations(),
                                        store.tickets,
                                        measured.perSecond(),
                                        measured.p99Millis()));
            }
        }
        var each = document.putArray("sizes");
        text.append(String.format(
                Locale.ROOT,
                "%14s %12s %11s %16s %8s%n",
                "tickets",
                "per second",
                "p99 ms",
                "bytes per ticket",
                "ratio"));
        double first =
                Rotation.Summary.of(runs.getOrDefault(stores.get(0), List.of())).perSecond();
        for (Grown store : stores) {
            Rotation.Summary summary = Rotation.Summary.of(runs.getOrDefault(store, List.of()));
            each.addObject()
                    .put("tickets", store.tickets)
                    .put("perSecond", Report.rounded(summary.perSecond()))
                    .put("perSecondMin", Report.rounded(summary.perSecondMin()))
                    .put("perSecondMax", Report.rounded(summary.perSecondMax()))
                    .put("p99Millis", Report.rounded(summary.p99Millis()))
                    .put("bytesPerTicket", Report.rounded(store.bytesPerTicket))
                    .put("ratioToFirst", Report.rounded(summary.perSecond() / first))
                    .put("verified", true);
            text.append(String.format(
                    Locale.ROOT,
                    "%,14d %12.0f %11.2f %16.0f %8.2f%n",
                    store.tickets,
                    summary.perSecond(),
                    summary.p99Millis(),
                    store.bytesPerTicket,
                    summary.perSecond() / first));
        }
    }

    /** The same load with and without a purge beside it, in turn. */
    private void purge(Grown store, ObjectNode document, StringBuilder text) throws Exception {
        List<Measured> alone = new ArrayList<>();
        List<Measured> beside = new ArrayList<>();
        long purged = 0;
        double purgingSeconds = 0;
        boolean throughout = true;
        for (int i = 0; i < options.rotations(); i++) {
            for (int j = 0; j < 2; j++) {
                int account = options.rotations() + 2 * i + j;
                if ((i + j) % 2 == 0) {
                    alone.add(once(store, account, options.timing()));
                    continue;
                }
                try (Purger purger = Purger.start(store.url)) {
                    beside.add(once(store, account, options.timing()));
                    throughout &= purger.stop();
                    purged += purger.purged();
                    purgingSeconds += purger.seconds();
                }
            }
        }
        Rotation.Summary without = Rotation.Summary.of(alone);
        Rotation.Summary with = Rotation.Summary.of(beside);
        document.putObject("purge")
                .put("tickets", store.tickets)
                .put("perSecondAlone", Report.rounded(without.perSecond()))
                .put("perSecondBeside", Report.rounded(with.perSecond()))
                .put("ratio", Report.rounded(with.perSecond() / without.perSecond()))
                .put("p99MillisAlone", Report.rounded(without.p99Millis()))
                .put("p99MillisBeside", Report.rounded(with.p99Millis()))
                .put("purged", purged)
                .put("purgedPerSecond", Report.rounded(purged / purgingSeconds))
                .put("throughout", throughout);
        text.append(String.format(
                Locale.ROOT,
                "%nwhile tickets are purged (%,d, %.0f per second%s): %.0f per second, %.2f of %.0f alone; p99 %.2f ms, alone %.2f%n",
                purged,
                purged / purgingSeconds,
                throughout ? "" : ", which ended before the load: give more tickets",
                with.perSecond(),
                with.perSecond() / without.perSecond(),
                without.perSecond(),
                with.p99Millis(),
                without.p99Millis()));
    }

    private void soak(String url, ObjectNode document, StringBuilder text) throws Exception {
        Timing timing = new Timing(options.timing().warmUp(), Duration.ofSeconds(soakSeconds));
        try (Heap heap = Heap.watch(timing, output.progress())) {
            Measured measured = once(new Grown(0, url, 0), Load.hot(callers).withReports(true), timing);
            List<Long> kib = heap.kib();
            var all = document.putObject("memory")
                    .put("seconds", soakSeconds)
                    .put("perSecond", Report.rounded(measured.perSecond()))
                    .putArray("usedKib");
            kib.forEach(all::add);
            text.append(String.format(
                    Locale.ROOT,
                    "%nmemory in use after collection during %d s at %.0f per second, in KiB: %s%n",
                    soakSeconds,
                    measured.perSecond(),
                    kib));
        }
    }
}
