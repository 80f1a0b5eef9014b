package dev.tollgate.spi;

import dev.tollgate.api.Limit;
import org.jspecify.annotations.Nullable;

/**
 * A limit that was taken out of an account, with what else its usage depends on.
 *
 * @param currency of an amount limit; null for a count limit
 * @param calendar zone and cut-off of a day, week or month limit, as one text; null otherwise
 * @param totalStartMillis when a limit of window {@code total} was made; null otherwise
 */
public record RetiredLimit(
        Limit limit,
        @Nullable String currency,
        @Nullable String calendar,
        @Nullable Long totalStartMillis) {}
