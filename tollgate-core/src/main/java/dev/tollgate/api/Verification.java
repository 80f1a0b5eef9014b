package dev.tollgate.api;

import java.time.Instant;
import java.util.List;

/**
 * What recounting every usage row from the tickets (plus purged sums) found.
 *
 * @param accounts accounts recounted
 * @param usageRows usage rows compared
 * @param tickets tickets counted
 * @param mismatches what differs
 * @param unsettled accounts, as {@code tenant/account}, that moved under every try of recounting them, so that nothing can be said
 */
public record Verification(
        long accounts, long usageRows, long tickets, List<Mismatch> mismatches, List<String> unsettled) {

    /**
     * A usage row that differs from its tickets.
     *
     * @param recorded what the row says
     * @param recounted what the live tickets and the purged sum add up to
     */
    public record Mismatch(
            String tenant, String account, String limit, Instant windowStart, long recorded, long recounted) {}

    /** Whether everything was recounted and nothing differs. */
    public boolean holds() {
        return mismatches.isEmpty() && unsettled.isEmpty();
    }
}
