package dev.tollgate.replay;

import dev.tollgate.api.Amount;
import dev.tollgate.api.InvalidRequestException;
import dev.tollgate.api.Operation;
import dev.tollgate.fuzzing.Holds;
import dev.tollgate.fuzzing.Input;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Any bytes as a ledger: refused by the number of a line and left as they are, or read, gone on with, and read again. A ledger that was
 * written and then cut anywhere loses the line it was cut in, and no other.
 */
public final class FileLedgerFuzz {
    private static final Path FILE = file();
    private static final Execution NEXT = new Execution(
            new Operation("acme", "payment", "next"), 1, Draw.Result.DONE, new Amount(1, "GBP"), Instant.EPOCH);

    private FileLedgerFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) throws IOException {
        anyBytes(bytes);
        cut(new Input(bytes));
    }

    private static void anyBytes(byte[] bytes) throws IOException {
        Files.write(FILE, bytes);
        try (Ledger ledger = Ledger.open(FILE)) {
            List<Execution> before = read(ledger);
            int torn = ledger.tornLines();
            ledger.append(NEXT);
            before.add(NEXT);
            Holds.same(before, read(ledger));
            Holds.same(torn, ledger.tornLines());
        } catch (IOException e) {
            Holds.that(Holds.says(e).matches("line \\d+ is no execution.*"), "no line is named: %s", e);
            Holds.that(Arrays.equals(bytes, Files.readAllBytes(FILE)), "a file that was refused and changed");
        }
    }

    private static void cut(Input input) throws IOException {
        Files.write(FILE, new byte[0]);
        int cut = input.choice(1_000);
        List<Execution> written = new ArrayList<>();
        try (Ledger ledger = Ledger.open(FILE)) {
            while (input.hasMore() && written.size() < 3) {
                try {
                    written.add(execution(input));
                    ledger.append(written.get(written.size() - 1));
                } catch (InvalidRequestException e) {
                    Holds.says(e);
                }
            }
            Holds.same(written, read(ledger));
        }
        byte[] whole = Files.readAllBytes(FILE);
        byte[] left = Arrays.copyOf(whole, Math.max(0, whole.length - cut));
        Files.write(FILE, left);
        int lines = 0;
        for (byte b : left) {
            lines += b == '\n' ? 1 : 0;
        }
        try (Ledger ledger = Ledger.open(FILE)) {
            List<Execution> kept = read(ledger);
            boolean isWholeWithoutFeed = cut == 1 && !written.isEmpty();
            Holds.same(written.subList(0, isWholeWithoutFeed ? lines + 1 : lines), kept);
            ledger.append(NEXT);
            kept.add(NEXT);
            Holds.same(kept, read(ledger));
        }
    }

    private static Execution execution(Input input) {
        Operation operation = new Operation(input.text(), input.text(), input.text());
        Amount amount = input.choice(2) == 0 ? null : new Amount(input.number(), "GBP");
        Instant at = Instant.ofEpochMilli(Math.floorMod(input.number(), 253_370_764_800_000L));
        return new Execution(operation, input.choice(101), input.constant(Draw.Result.class), amount, at);
    }

    private static List<Execution> read(Ledger ledger) throws IOException {
        List<Execution> executions = new ArrayList<>();
        ledger.forEach(executions::add);
        return executions;
    }

    private static Path file() {
        try {
            Path file = Files.createTempFile("ledger", ".jsonl");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
