package dev.tollgate.spi;

import dev.tollgate.api.HistoryEvent;
import org.jspecify.annotations.Nullable;

/**
 * Something of a ticket's past that its row no longer says: earlier attempts, reversals, doubts, refused successes. Only ever
 * appended; the ordinary life of a ticket (admitted, then one report) has none.
 *
 * @param seq 1, 2, 3 … within the ticket
 * @param id the request id of an {@code ADMITTED} entry, the reversal id of a {@code REVERSED} one
 * @param detail a word on what the entry means beyond its kind: {@code late} on the release of an earlier attempt, the state on a resolution
 */
public record HistoryRow(
        int seq,
        long atMillis,
        HistoryEvent.Kind kind,
        int fence,
        @Nullable String by,
        @Nullable String reason,
        @Nullable String id,
        @Nullable Long minorUnits,
        @Nullable String currency,
        @Nullable String detail) {}
