package dev.tollgate.api;

import org.jspecify.annotations.Nullable;

/**
 * Gives back part or all of a succeeded ticket's amount (a refund or void), once per reversal id.
 *
 * @param reversalId 1-128 bytes
 * @param minorUnits how much, 1 to 2^53 - 1; null: all that is left
 * @param reason 0-512 bytes or null
 */
public record Reversal(
        String reversalId,
        @Nullable Long minorUnits,
        @Nullable String reason) {

    public Reversal {
        Checks checks = new Checks();
        checks.name("reversalId", reversalId, Bounds.REVERSAL_ID_BYTES_MAX);
        if (minorUnits != null) {
            checks.range("amount", minorUnits, 1, Bounds.AMOUNT_MAX);
        }
        checks.reason(reason);
        checks.throwIfAny();
    }

    /** A reversal of all that is left. */
    public static Reversal ofRest(String reversalId) {
        return new Reversal(reversalId, null, null);
    }

    public static Reversal of(String reversalId, long minorUnits) {
        return new Reversal(reversalId, minorUnits, null);
    }
}
