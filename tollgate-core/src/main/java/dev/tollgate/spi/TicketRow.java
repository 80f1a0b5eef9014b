package dev.tollgate.spi;

import dev.tollgate.api.Amount;
import dev.tollgate.api.OnLapse;
import dev.tollgate.api.Outcome;
import dev.tollgate.api.TicketState;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The ticket row: one per operation, in its current attempt, and the reservation as well.
 *
 * @param revision rises by one with every write of the row, from the time at which the ticket was made: it never restarts
 * @param fingerprint the caller's own digest
 * @param finishedAtMillis null while open or in doubt
 * @param flags see {@link TicketFlag}
 * @param windows what it was counted in; kept after the amount was given back, because a late success takes it again there
 * @param history entries that are not on the row, oldest first; loaded with the row
 */
public record TicketRow(
        TicketKey key,
        long revision,
        int fence,
        String requestId,
        String operator,
        TicketState state,
        @Nullable Amount amount,
        long reversedMinorUnits,
        @Nullable String fingerprint,
        long admittedAtMillis,
        long leaseUntilMillis,
        @Nullable Long renewedAtMillis,
        @Nullable Long finishedAtMillis,
        OnLapse onLapse,
        int flags,
        @Nullable Outcome outcome,
        @Nullable String reason,
        Map<String, String> attributes,
        List<WindowKey> windows,
        List<HistoryRow> history) {

    /** The same row, written once more. */
    public TicketRow moved() {
        return new TicketRow(
                key,
                revision + 1,
                fence,
                requestId,
                operator,
                state,
                amount,
                reversedMinorUnits,
                fingerprint,
                admittedAtMillis,
                leaseUntilMillis,
                renewedAtMillis,
                finishedAtMillis,
                onLapse,
                flags,
                outcome,
                reason,
                attributes,
                windows,
                history);
    }

    public boolean is(TicketFlag flag) {
        return (flags & flag.bit()) != 0;
    }
}
