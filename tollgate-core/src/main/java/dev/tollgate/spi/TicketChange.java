package dev.tollgate.spi;

import org.jspecify.annotations.Nullable;

/**
 * A ticket row to write.
 *
 * @param before the row as it was read: the stored revision must still be its; null: there must be none
 * @param after the row to write; null: delete it with its history. Its history begins with {@code before}'s: only what comes after
 *     is new
 */
public record TicketChange(
        @Nullable TicketRow before, @Nullable TicketRow after) {
    public TicketChange {
        if (before == null && after == null) {
            throw new IllegalArgumentException("a change from nothing to nothing");
        }
    }

    public TicketKey key() {
        return after != null ? after.key() : keyOf(before);
    }

    private static TicketKey keyOf(@Nullable TicketRow row) {
        if (row == null) {
            throw new AssertionError("checked by the constructor");
        }
        return row.key();
    }
}
