package dev.tollgate.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.api.Amount;
import dev.tollgate.api.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileLedgerTest {
    private static final Instant NOON = Instant.parse("2010-12-01T12:00:00Z");

    @TempDir
    private Path folder;

    @Test
    void whatIsAppendedIsReadAgainWhateverTheNames() throws IOException {
        List<Execution> executions = List.of(
                new Execution(new Operation("a\"b", "c\\d", "e,f"), 1, Draw.Result.DONE, new Amount(1, "GBP"), NOON),
                new Execution(new Operation("\u2028", "\uD83D\uDE00", "}{"), 100, Draw.Result.REFUSED, null, NOON),
                new Execution(
                        new Operation("a b", "c", "d"),
                        2,
                        Draw.Result.NOT_DONE,
                        new Amount(9_007_199_254_740_991L, "JPY"),
                        NOON.plusNanos(1)));
        try (Ledger ledger = Ledger.open(file())) {
            for (Execution execution : executions) {
                ledger.append(execution);
            }
            assertThat(read(ledger)).isEqualTo(executions);
        }
        assertThat(Files.readAllLines(file())).hasSize(3);
        try (Ledger again = Ledger.open(file())) {
            assertThat(read(again)).isEqualTo(executions);
            assertThat(again.isShared()).isTrue();
        }
    }

    @Test
    void aTornLastLineIsPassedOverAndNotContinued() throws IOException {
        try (Ledger ledger = Ledger.open(file())) {
            ledger.append(execution(1));
            ledger.append(execution(2));
        }
        byte[] whole = Files.readAllBytes(file());
        for (int cut = 1; cut < whole.length / 2 - 1; cut++) {
            Files.write(file(), java.util.Arrays.copyOf(whole, whole.length - cut));
            try (Ledger ledger = Ledger.open(file())) {
                ledger.append(execution(3));
                // Without its line feed alone the line is complete.
                assertThat(read(ledger))
                        .as("cut by %d", cut)
                        .isEqualTo(
                                cut == 1
                                        ? List.of(execution(1), execution(2), execution(3))
                                        : List.of(execution(1), execution(3)));
                assertThat(ledger.tornLines()).isEqualTo(cut == 1 ? 0 : 1);
            }
        }
    }

    @Test
    void aFileOfSomethingElseIsRefusedAndLeftAsItIs() throws IOException {
        for (String text :
                List.of("occurred_at,merchant\n", "[1]\n", "{\"a\": 1}\n", "{\"fence\": \"x\"}\n", "{,}\n")) {
            Files.writeString(file(), text);
            assertThatThrownBy(() -> Ledger.open(file()))
                    .as(text)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("line 1 is no execution");
            assertThat(Files.readString(file())).isEqualTo(text);
        }
    }

    @Test
    void aLineWithARefundThatIsHalfAnAmountIsRefused() throws IOException {
        Files.writeString(
                file(),
                "{\"account\":\"a\",\"scenario\":\"b\",\"businessNumber\":\"c\",\"fence\":1,\"result\":\"done\","
                        + "\"currency\":\"GBP\",\"occurredAt\":\"2010-12-01T12:00:00Z\"}\n");
        assertThatThrownBy(() -> Ledger.open(file())).hasMessageContaining("line 1 is no execution");
    }

    @Test
    void severalWritersNeverMixTheirLines() throws Exception {
        int writers = 4;
        int lines = 2_000;
        List<CompletableFuture<Void>> running = new ArrayList<>();
        for (int writer = 0; writer < writers; writer++) {
            int first = writer * lines;
            running.add(CompletableFuture.runAsync(() -> {
                try (Ledger own = Ledger.open(file())) {
                    for (int i = 0; i < lines; i++) {
                        own.append(execution(first + i));
                    }
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }));
        }
        CompletableFuture.allOf(running.toArray(CompletableFuture[]::new)).get();
        try (Ledger ledger = Ledger.open(file())) {
            assertThat(read(ledger).stream()
                            .map(e -> Integer.valueOf(e.operation().businessNumber()))
                            .sorted())
                    .hasSize(writers * lines)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void aLineOfAnotherProcessIsSeen() throws IOException {
        try (Ledger one = Ledger.open(file());
                Ledger other = Ledger.open(file())) {
            one.append(execution(1));
            other.append(execution(2));
            assertThat(read(one)).containsExactly(execution(1), execution(2));
        }
    }

    @Test
    void blankLinesAreNothing() throws IOException {
        try (Ledger ledger = Ledger.open(file())) {
            ledger.append(execution(1));
            Files.writeString(file(), "\n\n", StandardOpenOption.APPEND);
            ledger.append(execution(2));
            assertThat(read(ledger)).containsExactly(execution(1), execution(2));
        }
    }

    private Path file() {
        return folder.resolve("ledger.jsonl");
    }

    private static Execution execution(int number) {
        return new Execution(
                new Operation("acme", "payment", "" + number), 1, Draw.Result.DONE, new Amount(5, "GBP"), NOON);
    }

    private static List<Execution> read(Ledger ledger) throws IOException {
        List<Execution> executions = new ArrayList<>();
        ledger.forEach(executions::add);
        return executions;
    }
}
