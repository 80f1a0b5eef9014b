package dev.tollgate.testkit.history;

import dev.tollgate.api.Admission;
import dev.tollgate.api.AdmitRequest;
import org.jspecify.annotations.Nullable;

/** A call on a {@link Board}, linked to its neighbours that are not placed yet. */
final class Entry {
    final RecordedCall call;

    /** Which of the board's tickets it is about. */
    final int ticket;

    final long start;

    /** It is placed before everything that starts later. */
    final long end;

    /** Whether it has to be placed: it was answered, or its effect was seen. */
    final boolean obliged;

    boolean placed;

    @Nullable
    Entry previous;

    @Nullable
    Entry next;

    @Nullable
    Entry previousOfTicket;

    @Nullable
    Entry nextOfTicket;

    int number;
    private @Nullable Standing standing;
    private @Nullable Step step;
    private Step.@Nullable Kind needsOf;
    private long @Nullable [] needs;

    Entry(RecordedCall call, int ticket, long start, long end, boolean obliged) {
        this.call = call;
        this.ticket = ticket;
        this.start = start;
        this.end = end;
        this.obliged = obliged;
    }

    static Entry of(RecordedCall call, int ticket) {
        return new Entry(call, ticket, call.start(), call.end(), call.answer() != null);
    }

    /** The same call, to be placed whatever becomes of it. */
    Entry obligedUntil(long newEnd) {
        return new Entry(call, ticket, start, newEnd, true);
    }

    /** The same call, not before a time. */
    Entry notBefore(long newStart) {
        return new Entry(call, ticket, Math.max(start, newStart), end, obliged);
    }

    /** The same call for another board. */
    Entry copy() {
        return new Entry(call, ticket, start, end, obliged);
    }

    /** The same call on a board of its ticket alone. */
    Entry alone() {
        return new Entry(call, 0, start, end, obliged);
    }

    boolean isUnknown() {
        return call.answer() == null;
    }

    /** Whether no answer tells when it happened: what it does shows only in the answers of others. */
    boolean isSilent() {
        return isUnknown()
                || call.asked() instanceof Asked.Report
                || (call.answer() instanceof Admission.Admitted found
                        && found.usage().isEmpty());
    }

    /** What it does in a standing; asked for again and again while that lasts, and therefore kept. */
    @Nullable
    Step step(Standing before) {
        if (!before.equals(standing)) {
            standing = before;
            step = TicketRules.step(before, call.asked(), call.answer());
        }
        return step;
    }

    /** The sums at which an admission's answer is right, as far as it names them; not to be changed. */
    long[] needs(LimitRules limits, AdmitRequest request, Step.Kind kind) {
        if (needs == null || needsOf != kind) {
            needsOf = kind;
            needs = limits.needs(kind, request, call.answer());
        }
        return needs;
    }

    /** Null when it is no admission. */
    @Nullable
    AdmitRequest request() {
        return call.asked() instanceof Asked.Admit admit ? admit.request() : null;
    }
}
