package dev.tollgate.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Several processes on one file, and what is left when they end. */
@Timeout(120)
class SqliteProcessesTest {
    @TempDir
    Path directory;

    @Test
    void processesThatStartAtOnceOnANewFileAllWrite() throws Exception {
        Path file = directory.resolve("new.db");
        List<StoreProcess> processes = new ArrayList<>();
        try {
            for (int i = 0; i < 6; i++) {
                processes.add(StoreProcess.start(file, "p" + i, 5));
            }
            for (StoreProcess process : processes) {
                process.go();
            }
            for (StoreProcess process : processes) {
                assertThat(process.rest()).hasSize(6).first().isEqualTo("open");
                assertThat(process.exitCode()).isZero();
            }
        } finally {
            for (StoreProcess process : processes) {
                process.close();
            }
        }
        assertThat(ticketsCountedOnce(file)).isEqualTo(6 * 5 * StoreProcess.TICKETS_PER_BATCH);
    }

    @Test
    void twoBusyProcessesTakeTurns() throws Exception {
        Path file = directory.resolve("shared.db");
        int batches = 300;
        try (StoreProcess one = StoreProcess.start(file, "one", -1);
                StoreProcess other = StoreProcess.start(file, "other", -1)) {
            one.go();
            one.expect("open");
            other.go();
            other.expect("open");
            for (int i = 0; i < batches; i++) {
                other.expect(i + " Applied");
            }
            for (int i = 0; i < batches; i++) {
                one.expect(i + " Applied");
            }
        }
        try (SqliteShell shell = SqliteShell.open(file)) {
            List<String> turns = shell.rows("SELECT substr(business_no, 1, 3) FROM tollgate_ticket"
                    + " WHERE business_no LIKE '%-0' ORDER BY rowid");
            List<String> both =
                    turns.subList(turns.indexOf("oth"), Math.min(turns.lastIndexOf("one"), turns.lastIndexOf("oth")));
            long handedOver = IntStream.range(1, both.size())
                    .filter(i -> !both.get(i).equals(both.get(i - 1)))
                    .count();
            assertThat(both).hasSizeGreaterThanOrEqualTo(batches);
            assertThat(handedOver).isGreaterThan(both.size() / 2);
        }
        assertThat(ticketsCountedOnce(file)).isGreaterThanOrEqualTo(2 * batches * StoreProcess.TICKETS_PER_BATCH);
    }

    @Test
    void killedProcessLeavesWhatItAcknowledgedAndNoHalfGroup() throws Exception {
        Path file = directory.resolve("killed.db");
        Random random = new Random(7);
        List<String> acknowledged = new ArrayList<>();
        for (int round = 0; round < 4; round++) {
            String name = "round" + round;
            try (StoreProcess process = StoreProcess.start(file, name, -1)) {
                process.go();
                process.expect("open");
                int batches = 1 + random.nextInt(200);
                for (int i = 0; i < batches; i++) {
                    assertThat(process.next()).isEqualTo(i + " Applied");
                    acknowledged.add(name + "-" + i);
                }
                process.kill();
            }
        }

        long tickets = ticketsCountedOnce(file);

        assertThat(tickets % StoreProcess.TICKETS_PER_BATCH).isZero();
        assertThat(tickets).isGreaterThanOrEqualTo((long) acknowledged.size() * StoreProcess.TICKETS_PER_BATCH);
        try (SqliteShell shell = SqliteShell.open(file)) {
            List<String> stored = shell.rows("SELECT replace(business_no || '.', '-0.', '') FROM tollgate_ticket"
                    + " WHERE business_no LIKE '%-0'");
            assertThat(stored).containsAll(acknowledged);
        }
    }

    /** A limit on the size of files makes the log fail to grow in the middle of a commit. */
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no ulimit")
    void inputOutputErrorAtCommitIsAnUnknownOutcome() throws Exception {
        Path file = directory.resolve("limited.db");
        List<String> shell = List.of("sh", "-c", "ulimit -f 5000; exec \"$0\" \"$@\"");
        List<String> lines;
        try (StoreProcess process = StoreProcess.start(shell, file, "limited", 200)) {
            process.go();
            process.expect("open");
            lines = process.rest();
            assertThat(process.exitCode()).isZero();
        }

        assertThat(lines).hasSize(200).anyMatch(line -> line.endsWith(" OutcomeUnknown"));
        long applied = lines.stream().filter(line -> line.endsWith(" Applied")).count();
        assertThat(applied).isPositive();
        assertThat(ticketsCountedOnce(file))
                .isBetween(applied * StoreProcess.TICKETS_PER_BATCH, 200L * StoreProcess.TICKETS_PER_BATCH);
    }

    /** How many tickets there are, after making sure that usage and version say the same and the file is sound. */
    private static long ticketsCountedOnce(Path file) throws Exception {
        JdbcStore.open("sqlite:" + file).close();
        try (SqliteShell shell = SqliteShell.open(file)) {
            assertThat(shell.rows("PRAGMA integrity_check")).containsExactly("ok");
            assertThat(shell.rows("SELECT count(*) FROM tollgate_schema")).containsExactly("1");
            long tickets = Long.parseLong(
                    shell.rows("SELECT count(*) FROM tollgate_ticket").get(0));
            assertThat(shell.rows("SELECT used FROM tollgate_usage")).containsExactly(Long.toString(tickets));
            assertThat(shell.rows("SELECT version FROM tollgate_account"))
                    .containsExactly(Long.toString(tickets / StoreProcess.TICKETS_PER_BATCH));
            return tickets;
        }
    }
}
