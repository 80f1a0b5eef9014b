package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Replays in processes of their own, which share a store and a ledger and can be killed. */
@Timeout(180)
final class ReplayProcessesIT {
    private static final int OPERATIONS = 4_000;
    private static final int A_DAY = 200;

    private static final long OUTAGE_NANOS = TimeUnit.SECONDS.toNanos(5);

    @TempDir
    private Path folder;

    private Payments payments;
    private Path ledger;

    @BeforeEach
    void write() throws IOException {
        payments = Payments.write(folder, OPERATIONS, A_DAY);
        ledger = folder.resolve("ledger.jsonl");
    }

    @ParameterizedTest
    @MethodSource("dev.tollgate.cli.TestStore#all")
    void twoProcessesExecuteEveryOperationOnceTogether(TestStore kind) throws Exception {
        String store = kind.fresh(folder);
        Process one = start(store, "one");
        Process other = start(store, "other");
        assertThat(one.waitFor()).as(errors("one")).isZero();
        assertThat(other.waitFor()).as(errors("other")).isZero();
        JsonNode first = document("one");
        JsonNode second = document("other");
        long expected = payments.expectedToSucceed();
        long admitted = 0;
        for (JsonNode report : List.of(first, second)) {
            assertThat(report.get("operations").get("total").asLong()).isEqualTo(OPERATIONS);
            assertThat(report.get("operations").get("succeeded").asLong()).isEqualTo(expected);
            assertThat(report.get("operations").get("declined").asLong()).isEqualTo(OPERATIONS - expected);
            assertThat(report.get("executions").get("duplicate").asLong()).isZero();
            assertThat(report.get("overLimitWindows").asLong()).isZero();
            assertAddsUp(report);
            admitted += report.get("deliveries").get("admitted").asLong();
        }
        assertThat(admitted).as("each admission is one execution").isEqualTo(expected);
        assertThat(Files.readAllLines(ledger)).hasSize((int) expected);
    }

    @ParameterizedTest
    @MethodSource("dev.tollgate.cli.TestStore#all")
    void aProcessThatIsKilledAndStartedAgainExecutesNothingTwice(TestStore kind) throws Exception {
        String store = kind.fresh(folder);
        int killed = 0;
        // In a server, what a killed process leaves behind is the same from one kill to the next.
        List<Integer> moments = kind == TestStore.SQLITE ? List.of(1, 300, 301, 1_000, 1_700) : List.of(1, 1_000);
        for (int lines : moments) {
            Process process = start(store, "killed", "--fail-rate", "0.1", "--die-rate", "0.02");
            awaitLines(process, lines);
            killed += process.isAlive() ? 1 : 0;
            process.destroyForcibly().waitFor();
            Run.of("verify", "--store", store).endsWith(0);
        }
        assertThat(killed).as("killed at work, not at its end").isEqualTo(moments.size());

        Process last = start(store, "last", "--fail-rate", "0.1", "--die-rate", "0.02", "--resolve");
        assertThat(last.waitFor()).as(errors("last")).isZero();
        JsonNode report = document("last");
        assertThat(report.get("executions").get("duplicate").asLong()).isZero();
        assertThat(report.get("overLimitWindows").asLong()).isZero();
        assertThat(report.get("verify").get("mismatches").asLong()).isZero();
        assertThat(report.get("operations").get("open").asLong()).isZero();
        assertThat(report.get("operations").get("inDoubt").asLong()).isZero();
        assertThat(report.get("deliveries").get("failed").asLong()).isZero();
        assertAddsUp(report);
        long done = Files.readAllLines(ledger).stream()
                .filter(line -> line.contains("\"result\":\"done\""))
                .count();
        assertThat(report.get("operations").get("succeeded").asLong())
                .as("what the bank did is what the store says, whoever died on the way")
                .isEqualTo(done);
        Run.of("verify", "--store", store).endsWith(0);
    }

    @ParameterizedTest
    @MethodSource("dev.tollgate.cli.TestStore#servers")
    void aServerThatIsKilledInTheMiddleComesBackToAReplayThatLostNothing(TestStore kind) throws Exception {
        try (Killable server = kind.openServer()) {
            String store = server.url();
            Process process = start(store, "through", "--resolve");
            awaitLines(process, 600);
            server.kill();
            long during = linesOf(ledger);
            assertThat(during).as("killed at work, not at its end").isLessThan(payments.expectedToSucceed());
            assertThat(process.waitFor(OUTAGE_NANOS, TimeUnit.NANOSECONDS))
                    .as("it waits for the server: " + errors("through"))
                    .isFalse();
            server.start();
            assertThat(process.waitFor()).as(errors("through")).isZero();

            JsonNode report = document("through");
            assertThat(report.get("operations").get("total").asLong()).isEqualTo(OPERATIONS);
            assertThat(report.get("operations").get("open").asLong()).isZero();
            assertThat(report.get("operations").get("inDoubt").asLong()).isZero();
            assertThat(report.get("deliveries").get("failed").asLong()).isZero();
            assertThat(report.get("executions").get("duplicate").asLong()).isZero();
            assertThat(report.get("overLimitWindows").asLong()).isZero();
            assertThat(report.get("verify").get("mismatches").asLong()).isZero();
            assertAddsUp(report);
            assertThat(report.get("operations").get("succeeded").asLong())
                    .as("what the bank did is what the store says")
                    .isEqualTo(Files.readAllLines(ledger).size());
            Run.of("verify", "--store", store).endsWith(0);
        }
    }

    private void awaitLines(Process process, long lines) throws IOException {
        while (process.isAlive() && linesOf(ledger) < lines) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
    }

    private static void assertAddsUp(JsonNode report) {
        for (String group : List.of("operations", "deliveries")) {
            long sum = 0;
            for (JsonNode count : report.get(group)) {
                sum += count.asLong();
            }
            assertThat(sum).isEqualTo(2 * report.get(group).get("total").asLong());
        }
        assertThat(report.get("deliveries").get("total").asLong())
                .isEqualTo(3 * report.get("operations").get("total").asLong());
    }

    private Process start(String store, String name, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.tollgate.cli.Main",
                "replay",
                payments.file().toString(),
                "--store",
                store,
                "--limits",
                payments.limits().toString(),
                "--ledger",
                ledger.toString(),
                "--lease",
                "3s",
                "--json"));
        command.addAll(List.of(more));
        return new ProcessBuilder(command)
                .redirectOutput(folder.resolve(name + ".out").toFile())
                .redirectError(folder.resolve(name + ".err").toFile())
                .start();
    }

    private String errors(String name) throws IOException {
        return Files.readString(folder.resolve(name + ".err"));
    }

    private JsonNode document(String name) throws IOException {
        return new ObjectMapper().readTree(folder.resolve(name + ".out").toFile());
    }

    private static long linesOf(Path file) throws IOException {
        if (!Files.exists(file)) {
            return 0;
        }
        byte[] bytes = Files.readAllBytes(file);
        long lines = 0;
        for (byte b : bytes) {
            lines += b == '\n' ? 1 : 0;
        }
        return lines;
    }
}
