package dev.tollgate.jdbc;

import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AuditRow;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketRow;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes everything that a batch wants written as one script that guards itself: a guard that does not hold is an error, and the server
 * runs nothing behind an error. Many rows go into one statement, as an insert that finds its row there and changes it; measured, that is
 * half of what an update per row costs.
 */
final class MariadbWrites {
    /** Fails where rows are not counted. Among counted rows the server would evaluate it at the first one, whether it is asked for or not. */
    private static final String FAIL = beyond(MariadbClock.TIME);

    private static final String FAIL_OF_COUNTED = beyond("COUNT(*)");

    /** So many accounts are written long before {@link #WAITING} ends; more are held first, which is less work for each. */
    private static final int MOVES_IN_TIME_MAX = 256;

    static final String WAITING = "SET STATEMENT innodb_lock_wait_timeout = 1, max_statement_time = 0.05 FOR ";

    private static final String ON_ACCOUNT = "k.tenant = t.tenant AND k.account = t.account";
    private static final String ON_TICKET =
            ON_ACCOUNT + " AND k.scenario = t.scenario AND k.business_no = t.business_no";

    /**
     * Locks the rows in the order of the keys given. The index is forced because a small table would be read through, and every row on
     * the way be waited for.
     */
    private static final String ACCOUNTS_AS_READ =
            "WITH k (tenant, account, version) AS (VALUES %s) SELECT IF(COUNT(*) = ?, 1, "
                    + FAIL_OF_COUNTED + ") FROM k STRAIGHT_JOIN tollgate_account AS t FORCE INDEX (PRIMARY) ON "
                    + ON_ACCOUNT
                    + " AND k.version = t.version FOR UPDATE";

    private static final String TICKETS_AS_READ =
            "WITH k (tenant, account, scenario, business_no, revision) AS (VALUES %s) SELECT"
                    + " IF(COUNT(*) = ?, 1, " + FAIL_OF_COUNTED
                    + ") FROM k STRAIGHT_JOIN tollgate_ticket AS t FORCE INDEX (PRIMARY) ON "
                    + ON_TICKET + " AND k.revision = t.revision FOR UPDATE";

    private static final String NO_ACCOUNTS = "WITH k (tenant, account) AS (VALUES %s) SELECT IF(COUNT(*) = 0, 1, "
            + FAIL_OF_COUNTED + ") FROM k STRAIGHT_JOIN tollgate_account AS t FORCE INDEX (PRIMARY) ON " + ON_ACCOUNT;

    private static final String NO_TICKETS = "WITH k (tenant, account, scenario, business_no) AS (VALUES %s) SELECT"
            + " IF(COUNT(*) = 0, 1, " + FAIL_OF_COUNTED
            + ") FROM k STRAIGHT_JOIN tollgate_ticket AS t FORCE INDEX (PRIMARY) ON " + ON_TICKET;

    private static final Columns ACCOUNT = AccountTable.KEY.and(AccountTable.BODY);
    private static final Columns TICKET = TicketTable.KEY.and(TicketTable.BODY);
    private static final Columns HISTORY = TicketTable.KEY.and(HistoryTable.BODY);
    private static final Columns USAGE = UsageTable.KEY.and(UsageTable.BODY);

    /**
     * The place of the configuration's version holds the version that was read, other places what is never written. If a row is gone, a
     * nonsensical one is inserted, which the count tells.
     */
    private static final String MOVE_ACCOUNTS = insert(
            "account",
            AccountTable.KEY
                    .and(AccountTable.SET_BY_BATCH)
                    .and(Columns.texts("status", "config", "config_version", "opened_at", "opened_by")));

    private static final String ONE_MOVED_ACCOUNT = "(?, ?, ?, ?, ?, 'active', '', ?, 0, '')";

    private static final String SET_MOVED = " ON DUPLICATE KEY UPDATE version = IF(version = VALUES(config_version),"
            + " VALUES(version), " + beyond("ABS(version)") + "), "
            + settings(new Columns(AccountTable.SET_BY_BATCH.all().subList(1, AccountTable.SET_BY_BATCH.size())));

    private static final String ADMISSIONS =
            "INSERT INTO tollgate_ticket (" + TicketTable.ADMITTED.names() + TicketTable.ADMITTED_COLUMNS + ") VALUES ";

    private static final String ONE_ADMISSION =
            "(" + TicketTable.ADMITTED.parameters() + TicketTable.ADMITTED_VALUES + ")";

    /** The place of the admission holds the revision that was read. If a row is gone, a nonsensical one is inserted, which the count tells. */
    private static final String REPORTS = insert(
            "ticket",
            TicketTable.KEY
                    .and(TicketTable.SET_BY_REPORT)
                    .and(Columns.texts("admitted_at", "fence", "request_id", "operator", "on_lapse")));

    private static final String ONE_REPORT =
            "(" + TicketTable.KEY.and(TicketTable.SET_BY_REPORT).parameters() + ", ?, 0, '', '', 'hold')";

    private static final String SET_REPORT = " ON DUPLICATE KEY UPDATE revision = IF(revision = VALUES(admitted_at),"
            + " VALUES(revision), " + beyond("ABS(revision)") + "), "
            + settings(new Columns(TicketTable.SET_BY_REPORT.all().subList(1, TicketTable.SET_BY_REPORT.size())));

    /** For each row 2 if it was there, 1 if it was not. */
    private static final Guard ALL_WERE_THERE = (script, rows) ->
            script.statement("SELECT IF(ROW_COUNT() = ?, 1, " + FAIL + ")").number(2L * rows);

    private static final String ONE_WAS_THERE = "SELECT IF(ROW_COUNT() = 1, 1, " + FAIL + ")";

    private static final String OF_TICKET = " WHERE tenant = ? AND account = ? AND scenario = ? AND business_no = ?";

    private final MariadbClock clock;

    /** Looks at what a statement with that many rows has done. */
    private interface Guard {
        void add(MariadbScript script, int rows);
    }

    interface Binding<T> {
        void bind(MariadbScript script, T row) throws SQLException;
    }

    MariadbWrites(MariadbClock clock) {
        this.clock = clock;
    }

    /**
     * A number beyond all numbers, which is error 1690 when it is evaluated. The value, which must not be negative, keeps the server from
     * doing that ahead of time. A subquery of two rows would fail as well, and be planned each time it is not asked for.
     */
    static String beyond(String value) {
        return "(" + value + " + 9223372036854775807 + 1)";
    }

    private static String insert(String table, Columns columns) {
        return "INSERT INTO tollgate_" + table + " (" + columns.names() + ") VALUES ";
    }

    private static String settings(Columns columns) {
        return String.join(
                ", ",
                columns.all().stream()
                        .map(column -> column.name() + " = VALUES(" + column.name() + ")")
                        .toList());
    }

    private static String setting(Columns columns) {
        return " ON DUPLICATE KEY UPDATE " + settings(columns);
    }

    /**
     * Adds everything but the beginning and the end of the database transaction.
     *
     * @return which of the answers with rows tells the time
     */
    int add(MariadbScript script, Writes writes, Bulk.Patience patience) throws SQLException {
        // The time is looked at when the accounts are held: to wait for them takes time.
        int answers;
        boolean movesOnly = writes.accountChecks.isEmpty()
                && writes.accountUpdates.isEmpty()
                && !writes.accountMoves.isEmpty()
                && writes.accountMoves.size() <= MOVES_IN_TIME_MAX;
        if (movesOnly) {
            answers = addMoves(script, writes, patience, (s, rows) -> addTime(s, "ROW_COUNT() = " + 2 * rows, writes))
                    - 1;
            addTicketGuards(script, writes);
        } else {
            answers = addAccountGuards(script, writes, patience);
            addTime(script, "", writes);
            addTicketGuards(script, writes);
            addMoves(script, writes, Bulk.Patience.NONE, ALL_WERE_THERE);
        }
        addAccounts(script, writes);
        addTickets(script, writes);
        addRows(
                script,
                insert("usage", USAGE),
                parameters(USAGE),
                setting(UsageTable.BODY),
                writes.allUsage(),
                (s, usage) -> UsageTable.bindBody(
                        UsageTable.bindKey(s, usage.account(), usage.row().key()), usage.row()));
        addRows(
                script,
                insert("history", HISTORY),
                parameters(HISTORY),
                "",
                writes.history,
                (s, history) -> HistoryTable.bindBody(TicketTable.bind(s, history.ticket()), history.row()));
        addRows(
                script,
                insert("audit", AuditTable.ALL),
                parameters(AuditTable.ALL),
                "",
                sorted(writes.audit),
                AuditTable::bind);
        return answers;
    }

    private void addTime(MariadbScript script, String condition, Writes writes) {
        clock.addGuard(script, condition, writes.decidedAtMillis(), writes.validUntilMillis());
    }

    private static List<AuditRow> sorted(List<AuditRow> audit) {
        return audit.stream().sorted(Comparator.comparing(AuditRow::account)).toList();
    }

    private static String parameters(Columns columns) {
        return "(" + columns.parameters() + ")";
    }

    private static int addAccountGuards(MariadbScript script, Writes writes, Bulk.Patience patience)
            throws SQLException {
        List<Writes.AccountCheck> there = new ArrayList<>();
        List<AccountKey> absent = new ArrayList<>();
        writes.accountMoves.forEach(change -> there.add(read(change)));
        writes.accountUpdates.forEach(change -> there.add(read(change)));
        for (Writes.AccountCheck check : writes.accountChecks) {
            if (check.version() == null) {
                absent.add(check.key());
            } else {
                there.add(check);
            }
        }
        there.sort(Comparator.comparing(Writes.AccountCheck::key));
        String waiting = patience == Bulk.Patience.ORDINARY ? WAITING : "";
        addGuard(script, waiting + ACCOUNTS_AS_READ, "(?, ?, ?)", there, (s, check) -> {
            Long version = check.version();
            AccountTable.bindKey(s, check.key()).number(version == null ? -1 : version);
        });
        addGuard(script, NO_ACCOUNTS, "(?, ?)", absent, AccountTable::bindKey);
        return (there.isEmpty() ? 0 : 1) + (absent.isEmpty() ? 0 : 1);
    }

    private static Writes.AccountCheck read(Writes.AccountChange change) {
        return new Writes.AccountCheck(change.before().key(), change.before().version());
    }

    private static void addTicketGuards(MariadbScript script, Writes writes) throws SQLException {
        List<Writes.TicketCheck> there = new ArrayList<>();
        List<TicketKey> absent = new ArrayList<>();
        for (Writes.TicketCheck check : writes.ticketChecks) {
            if (check.revision() == null) {
                absent.add(check.key());
            } else {
                there.add(check);
            }
        }
        writes.ticketUpdates.forEach(change -> there.add(read(change.before(), change.key())));
        there.sort(Comparator.comparing(Writes.TicketCheck::key));
        addGuard(script, TICKETS_AS_READ, "(?, ?, ?, ?, ?)", there, (s, check) -> {
            Long revision = check.revision();
            TicketTable.bind(s, check.key()).number(revision == null ? -1 : revision);
        });
        addGuard(script, NO_TICKETS, "(?, ?, ?, ?)", absent, TicketTable::bind);
    }

    private static Writes.TicketCheck read(@Nullable TicketRow before, TicketKey key) {
        return new Writes.TicketCheck(key, before == null ? null : before.revision());
    }

    private static <T> void addGuard(MariadbScript script, String guard, String one, List<T> rows, Binding<T> binding)
            throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        String[] parts = guard.split("%s", -1);
        script.statement(parts[0]);
        for (int i = 0; i < rows.size(); i++) {
            script.more(i == 0 ? one : ", " + one);
            binding.bind(script, rows.get(i));
        }
        script.more(parts[1]);
        if (parts[1].contains("?")) {
            script.number(rows.size());
        }
    }

    /** Guards itself; returns how many of its statements answer with rows. */
    private static int addMoves(MariadbScript script, Writes writes, Bulk.Patience patience, Guard guard)
            throws SQLException {
        String waiting = patience == Bulk.Patience.ORDINARY ? WAITING : "";
        return addRows(
                script,
                waiting + MOVE_ACCOUNTS,
                ONE_MOVED_ACCOUNT,
                SET_MOVED,
                writes.accountMoves,
                (s, change) -> AccountTable.bindSetByBatch(
                                AccountTable.bindKey(s, change.after().key()), change.after())
                        .number(change.before().version()),
                guard);
    }

    private static void addAccounts(MariadbScript script, Writes writes) throws SQLException {
        addRows(
                script,
                insert("account", ACCOUNT),
                parameters(ACCOUNT),
                "",
                writes.accountInserts,
                (s, row) -> AccountTable.bindBody(AccountTable.bindKey(s, row.key()), row));
        addRows(
                script,
                insert("account", ACCOUNT),
                parameters(ACCOUNT),
                setting(AccountTable.BODY),
                writes.accountUpdates,
                (s, change) -> AccountTable.bindBody(
                        AccountTable.bindKey(s, change.after().key()), change.after()));
    }

    private static void addTickets(MariadbScript script, Writes writes) throws SQLException {
        addRows(script, ADMISSIONS, ONE_ADMISSION, "", writes.ticketAdmissions, TicketTable::bindAdmitted);
        addRows(
                script,
                insert("ticket", TICKET),
                parameters(TICKET),
                "",
                writes.ticketInserts,
                (s, row) -> TicketTable.bindBody(TicketTable.bind(s, row.key()), row));
        addRows(
                script,
                REPORTS,
                ONE_REPORT,
                SET_REPORT,
                writes.ticketReports,
                (s, change) -> {
                    TicketRow before = Objects.requireNonNull(change.before());
                    TicketRow after = Objects.requireNonNull(change.after());
                    TicketTable.bindSetByReport(TicketTable.bind(s, after.key()), after)
                            .number(before.revision());
                },
                ALL_WERE_THERE);
        addRows(
                script,
                insert("ticket", TICKET),
                parameters(TICKET),
                setting(TicketTable.BODY),
                writes.ticketUpdates,
                (s, change) -> {
                    TicketRow after = Objects.requireNonNull(change.after());
                    TicketTable.bindBody(TicketTable.bind(s, after.key()), after);
                });
        for (TicketRow row : writes.ticketDeletes) {
            TicketTable.bind(
                            script.statement("DELETE FROM tollgate_ticket" + OF_TICKET + " AND revision = ?"),
                            row.key())
                    .number(row.revision());
            script.statement(ONE_WAS_THERE);
        }
        for (TicketKey key : writes.historyDeletes) {
            TicketTable.bind(script.statement("DELETE FROM tollgate_history" + OF_TICKET), key);
        }
    }

    private static <T> void addRows(
            MariadbScript script, String insert, String one, String setting, List<T> rows, Binding<T> binding)
            throws SQLException {
        addRows(script, insert, one, setting, rows, binding, null);
    }

    /**
     * @param guard follows each statement and answers with rows; null if there is none
     * @return how many statements were added that answer with rows
     */
    private static <T> int addRows(
            MariadbScript script,
            String insert,
            String one,
            String setting,
            List<T> rows,
            Binding<T> binding,
            @Nullable Guard guard)
            throws SQLException {
        int done = 0;
        int answers = 0;
        while (done < rows.size()) {
            script.statement(insert);
            int first = done;
            do {
                script.more(done == first ? one : ", " + one);
                binding.bind(script, rows.get(done++));
            } while (done < rows.size() && !script.isFull());
            script.more(setting);
            if (guard != null) {
                guard.add(script, done - first);
                answers++;
            }
        }
        return answers;
    }
}
