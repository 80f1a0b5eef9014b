package dev.tollgate.cli;

import dev.tollgate.api.Reason;
import dev.tollgate.api.Window;
import dev.tollgate.replay.Payment;
import dev.tollgate.replay.Reading;
import dev.tollgate.replay.ReplayReport;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.jspecify.annotations.Nullable;

/** The operations that were never admitted, one line for each reason, as CSV; amounts in minor units. */
final class DeclineReport implements AutoCloseable {
    private static final String[] HEADER = {
        "line",
        "merchant",
        "scenario",
        "business_no",
        "occurred_at",
        "minor_units",
        "currency",
        "code",
        "limit",
        "window_start",
        "window_end",
        "bound",
        "used",
        "requested",
        "available"
    };

    private final @Nullable BufferedWriter csv;

    private DeclineReport(@Nullable BufferedWriter csv) {
        this.csv = csv;
    }

    /** Begins a report before the work does, so that a file that cannot be written is known in time; none for null. */
    static DeclineReport open(@Nullable Path file) {
        if (file == null) {
            return new DeclineReport(null);
        }
        try {
            BufferedWriter csv = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
            print(csv, (Object[]) HEADER);
            return new DeclineReport(csv);
        } catch (IOException e) {
            throw Failure.usage("the decline report %s cannot be written: %s".formatted(file, Reading.why(e)));
        }
    }

    void write(List<ReplayReport.Declined> declines) throws IOException {
        if (csv == null) {
            return;
        }
        for (ReplayReport.Declined declined : declines) {
            if (declined.reasons().isEmpty()) {
                printReason(csv, declined.payment(), null);
            }
            for (Reason reason : declined.reasons()) {
                printReason(csv, declined.payment(), reason);
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (csv != null) {
            csv.close();
        }
    }

    /** Without a reason there was no answer but errors. */
    private static void printReason(BufferedWriter csv, Payment payment, @Nullable Reason reason) throws IOException {
        Window window = reason == null ? null : reason.window();
        print(
                csv,
                payment.line(),
                payment.operation().account(),
                payment.operation().scenario(),
                payment.operation().businessNumber(),
                payment.occurredAt(),
                payment.amount() == null ? null : payment.amount().minorUnits(),
                payment.amount() == null ? null : payment.amount().currency(),
                reason == null ? null : reason.code().text(),
                reason == null ? null : reason.limit(),
                window == null ? null : window.start(),
                window == null ? null : window.end(),
                reason == null ? null : reason.bound(),
                reason == null ? null : reason.used(),
                reason == null ? null : reason.requested(),
                reason == null ? null : reason.available());
    }

    private static void print(BufferedWriter csv, @Nullable Object... fields) throws IOException {
        csv.write(CSVFormat.RFC4180.format(fields));
        csv.write("\r\n");
    }
}
