package dev.tollgate.cli;

import dev.tollgate.replay.Ledger;
import dev.tollgate.replay.PaymentsFile;
import dev.tollgate.replay.Reading;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What a replay reads before it begins. */
final class Inputs {
    private Inputs() {}

    static PaymentsFile.Payments payments(Path file, PaymentsFile.BadRows badRows) {
        try {
            return PaymentsFile.read(file, badRows);
        } catch (PaymentsFile.UnreadableException e) {
            throw Failure.usage(Failure.text(e));
        }
    }

    /** A ledger in a file, or in memory where none is named. */
    static Ledger ledger(@Nullable Path file) {
        if (file == null) {
            return Ledger.inMemory();
        }
        try {
            return Ledger.open(file);
        } catch (IOException e) {
            throw Failure.usage("the ledger %s cannot be used: %s".formatted(file, Reading.why(e)));
        }
    }
}
