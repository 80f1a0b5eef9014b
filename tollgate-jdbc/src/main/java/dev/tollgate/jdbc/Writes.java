package dev.tollgate.jdbc;

import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.AuditRow;
import dev.tollgate.spi.Decision;
import dev.tollgate.spi.Group;
import dev.tollgate.spi.HistoryRow;
import dev.tollgate.spi.Snapshot;
import dev.tollgate.spi.TicketChange;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.UsageRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the decisions of a batch want written and what must not have moved for that, sorted by kind, each kind by key. What
 * is written checks itself: a change its row's version or revision, an insert that there is none.
 */
final class Writes {
    record AccountChange(AccountRow before, AccountRow after) {}

    /** @param version null: there must be none */
    record AccountCheck(AccountKey key, @Nullable Long version) {}

    /** @param revision null: there must be none */
    record TicketCheck(TicketKey key, @Nullable Long revision) {}

    record Usage(AccountKey account, UsageRow row) {}

    record History(TicketKey ticket, HistoryRow row) {}

    /** Accounts that are relied upon and not written. */
    final List<AccountCheck> accountChecks = new ArrayList<>();

    /**
     * Those of these that something else is written for: a commit that hangs must keep them from being moved until it is over, or what was
     * declined meanwhile would be admitted after all.
     */
    private final List<AccountKey> accountsHeld = new ArrayList<>();

    /** Accounts of which only {@link AccountTable#SET_BY_BATCH} changes. */
    final List<AccountChange> accountMoves = new ArrayList<>();

    final List<AccountChange> accountUpdates = new ArrayList<>();
    final List<AccountRow> accountInserts = new ArrayList<>();

    /** Tickets that were read and are not written. */
    final List<TicketCheck> ticketChecks = new ArrayList<>();

    /** Tickets of which {@link TicketTable#ADMITTED} says all. */
    final List<TicketRow> ticketAdmissions = new ArrayList<>();

    /** Other tickets that are new. */
    final List<TicketRow> ticketInserts = new ArrayList<>();

    /** Tickets of which only {@link TicketTable#SET_BY_REPORT} changes. */
    final List<TicketChange> ticketReports = new ArrayList<>();

    final List<TicketChange> ticketUpdates = new ArrayList<>();
    final List<TicketRow> ticketDeletes = new ArrayList<>();

    /** Tickets whose history goes with them. */
    final List<TicketKey> historyDeletes = new ArrayList<>();

    final List<History> history = new ArrayList<>();
    /** Usage rows to write, whether they are there or not. */
    final List<Usage> usage = new ArrayList<>();

    /** Usage rows that are there and change. */
    final List<Usage> usageChanges = new ArrayList<>();

    final List<AuditRow> audit = new ArrayList<>();

    /** The store's time must be before this. */
    private long validUntilMillis = Long.MAX_VALUE;

    private long decidedAtMillis = Long.MIN_VALUE;

    long validUntilMillis() {
        return validUntilMillis;
    }

    /** The store's time must not be before this. */
    long decidedAtMillis() {
        return decidedAtMillis;
    }

    /** Says that it was decided at a time that was only estimated. */
    void decidedAt(long estimatedMillis) {
        decidedAtMillis = estimatedMillis;
    }

    /** Whether all there is to write is one new ticket that is counted in one sum that is there. */
    boolean isOneAdmission() {
        boolean one = accountMoves.size() == 1 && usageChanges.size() == 1 && ticketAdmissions.size() == 1;
        return one
                && Stream.of(
                                accountChecks,
                                accountsHeld,
                                accountUpdates,
                                accountInserts,
                                ticketChecks,
                                ticketInserts,
                                ticketReports,
                                ticketUpdates,
                                ticketDeletes,
                                historyDeletes,
                                history,
                                usage,
                                audit)
                        .allMatch(List::isEmpty);
    }

    /** {@link #usage} and {@link #usageChanges}, in the order of their accounts. */
    List<Usage> allUsage() {
        List<Usage> all = new ArrayList<>(usage.size() + usageChanges.size());
        all.addAll(usage);
        all.addAll(usageChanges);
        all.sort(Comparator.comparing(Usage::account));
        return all;
    }

    /**
     * Whether more is to be held than one statement changes. One takes the rows in the order they are given in, which is that of their keys,
     * as batches come; two would take some rows after others that are behind them.
     */
    boolean holdsAccounts() {
        return !accountsHeld.isEmpty() || (!accountMoves.isEmpty() && !accountUpdates.isEmpty());
    }

    /** The keys of the account rows that must not move before the end of the database transaction, in order. */
    List<AccountKey> heldAccounts() {
        List<AccountKey> keys = new ArrayList<>(accountsHeld);
        accountMoves.forEach(change -> keys.add(change.after().key()));
        accountUpdates.forEach(change -> keys.add(change.after().key()));
        keys.sort(null);
        return keys;
    }

    void add(Group group, Snapshot decidedOn, Decision decision) {
        validUntilMillis = Math.min(validUntilMillis, decision.validUntilMillis());
        AccountRow before = decision.account();
        AccountRow after = decision.accountAfter();
        if (after == null) {
            if (decision.reliesOnAccount()) {
                accountChecks.add(new AccountCheck(group.account(), before == null ? null : before.version()));
                if (before != null && !decision.isEmpty()) {
                    accountsHeld.add(group.account());
                }
            }
        } else if (before == null) {
            accountInserts.add(after);
        } else {
            (AccountTable.isMove(before, after) ? accountMoves : accountUpdates).add(new AccountChange(before, after));
        }
        for (UsageRow row : decision.usage()) {
            UsageRow read = decidedOn.usage().get(row.key());
            // A row that was read as zero may be none.
            boolean isThere = read != null && read.used() != 0;
            (isThere ? usageChanges : usage).add(new Usage(group.account(), row));
        }
        List<TicketChange> changes = decision.tickets();
        for (TicketChange change : changes.size() < 2 ? changes : sorted(changes)) {
            add(change);
        }
        addChecks(group, decidedOn, changes);
        audit.addAll(decision.audit());
    }

    private static List<TicketChange> sorted(List<TicketChange> changes) {
        List<TicketChange> sorted = new ArrayList<>(changes);
        sorted.sort(Comparator.comparing(TicketChange::key));
        return sorted;
    }

    private void add(TicketChange change) {
        TicketRow before = change.before();
        TicketRow after = change.after();
        if (before == null) {
            TicketRow row = Objects.requireNonNull(after);
            (TicketTable.isJustAdmitted(row) ? ticketAdmissions : ticketInserts).add(row);
        } else if (after == null) {
            ticketDeletes.add(before);
            if (!before.history().isEmpty()) {
                historyDeletes.add(before.key());
            }
        } else {
            (TicketTable.isReport(before, after) ? ticketReports : ticketUpdates).add(change);
        }
        if (after != null) {
            List<HistoryRow> rows = after.history();
            for (int i = before == null ? 0 : before.history().size(); i < rows.size(); i++) {
                history.add(new History(after.key(), rows.get(i)));
            }
        }
    }

    private void addChecks(Group group, Snapshot decidedOn, List<TicketChange> changes) {
        Set<TicketKey> written = new HashSet<>();
        changes.forEach(change -> written.add(change.key()));
        for (TicketKey key : group.tickets()) {
            if (!written.contains(key)) {
                TicketRow row = decidedOn.tickets().get(key);
                ticketChecks.add(new TicketCheck(key, row == null ? null : row.revision()));
            }
        }
    }
}
