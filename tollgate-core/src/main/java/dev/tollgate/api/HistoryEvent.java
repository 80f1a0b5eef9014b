package dev.tollgate.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened to a ticket.
 *
 * @param fence the attempt it happened to
 * @param by who: the operator of an admission, the person of a resolution; null where nobody in particular
 * @param minorUnits the amount admitted or reversed; null where none
 */
public record HistoryEvent(
        Instant at,
        Kind event,
        int fence,
        @Nullable String by,
        @Nullable String reason,
        @Nullable Long minorUnits) {

    /** What can happen. {@code RENEWED} is kept for the last renewal of an attempt only. */
    public enum Kind {
        ADMITTED,
        RENEWED,
        LAPSED,
        DOUBTED,
        SUCCEEDED,
        FAILED,
        RELEASED,
        REVERSED,
        RESOLVED,
        /** A success that could not be accepted: the ticket is disputed. */
        REFUSED
    }
}
