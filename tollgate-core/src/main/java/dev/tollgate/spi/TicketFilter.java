package dev.tollgate.spi;

import dev.tollgate.api.TicketState;
import org.jspecify.annotations.Nullable;

/**
 * Which tickets of a tenant to list; what is null does not filter.
 *
 * @param fromMillis admitted at or after
 * @param toMillis admitted before
 */
public record TicketFilter(
        String tenant,
        @Nullable String account,
        @Nullable String scenario,
        @Nullable String businessNumber,
        @Nullable TicketState state,
        @Nullable Boolean disputed,
        @Nullable Long fromMillis,
        @Nullable Long toMillis) {}
