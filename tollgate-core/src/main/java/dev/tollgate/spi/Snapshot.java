package dev.tollgate.spi;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a store holds of one account, as of one moment. Immutable.
 *
 * @param account null when there is no such account
 * @param usage by window; one that is missing is zero
 * @param tickets by key; one that is missing does not exist
 * @param storeTimeMillis the store's own time at that moment, in epoch milliseconds
 */
public record Snapshot(
        @Nullable AccountRow account,
        Map<WindowKey, UsageRow> usage,
        Map<TicketKey, TicketRow> tickets,
        long storeTimeMillis) {}
