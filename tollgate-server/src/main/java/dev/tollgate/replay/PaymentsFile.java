package dev.tollgate.replay;

import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.Amount;
import dev.tollgate.api.InvalidRequestException;
import dev.tollgate.api.Operation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Currency;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a payments file: UTF-8 CSV with a header, its columns in any order, further columns ignored. */
public final class PaymentsFile {
    /** Operations of this scenario have no amount; their amount text is part of their content. */
    static final String REFUND = "refund";

    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final int YEAR_MAX = 9999;
    private static final Map<String, String> COLUMN_OF_FIELD =
            Map.of("account", "merchant", "businessNumber", "business_no", "fingerprint", "amount");

    /** The columns, in the order of a row's fields here. */
    private enum Column {
        OCCURRED_AT,
        MERCHANT,
        BUSINESS_NO,
        SCENARIO,
        OPERATOR,
        AMOUNT,
        CURRENCY;

        String header() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Where rows that cannot be used go. */
    @FunctionalInterface
    public interface BadRows {
        void add(int line, String reason);
    }

    /** The file as a whole cannot be used; the message says why. */
    public static final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnreadableException(String message) {
            super(message);
        }
    }

    private final BadRows badRows;
    private final boolean wellEncoded;
    private final CsvRecords records;
    private final Map<Column, Integer> positions = new EnumMap<>(Column.class);
    private final Map<Operation, Payment> byOperation = new HashMap<>();
    private final List<Payment> payments = new ArrayList<>();
    private final Map<String, String> seenNames = new HashMap<>();
    private int rows;
    private int duplicateRows;

    private PaymentsFile(String text, boolean wellEncoded, BadRows badRows) {
        this.badRows = badRows;
        this.wellEncoded = wellEncoded;
        records = new CsvRecords(text);
    }

    /**
     * What a file holds.
     *
     * @param rows data rows, good and bad
     * @param payments the distinct valid operations, in the file's order
     */
    public record Payments(int rows, int badRows, int duplicateRows, List<Payment> payments) {}

    /**
     * Reads a file.
     *
     * @param badRows told of every row that cannot be used, with the line it begins on
     * @throws UnreadableException when the file cannot be read, or its header lacks a column
     */
    public static Payments read(Path file, BadRows badRows) throws UnreadableException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UnreadableException("%s cannot be read: %s".formatted(file, Reading.why(e)));
        } catch (OutOfMemoryError e) {
            throw new UnreadableException("%s is too large to be held in memory".formatted(file));
        }
        boolean wellEncoded = true;
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            wellEncoded = false;
            text = new String(bytes, StandardCharsets.UTF_8);
        }
        if (text.startsWith(BYTE_ORDER_MARK)) {
            text = text.substring(1);
        }
        try {
            return new PaymentsFile(text, wellEncoded, badRows).read();
        } catch (UnreadableException e) {
            throw new UnreadableException(file + " " + e.getMessage());
        }
    }

    private Payments read() throws UnreadableException {
        readHeader();
        int bad = 0;
        for (CsvRecords.Entry entry = records.next(); entry != null; entry = records.next()) {
            rows++;
            Optional<String> problem = entry.problem() != null ? Optional.of(entry.problem()) : take(entry);
            if (problem.isPresent()) {
                bad++;
                badRows.add(entry.line(), Reading.inOneLine(problem.get()));
            }
        }
        return new Payments(rows, bad, duplicateRows, payments);
    }

    private void readHeader() throws UnreadableException {
        CsvRecords.Entry header = records.next();
        if (header == null) {
            throw new UnreadableException("is empty; its first line must be a header");
        }
        List<String> names = header.fields().stream().map(String::strip).toList();
        List<String> missing = new ArrayList<>();
        for (Column column : Column.values()) {
            int position = names.indexOf(column.header());
            if (position < 0) {
                missing.add(column.header());
            } else if (names.lastIndexOf(column.header()) != position) {
                throw new UnreadableException("has the column %s twice".formatted(column.header()));
            }
            positions.put(column, position);
        }
        if (!missing.isEmpty()) {
            throw new UnreadableException("has no column %s in its header (line %d)%s"
                    .formatted(
                            String.join(", ", missing),
                            header.line(),
                            header.problem() == null ? "" : ": " + header.problem()));
        }
        records.expectColumns(names.size());
    }

    /** Takes a row in; says why when it cannot. */
    private Optional<String> take(CsvRecords.Entry entry) {
        List<String> problems = new ArrayList<>();
        Payment payment = payment(entry, problems);
        if (payment == null) {
            return Optional.of(String.join("; ", problems));
        }
        Payment first = byOperation.putIfAbsent(payment.operation(), payment);
        if (first == null) {
            payments.add(payment);
        } else if (first.hasContentOf(payment)) {
            duplicateRows++;
        } else {
            return Optional.of("%s stands on line %d with other content (%s, here %s)"
                    .formatted(payment.operation(), first.line(), first.content(), payment.content()));
        }
        return Optional.empty();
    }

    private @Nullable Payment payment(CsvRecords.Entry entry, List<String> problems) {
        String scenario = field(entry, Column.SCENARIO);
        LocalDateTime occurredAt = occurredAt(field(entry, Column.OCCURRED_AT), problems);
        Currency currency = currency(field(entry, Column.CURRENCY), problems);
        String amountText = field(entry, Column.AMOUNT);
        Amount amount = null;
        String fingerprint = null;
        if (scenario.equals(REFUND)) {
            if (!amountText.isEmpty() && !MinorUnits.isDecimal(amountText)) {
                problems.add("amount must be a decimal number but is '%s'".formatted(amountText));
            }
            fingerprint = amountText + " " + currency;
        } else if (currency != null) {
            try {
                amount = new Amount(MinorUnits.parse(amountText, currency), currency.getCurrencyCode());
            } catch (MinorUnits.BadAmountException e) {
                problems.add("amount " + e.getMessage());
            }
        }
        try {
            Operation operation = new Operation(
                    known(field(entry, Column.MERCHANT)), known(scenario), field(entry, Column.BUSINESS_NO));
            Payment payment = new Payment(
                    entry.line(),
                    operation,
                    known(field(entry, Column.OPERATOR)),
                    amount,
                    fingerprint,
                    occurredAt == null ? LocalDateTime.MIN : occurredAt);
            payment.request(null, AdmitRequest.DEFAULT_LEASE, null);
            checkEncoding(entry, problems);
            return problems.isEmpty() ? payment : null;
        } catch (InvalidRequestException e) {
            e.errors()
                    .forEach(error -> problems.add(
                            COLUMN_OF_FIELD.getOrDefault(error.field(), error.field()) + " " + error.message()));
            return null;
        }
    }

    private String field(CsvRecords.Entry entry, Column column) {
        return entry.fields().get(positions.getOrDefault(column, -1));
    }

    /** The same text object for the same name: millions of rows share few names. */
    private String known(String name) {
        String seen = seenNames.putIfAbsent(name, name);
        return seen == null ? name : seen;
    }

    private void checkEncoding(CsvRecords.Entry entry, List<String> problems) {
        if (!wellEncoded) {
            for (Column column : Column.values()) {
                if (field(entry, column).indexOf('\uFFFD') >= 0) {
                    problems.add(column.header() + " is not UTF-8 text");
                }
            }
        }
    }

    private static @Nullable LocalDateTime occurredAt(String text, List<String> problems) {
        try {
            LocalDateTime time = LocalDateTime.parse(text, DateTimeFormatter.ISO_LOCAL_DATE_TIME);
            if (time.getYear() >= 1 && time.getYear() <= YEAR_MAX) {
                return time;
            }
        } catch (DateTimeException e) {
            // Told below, in words of the file.
        }
        problems.add("occurred_at must be a local time such as 2010-12-01T08:26:00 but is '%s'".formatted(text));
        return null;
    }

    private static @Nullable Currency currency(String text, List<String> problems) {
        try {
            return Currency.getInstance(text);
        } catch (IllegalArgumentException e) {
            problems.add("currency is not an ISO 4217 code: '%s'".formatted(text));
            return null;
        }
    }
}
