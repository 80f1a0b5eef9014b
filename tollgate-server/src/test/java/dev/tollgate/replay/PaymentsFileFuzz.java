package dev.tollgate.replay;

import dev.tollgate.api.Amount;
import dev.tollgate.api.InvalidRequestException;
import dev.tollgate.api.Operation;
import dev.tollgate.fuzzing.Holds;
import dev.tollgate.replay.PaymentsFile.UnreadableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Any bytes as a payments file, and as the rows of one: every row is a payment, a repetition or bad, and told of with its line; a row
 * without quotes is a payment exactly when its fields, taken one by one, are good.
 */
public final class PaymentsFileFuzz {
    private static final String HEADER = "occurred_at,merchant,business_no,scenario,operator,amount,currency\n";
    private static final Path FILE = file();

    private PaymentsFileFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) throws IOException {
        Files.write(FILE, bytes);
        read();
        byte[] header = HEADER.getBytes(StandardCharsets.UTF_8);
        byte[] whole = new byte[header.length + bytes.length];
        System.arraycopy(header, 0, whole, 0, header.length);
        System.arraycopy(bytes, 0, whole, header.length, bytes.length);
        Files.write(FILE, whole);
        read().ifPresentOrElse(payments -> plainRows(new String(bytes, StandardCharsets.UTF_8), payments), () -> {
            throw new AssertionError("a good header that was refused");
        });
    }

    private static Optional<PaymentsFile.Payments> read() {
        Map<Integer, String> bad = new HashMap<>();
        PaymentsFile.Payments payments;
        try {
            payments = PaymentsFile.read(FILE, (line, reason) -> {
                Holds.that(line >= 1 && !reason.isBlank(), "line %d: %s", line, reason);
                Holds.that(reason.length() <= 500, "a reason of %d characters", reason.length());
                Holds.that(reason.chars().noneMatch(Character::isISOControl), "not for a terminal: %s", reason);
                Holds.same(null, bad.put(line, reason));
            });
        } catch (UnreadableException e) {
            Holds.names(e, FILE.toString());
            return Optional.empty();
        }
        Holds.same(bad.size(), payments.badRows());
        Holds.same(
                payments.rows(),
                payments.badRows()
                        + payments.duplicateRows()
                        + payments.payments().size());
        Set<Operation> operations = new HashSet<>();
        for (Payment payment : payments.payments()) {
            Holds.that(operations.add(payment.operation()), "twice: %s", payment);
            Holds.that(!bad.containsKey(payment.line()), "good and bad: %s", payment);
            Holds.that(
                    (payment.amount() == null) == payment.operation().scenario().equals(PaymentsFile.REFUND),
                    "an amount or none: %s",
                    payment);
            Holds.that(
                    payment.occurredAt().getYear() >= 1 && payment.occurredAt().getYear() <= 9999,
                    "out of time: %s",
                    payment);
        }
        return Optional.of(payments);
    }

    private static void plainRows(String text, PaymentsFile.Payments payments) {
        if (text.indexOf('"') >= 0 || text.indexOf('\uFFFD') >= 0) {
            return;
        }
        Map<Integer, Payment> byLine = new HashMap<>();
        payments.payments().forEach(payment -> byLine.put(payment.line(), payment));
        List<String> lines = text.lines().toList();
        Set<Operation> seen = new HashSet<>();
        for (int i = 0; i < lines.size(); i++) {
            List<String> fields = new ArrayList<>(List.of(lines.get(i).split(",", -1)));
            Payment payment = byLine.get(i + 2);
            if (payment != null) {
                seen.add(payment.operation());
                Holds.same(7, fields.size());
                Holds.same(fields.get(1), payment.operation().account());
                Holds.same(fields.get(2), payment.operation().businessNumber());
                Holds.same(fields.get(3), payment.operation().scenario());
                Holds.same(fields.get(4), payment.operator());
            } else if (fields.size() == 7 && !fields.get(3).equals(PaymentsFile.REFUND)) {
                Holds.that(!isNew(fields, seen), "a good row that is missing: %s", lines.get(i));
            }
            amount(payment, fields);
        }
    }

    private static void amount(@Nullable Payment payment, List<String> fields) {
        if (payment != null && payment.amount() != null) {
            Currency currency = Currency.getInstance(fields.get(6));
            Holds.same(
                    MinorUnitsFuzz.worth(fields.get(5), currency).map(worth -> new Amount(worth, fields.get(6))),
                    Optional.of(payment.amount()));
        }
    }

    /** Whether all of a row is good, as far as that can be told without reading a time. */
    private static boolean isNew(List<String> fields, Set<Operation> seen) {
        try {
            Currency currency = Currency.getInstance(fields.get(6));
            Operation operation = new Operation(fields.get(1), fields.get(3), fields.get(2));
            return MinorUnitsFuzz.worth(fields.get(5), currency).isPresent()
                    && !seen.contains(operation)
                    && !fields.get(4).isEmpty()
                    && fields.get(4).length() <= 40
                    && fields.get(4).chars().allMatch(Character::isLetterOrDigit)
                    && fields.get(0).matches("20[0-9][0-9]-0[1-9]-[01][1-9]T1[0-9]:[0-5][0-9]:[0-5][0-9]");
        } catch (IllegalArgumentException | InvalidRequestException e) {
            return false;
        }
    }

    private static Path file() {
        try {
            Path file = Files.createTempFile("payments", ".csv");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
