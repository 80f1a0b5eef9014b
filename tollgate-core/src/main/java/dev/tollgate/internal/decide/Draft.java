package dev.tollgate.internal.decide;

import dev.tollgate.api.Amount;
import dev.tollgate.api.HistoryEvent;
import dev.tollgate.api.OnLapse;
import dev.tollgate.api.Outcome;
import dev.tollgate.api.TicketState;
import dev.tollgate.spi.HistoryRow;
import dev.tollgate.spi.TicketChange;
import dev.tollgate.spi.TicketFlag;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.WindowKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A ticket row while a group is decided: several requests of the group may change it before it is written once. */
final class Draft {
    final @Nullable TicketRow before;
    final TicketKey key;
    int fence;
    String requestId = "";
    String operator = "";
    TicketState state = TicketState.RELEASED;

    @Nullable
    Amount amount;

    long reversedMinorUnits;

    @Nullable
    String fingerprint;

    long admittedAtMillis;
    long leaseUntilMillis;

    @Nullable
    Long renewedAtMillis;

    @Nullable
    Long finishedAtMillis;

    OnLapse onLapse = OnLapse.HOLD;

    @Nullable
    Outcome outcome;

    @Nullable
    String reason;

    Map<String, String> attributes = Map.of();
    List<WindowKey> windows = List.of();
    boolean changed;
    boolean deleted;
    private int flags;
    private List<HistoryRow> history;
    private boolean historyCopied;

    /** A ticket that does not exist yet, before its first attempt. */
    Draft(TicketKey key) {
        this.before = null;
        this.key = key;
        this.history = List.of();
    }

    Draft(TicketRow row) {
        before = row;
        key = row.key();
        fence = row.fence();
        requestId = row.requestId();
        operator = row.operator();
        state = row.state();
        amount = row.amount();
        reversedMinorUnits = row.reversedMinorUnits();
        fingerprint = row.fingerprint();
        admittedAtMillis = row.admittedAtMillis();
        leaseUntilMillis = row.leaseUntilMillis();
        renewedAtMillis = row.renewedAtMillis();
        finishedAtMillis = row.finishedAtMillis();
        onLapse = row.onLapse();
        flags = row.flags();
        outcome = row.outcome();
        reason = row.reason();
        attributes = row.attributes();
        windows = row.windows();
        history = row.history();
    }

    boolean is(TicketFlag flag) {
        return (flags & flag.bit()) != 0;
    }

    void mark(TicketFlag flag, boolean on) {
        flags = on ? flags | flag.bit() : flags & ~flag.bit();
    }

    void clearFlagsOfAttempt() {
        // A dispute is about the operation: it stays until somebody settles it.
        flags &= TicketFlag.DISPUTED.bit();
    }

    List<HistoryRow> history() {
        return history;
    }

    Optional<HistoryRow> entry(HistoryEvent.Kind kind, int ofFence) {
        return history.stream()
                .filter(h -> h.kind() == kind && h.fence() == ofFence)
                .findFirst();
    }

    void remember(
            long atMillis,
            HistoryEvent.Kind kind,
            int ofFence,
            @Nullable String by,
            @Nullable String why,
            @Nullable String id,
            @Nullable Long minorUnits,
            @Nullable String detail) {
        if (!historyCopied) {
            history = new ArrayList<>(history);
            historyCopied = true;
        }
        @Nullable String currency = minorUnits == null || amount == null ? null : amount.currency();
        history.add(
                new HistoryRow(history.size() + 1, atMillis, kind, ofFence, by, why, id, minorUnits, currency, detail));
        changed = true;
    }

    /** Moves the finished attempt into the history, so that the row can hold the next one. */
    void archiveAttempt() {
        remember(
                admittedAtMillis,
                HistoryEvent.Kind.ADMITTED,
                fence,
                operator,
                null,
                requestId,
                amount == null ? null : amount.minorUnits(),
                null);
        if (renewedAtMillis != null) {
            remember(renewedAtMillis, HistoryEvent.Kind.RENEWED, fence, null, null, null, null, null);
        }
        long endedAtMillis = finishedAtMillis == null ? leaseUntilMillis : finishedAtMillis;
        if (!is(TicketFlag.RESOLVED)) {
            @Nullable String detail = is(TicketFlag.LATE) ? "late" : null;
            remember(endedAtMillis, HistoryEvent.Kind.RELEASED, fence, null, reason, null, null, detail);
        }
    }

    TicketRow row() {
        return new TicketRow(
                key,
                before == null ? firstRevision() : before.revision() + 1,
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
                historyCopied ? List.copyOf(history) : history);
    }

    /** Above all that a ticket of the same key had before it was purged: a write about that one must not find its revision again. */
    private long firstRevision() {
        return Math.max(1, admittedAtMillis);
    }

    /** What is to be written; null when nothing is. */
    @Nullable
    TicketChange change() {
        if (deleted) {
            return before == null ? null : new TicketChange(before, null);
        }
        return changed ? new TicketChange(before, row()) : null;
    }
}
