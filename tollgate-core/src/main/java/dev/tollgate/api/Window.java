package dev.tollgate.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of time in which a limit counts.
 *
 * @param start inclusive
 * @param end exclusive; null for {@link WindowKind#TOTAL}, which never ends
 */
public record Window(Instant start, @Nullable Instant end) {}
