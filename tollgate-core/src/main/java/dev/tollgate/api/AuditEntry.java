package dev.tollgate.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One change of configuration or status, or one resolution.
 *
 * @param action {@code configured}, {@code suspended}, {@code activated}, {@code closed}, {@code resolved}, {@code settled}
 * @param before what was there, as JSON text; null for nothing
 * @param after what is there now, as JSON text
 */
public record AuditEntry(
        Instant at,
        String by,
        String action,
        @Nullable String reason,
        @Nullable String before,
        @Nullable String after) {}
