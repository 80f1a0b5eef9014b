package dev.tollgate.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands as they are typed, for a moment each. */
class BenchMainTest {
    private static final List<String> MOMENT = List.of("--seconds", "1", "--warm-up", "0", "--rotations", "1");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(List<String> args) {
        return BenchMain.execute(new PrintWriter(out, true), new PrintWriter(err, true), args.toArray(String[]::new));
    }

    private JsonNode json(String... args) throws Exception {
        List<String> all = new java.util.ArrayList<>(List.of(args));
        all.addAll(MOMENT);
        all.add("--json");
        assertThat(run(all)).as(err.toString()).isZero();
        return new ObjectMapper().readTree(out.toString());
    }

    @Test
    void oneRunSaysWhatTheContractSays() throws Exception {
        JsonNode document = json("hot", "--store", "sqlite", "--callers", "4", "--ways", "tollgate,row-lock");
        assertThat(document.get("machine").asText()).contains("cores");
        assertThat(document.get("load").asText()).contains("one account, 4 callers");
        assertThat(document.get("settings").asText()).startsWith("SQLite 3.");
        assertThat(document.get("seconds").asInt()).isOne();
        assertThat(document.get("rotations").asInt()).isOne();
        JsonNode ours = document.get("ways").get("tollgate");
        assertThat(ours.get("perSecond").asDouble()).isPositive();
        assertThat(ours.get("p99Millis").asDouble())
                .isGreaterThanOrEqualTo(ours.get("p50Millis").asDouble());
        assertThat(ours.get("p99MillisMin").asDouble())
                .isEqualTo(ours.get("p99MillisMax").asDouble())
                .isEqualTo(ours.get("p99Millis").asDouble());
        assertThat(ours.get("verified").asBoolean()).isTrue();
        assertThat(document.get("ratios").get("tollgate/row-lock").asDouble()).isPositive();
    }

    @Test
    void severalNumbersOfCallersAreRunsWithCharts(@TempDir Path folder) throws Exception {
        Path base = folder.resolve("results/hot");
        JsonNode document = json(
                "hot", "--store", "sqlite", "--callers", "1,4", "--ways", "tollgate", "--results", base.toString());
        assertThat(document.get("runs").findValuesAsText("callers")).containsExactly("1", "4");
        for (String chart : List.of("rate", "p99")) {
            Path file = folder.resolve("results/hot-" + chart + ".svg");
            assertThat(DocumentBuilderFactory.newInstance()
                            .newDocumentBuilder()
                            .parse(file.toFile())
                            .getElementsByTagName("polyline")
                            .getLength())
                    .isOne();
        }
        assertThat(Files.readString(folder.resolve("results/hot.md"))).contains("tollgate", "hot-rate.svg");
        assertThat(folder.resolve("results/hot.json")).exists();
    }

    @Test
    void anOpenLoopOffersNoMoreThanItsRate() throws Exception {
        JsonNode document = json("hot", "--store", "sqlite", "--ways", "tollgate", "--rate", "200");
        assertThat(document.get("ways").get("tollgate").get("perSecond").asDouble())
                .isBetween(50.0, 202.0);
    }

    /** Stores of several sizes are there at once. */
    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "postgresql", "mariadb"})
    void growthTellsOfEachSizeOfThePurgeAndOfMemory(String store) throws Exception {
        JsonNode document = json("growth", "--store", store, "--callers", "4", "--tickets", "0,3000", "--soak", "1");
        assertThat(document.get("sizes").findValuesAsText("tickets")).containsExactly("0", "3000");
        assertThat(document.get("sizes").get(1).get("bytesPerTicket").asDouble())
                .isBetween(100.0, 5_000.0);
        assertThat(document.get("purge").get("purged").asInt()).isPositive();
        assertThat(document.get("purge").get("purgedPerSecond").asDouble()).isPositive();
        assertThat(document.get("memory").get("usedKib").size()).isPositive();
    }

    @Test
    void fairTellsWhatOthersNotice() throws Exception {
        JsonNode document = json("fair", "--store", "sqlite", "--rate", "400", "--callers", "8", "--accounts", "5");
        assertThat(document.get("alone").get("p99Millis").asDouble()).isPositive();
        assertThat(document.get("beside").get("p99Millis").asDouble()).isPositive();
        assertThat(document.get("beside").get("p99MillisMax").asDouble()).isPositive();
        assertThat(document.get("settings").asText()).startsWith("SQLite 3.");
        assertThat(document.get("p99Ratio").asDouble()).isPositive();
    }

    @Test
    void whatIsWrongIsNamedWithItsRange() {
        assertThat(run(List.of("hot", "--callers", "0"))).isEqualTo(2);
        assertThat(err.toString()).contains("--callers must be between 1 and 512");
        assertThat(run(List.of("hot", "--store", "oracle"))).isEqualTo(2);
        assertThat(err.toString()).contains("oracle", "postgresql");
        assertThat(run(List.of("hot", "--store", "sqlite", "--ways", "magic"))).isEqualTo(2);
        assertThat(err.toString()).contains("There is no way 'magic' here");
        assertThat(run(List.of())).isEqualTo(2);
    }

    @Test
    void aWayThatDoesNotSuitTheLoadIsRefusedByName() {
        assertThat(run(List.of("hot", "--ways", "plain-batch"))).isEqualTo(2);
        assertThat(err.toString()).contains("plain-batch needs --in-flight");
        assertThat(run(List.of("hot", "--store", "sqlite", "--ways", "row-lock", "--in-flight", "8")))
                .isEqualTo(2);
        assertThat(err.toString()).contains("row-lock keeps a thread waiting");
        assertThat(run(List.of("hot", "--store", "sqlite", "--in-flight", "8", "--succeed")))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--succeed needs callers");
    }

    @Test
    void noPasswordIsPrinted() {
        assertThat(Output.masked("--store jdbc:postgresql://host/db?user=me&password=secret&ssl=true"))
                .isEqualTo("--store jdbc:postgresql://host/db?user=me&password=***&ssl=true");
        assertThat(Output.masked("--store redis://me:secret@host:6379/1"))
                .isEqualTo("--store redis://me:***@host:6379/1");
    }
}
