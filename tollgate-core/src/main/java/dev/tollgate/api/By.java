package dev.tollgate.api;

import org.jspecify.annotations.Nullable;

/**
 * Who changes something, and why; kept in the audit.
 *
 * @param name 1-128 bytes
 * @param reason 0-512 bytes or null
 */
public record By(String name, @Nullable String reason) {
    public By {
        Checks checks = new Checks();
        checks.name("by", name, Bounds.OPERATOR_BYTES_MAX);
        checks.reason(reason);
        checks.throwIfAny();
    }

    public static By of(String name) {
        return new By(name, null);
    }
}
