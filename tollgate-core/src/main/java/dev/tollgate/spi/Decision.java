package dev.tollgate.spi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a group wants written. All of it or nothing.
 *
 * @param account the account row as it was read; null when there was none
 * @param reliesOnAccount the decision used {@code account}, or its absence: it must not have moved, even when it is not written
 * @param accountAfter the account row to write where the stored version is still {@code account}'s, or to insert where there was
 *     none; null: leave it alone
 * @param usage usage rows to write, with their new sums; only ever together with {@code accountAfter}, whose version guards them
 * @param tickets ticket rows to insert, update or delete
 * @param audit entries to append
 * @param validUntilMillis the decision holds while the store's time is before this: the earliest end of a window or lease that it
 *     relied upon. Checked by a store that decides on a remembered snapshot
 */
public record Decision(
        @Nullable AccountRow account,
        boolean reliesOnAccount,
        @Nullable AccountRow accountAfter,
        List<UsageRow> usage,
        List<TicketChange> tickets,
        List<AuditRow> audit,
        long validUntilMillis) {

    /** Whether there is nothing to write: the store need only make sure that what was read was true at one moment. */
    public boolean isEmpty() {
        return accountAfter == null && tickets.isEmpty() && audit.isEmpty();
    }
}
