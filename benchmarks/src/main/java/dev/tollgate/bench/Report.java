package dev.tollgate.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;

/** What was measured, for machines and for people. Only verified ways get this far. */
final class Report {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final String store;
    private final String command;
    private final Load load;
    private final Map<String, Rotation.Summary> ways;

    Report(String store, String command, Load load, Map<String, Rotation.Summary> ways) {
        this.store = store;
        this.command = command;
        this.load = load;
        this.ways = ways;
    }

    JsonNode json() {
        ObjectNode document = JSON.createObjectNode();
        document.put("machine", Machine.describe())
                .put("date", LocalDate.now(ZoneOffset.UTC).toString())
                .put("command", command)
                .put("store", store)
                .put("load", load.toString());
        ObjectNode each = document.putObject("ways");
        ways.forEach((name, way) -> each.putObject(name)
                .put("perSecond", rounded(way.perSecond()))
                .put("perSecondMin", rounded(way.perSecondMin()))
                .put("perSecondMax", rounded(way.perSecondMax()))
                .put("p50Millis", rounded(way.p50Millis()))
                .put("p99Millis", rounded(way.p99Millis()))
                .put("gaveUp", way.gaveUp())
                .put("verified", true));
        ObjectNode ratios = document.putObject("ratios");
        Rotation.Summary ours = ways.get(Ways.TOLLGATE);
        ways.forEach((name, way) -> {
            if (ours != null && !name.equals(Ways.TOLLGATE)) {
                ratios.put(Ways.TOLLGATE + "/" + name, rounded(ours.perSecond() / way.perSecond()));
            }
        });
        return document;
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }

    String jsonText() {
        return json().toPrettyString();
    }

    void print(PrintWriter out) {
        out.printf(Locale.ROOT, "%s: %s%n%s%n%s%n%n", store, load, Machine.describe(), command);
        out.printf(
                Locale.ROOT,
                "%-24s %12s %23s %11s %11s %9s %10s%n",
                "way",
                "per second",
                "min - max",
                "p50 ms",
                "p99 ms",
                "gave up",
                "tollgate/");
        Rotation.Summary ours = ways.get(Ways.TOLLGATE);
        ways.forEach((name, way) -> out.printf(
                Locale.ROOT,
                "%-24s %12.0f %11.0f %11.0f %11.2f %11.2f %9d %10s%n",
                name,
                way.perSecond(),
                way.perSecondMin(),
                way.perSecondMax(),
                way.p50Millis(),
                way.p99Millis(),
                way.gaveUp(),
                ours == null ? "" : String.format(Locale.ROOT, "%.2f", ours.perSecond() / way.perSecond())));
        out.flush();
    }
}
