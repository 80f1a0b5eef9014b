package dev.tollgate.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What the ways came to under one load or several that differ by the number of callers. */
final class Comparison {
    private final Site.Kind store;
    private final String settings;
    private final RunOptions options;
    private final List<Run> runs = new ArrayList<>();

    /** @param ways by name */
    record Run(Load load, Map<String, Rotation.Summary> ways) {}

    Comparison(Site site, RunOptions options) {
        this.options = options;
        store = site.kind();
        settings = site.settings();
    }

    void add(Load load, Map<String, Rotation.Summary> ways) {
        runs.add(new Run(load, ways));
    }

    Report report(Output output) {
        ObjectNode document = output.document().put("store", store.toString()).put("settings", settings);
        options.addTo(document);
        StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "%s%n%s%n%s%n", Machine.describe(), settings, output.command()));
        if (runs.size() == 1) {
            addTo(document, runs.get(0));
        } else {
            var all = document.putArray("runs");
            runs.forEach(run -> addTo(all.addObject(), run));
        }
        runs.forEach(run -> text.append(table(run)));
        return new Report(document, text.toString(), runs.size() == 1 ? List.of() : charts());
    }

    private static void addTo(ObjectNode document, Run run) {
        document.put("load", run.load.toString()).put("callers", run.load.callers());
        ObjectNode each = document.putObject("ways");
        run.ways.forEach((name, way) -> each.putObject(name)
                .put("does", way.does().toString())
                .put("perSecond", Report.rounded(way.perSecond()))
                .put("perSecondMin", Report.rounded(way.perSecondMin()))
                .put("perSecondMax", Report.rounded(way.perSecondMax()))
                .put("p50Millis", Report.rounded(way.p50Millis()))
                .put("p99Millis", Report.rounded(way.p99Millis()))
                .put("p99MillisMin", Report.rounded(way.p99MillisMin()))
                .put("p99MillisMax", Report.rounded(way.p99MillisMax()))
                .put("gaveUp", way.gaveUp())
                .put("verified", true));
        ObjectNode ratios = document.putObject("ratios");
        Rotation.Summary ours = run.ways.get(Ways.TOLLGATE);
        run.ways.forEach((name, way) -> {
            if (ours != null && !name.equals(Ways.TOLLGATE)) {
                ratios.put(Ways.TOLLGATE + "/" + name, Report.rounded(ours.perSecond() / way.perSecond()));
            }
        });
    }

    private String table(Run run) {
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%n%s: %s%n%n", store, run.load));
        text.append(String.format(
                Locale.ROOT,
                "%-24s %-13s %12s %23s %11s %11s %19s %9s %10s%n",
                "way",
                "keeps",
                "per second",
                "min - max",
                "p50 ms",
                "p99 ms",
                "min - max",
                "gave up",
                "tollgate/"));
        Rotation.Summary ours = run.ways.get(Ways.TOLLGATE);
        run.ways.forEach((name, way) -> text.append(String.format(
                Locale.ROOT,
                "%-24s %-13s %12.0f %11.0f %11.0f %11.2f %11.2f %9.2f %9.2f %9d %10s%n",
                name,
                way.does(),
                way.perSecond(),
                way.perSecondMin(),
                way.perSecondMax(),
                way.p50Millis(),
                way.p99Millis(),
                way.p99MillisMin(),
                way.p99MillisMax(),
                way.gaveUp(),
                ours == null ? "" : String.format(Locale.ROOT, "%.2f", ours.perSecond() / way.perSecond()))));
        return text.toString();
    }

    private List<Chart> charts() {
        String load = runs.get(0).load.onAccountsText();
        return List.of(
                chart("rate", "%s, %s: decided per second".formatted(store, load), Rotation.Summary::perSecond),
                chart("p99", "%s, %s: p99 in ms".formatted(store, load), Rotation.Summary::p99Millis));
    }

    private Chart chart(String name, String title, ToDoubleFunction<Rotation.Summary> value) {
        Map<String, Map<Integer, Double>> lines = new LinkedHashMap<>();
        for (Run run : runs) {
            run.ways.forEach((way, summary) -> lines.computeIfAbsent(way, w -> new LinkedHashMap<>())
                    .put(run.load.callers(), value.applyAsDouble(summary)));
        }
        return new Chart(name, title, "callers", lines);
    }
}
