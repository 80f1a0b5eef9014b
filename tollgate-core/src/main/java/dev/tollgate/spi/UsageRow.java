package dev.tollgate.spi;

/**
 * What a window has consumed.
 *
 * @param used of the live tickets and of those purged, in the limit's unit, never negative
 * @param purged how much of {@code used} belongs to tickets that were purged: {@code used} = {@code purged} + live tickets
 */
public record UsageRow(WindowKey key, long used, long purged) {
    public UsageRow {
        if (used < 0 || purged < 0 || purged > used) {
            throw new IllegalArgumentException("usage %d with %d purged of %s".formatted(used, purged, key));
        }
    }

    public static UsageRow empty(WindowKey key) {
        return new UsageRow(key, 0, 0);
    }
}
