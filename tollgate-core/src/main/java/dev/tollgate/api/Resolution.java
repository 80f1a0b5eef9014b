package dev.tollgate.api;

import org.jspecify.annotations.Nullable;

/**
 * How an operation in doubt really ended.
 *
 * @param as {@code SUCCEEDED}, {@code FAILED} or {@code RELEASED}
 * @param outcome what the operation answered; null for none, and always null for {@code RELEASED}
 * @param by who decided, 1-128 bytes
 * @param reason 0-512 bytes or null
 */
public record Resolution(
        TicketState as,
        @Nullable Outcome outcome,
        String by,
        @Nullable String reason) {

    public Resolution {
        Checks checks = new Checks();
        if (as == TicketState.OPEN || as == TicketState.IN_DOUBT) {
            checks.add("as", "must be succeeded, failed or released");
        }
        if (as == TicketState.RELEASED && outcome != null) {
            checks.add("outcome", "is not for a release: the operation did not happen");
        }
        checks.name("by", by, Bounds.OPERATOR_BYTES_MAX);
        checks.reason(reason);
        checks.throwIfAny();
    }

    public static Resolution succeeded(@Nullable Outcome outcome, String by) {
        return new Resolution(TicketState.SUCCEEDED, outcome, by, null);
    }

    public static Resolution failed(@Nullable Outcome outcome, String by) {
        return new Resolution(TicketState.FAILED, outcome, by, null);
    }

    public static Resolution released(String by) {
        return new Resolution(TicketState.RELEASED, null, by, null);
    }
}
