package dev.tollgate.jdbc;

import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.AuditRow;
import dev.tollgate.spi.TicketChange;
import dev.tollgate.spi.TicketRow;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;

/**
 * Writes everything that a batch decided in one go. Every statement checks what it relies upon and fails when that has moved; then the whole
 * database transaction is undone.
 *
 * <p>Accounts come first: whoever holds their rows writes the rest without meeting others.
 */
final class PostgresWrites {
    private static final String ACCOUNT = "tollgate_account";
    private static final String TICKET = "tollgate_ticket";

    private static final String ACCOUNT_MOVED = "an account was moved by another session; its group is decided anew";
    private static final String TICKET_MOVED = "a ticket was moved by another session; its group is decided anew";
    private static final String USAGE_MOVED = "a sum was taken away by another session; its group is decided anew";
    private static final String TOO_LATE = "a window or lease ended while it was written; its group is decided anew";

    /** How far the estimate of the server's time may be ahead before it is not believed. */
    private static final int DRIFT_MILLIS_MAX = 100;

    private static final Columns ACCOUNT_EXPECTED = AccountTable.KEY.number("expected");
    private static final Columns TICKET_EXPECTED = TicketTable.KEY.number("expected");
    private static final Columns MOVE_COLUMNS = PostgresSql.updated(AccountTable.KEY, AccountTable.SET_BY_BATCH);
    private static final Columns ACCOUNT_COLUMNS = PostgresSql.updated(AccountTable.KEY, AccountTable.BODY);
    private static final Columns REPORT_COLUMNS = PostgresSql.updated(TicketTable.KEY, TicketTable.SET_BY_REPORT);
    private static final Columns TICKET_COLUMNS = PostgresSql.updated(TicketTable.KEY, TicketTable.BODY);
    private static final Columns ACCOUNT_ALL = AccountTable.KEY.and(AccountTable.BODY);
    private static final Columns TICKET_ALL = TicketTable.KEY.and(TicketTable.BODY);
    private static final Columns HISTORY_ALL = TicketTable.KEY.and(HistoryTable.BODY);
    private static final Columns USAGE_ALL = UsageTable.KEY.and(UsageTable.BODY);

    private static final String CHECK_ACCOUNTS = PostgresSql.check(ACCOUNT, AccountTable.KEY, "version", ACCOUNT_MOVED);
    private static final String MOVE_ACCOUNTS =
            PostgresSql.update(ACCOUNT, AccountTable.KEY, "version", AccountTable.SET_BY_BATCH, ACCOUNT_MOVED);
    private static final String UPDATE_ACCOUNTS =
            PostgresSql.update(ACCOUNT, AccountTable.KEY, "version", AccountTable.BODY, ACCOUNT_MOVED);
    private static final String INSERT_ACCOUNTS = PostgresSql.insert(ACCOUNT, ACCOUNT_ALL);
    private static final String CHECK_TICKETS = PostgresSql.check(TICKET, TicketTable.KEY, "revision", TICKET_MOVED);
    private static final String ADMIT_TICKETS =
            PostgresSql.insert(TICKET, TicketTable.ADMITTED, TicketTable.ADMITTED_COLUMNS, TicketTable.ADMITTED_VALUES);
    /** One admission in one limit, as most batches are where callers are few: without arrays, which cost more than their one row. */
    private static final String ADMIT_ONE = PostgresSql.admitOne(ACCOUNT_MOVED);

    private static final String INSERT_TICKETS = PostgresSql.insert(TICKET, TICKET_ALL);
    private static final String REPORT_TICKETS =
            PostgresSql.update(TICKET, TicketTable.KEY, "revision", TicketTable.SET_BY_REPORT, TICKET_MOVED);
    private static final String UPDATE_TICKETS =
            PostgresSql.update(TICKET, TicketTable.KEY, "revision", TicketTable.BODY, TICKET_MOVED);
    private static final String DELETE_TICKETS = PostgresSql.delete(TICKET, TicketTable.KEY, "revision", TICKET_MOVED);
    private static final String DELETE_HISTORY = "DELETE FROM tollgate_history AS t USING "
            + PostgresSql.unnested(TicketTable.KEY) + " WHERE " + PostgresSql.same(TicketTable.KEY, "t");
    private static final String INSERT_HISTORY = PostgresSql.insert("tollgate_history", HISTORY_ALL);
    private static final String INSERT_AUDIT = PostgresSql.insert("tollgate_audit", AuditTable.ALL);
    private static final String CHANGE_USAGE =
            PostgresSql.update("tollgate_usage", UsageTable.KEY, UsageTable.BODY, USAGE_MOVED);
    private static final String UPSERT_USAGE = PostgresSql.insert("tollgate_usage", USAGE_ALL) + " ON CONFLICT ("
            + UsageTable.KEY.names() + ") DO UPDATE SET used = excluded.used, purged = excluded.purged";
    private static final String CHECK_TIME =
            "SELECT CASE WHEN x.now < ?::bigint AND x.now >= ?::bigint THEN x.now ELSE %s END FROM (SELECT %s AS now OFFSET 0) AS x"
                    .formatted(PostgresSql.failure("bigint", TOO_LATE, "x.now"), PostgresReads.NOW_MILLIS);

    private final Writes writes;
    private final Pipeline pipeline;

    private interface Binder<T> {
        void bind(ColumnArrays values, T row) throws SQLException;
    }

    private PostgresWrites(Writes writes, Pipeline pipeline) {
        this.writes = writes;
        this.pipeline = pipeline;
    }

    /** Adds the statements, of which the last gives the store's time. */
    static void write(Pipeline pipeline, Writes writes, ServerClock clock) throws SQLException {
        PostgresWrites all = new PostgresWrites(writes, pipeline);
        if (writes.isOneAdmission()) {
            all.oneAdmission();
        } else {
            all.accounts();
            all.tickets();
            all.rest();
        }
        long notBefore = writes.decidedAtMillis() == Long.MIN_VALUE
                ? Long.MIN_VALUE
                : writes.decidedAtMillis() - DRIFT_MILLIS_MAX;
        pipeline.then(
                CHECK_TIME,
                statement -> statement
                        .number(writes.validUntilMillis())
                        .number(notBefore)
                        .numberOrNull(clock.instead()));
    }

    private void oneAdmission() {
        Writes.AccountChange move = writes.accountMoves.get(0);
        Writes.Usage usage = writes.usageChanges.get(0);
        TicketRow ticket = writes.ticketAdmissions.get(0);
        pipeline.then(ADMIT_ONE, statement -> {
            AccountTable.bindSetByBatch(statement, move.after());
            AccountTable.bindKey(statement, move.after().key())
                    .number(move.before().version());
            UsageTable.bindBody(statement, usage.row());
            UsageTable.bindKey(statement, usage.account(), usage.row().key());
            TicketTable.bindAdmitted(statement, ticket);
        });
    }

    private void accounts() throws SQLException {
        if (writes.holdsAccounts()) {
            PostgresReads.lock(pipeline, writes.heldAccounts());
        }
        add(
                CHECK_ACCOUNTS,
                ACCOUNT_EXPECTED,
                writes.accountChecks,
                (values, check) -> AccountTable.bindKey(values, check.key()).numberOrNull(check.version()));
        addCounted(
                MOVE_ACCOUNTS,
                MOVE_COLUMNS,
                writes.accountMoves,
                (values, change) -> AccountTable.bindSetByBatch(expected(values, change), change.after()));
        addCounted(
                UPDATE_ACCOUNTS,
                ACCOUNT_COLUMNS,
                writes.accountUpdates,
                (values, change) -> AccountTable.bindBody(expected(values, change), change.after()));
        add(INSERT_ACCOUNTS, ACCOUNT_ALL, writes.accountInserts, PostgresWrites::bind);
    }

    private static ColumnArrays expected(ColumnArrays values, Writes.AccountChange change) throws SQLException {
        AccountKey key = change.after().key();
        return AccountTable.bindKey(values, key).number(change.before().version());
    }

    private static void bind(ColumnArrays values, AccountRow row) throws SQLException {
        AccountTable.bindBody(AccountTable.bindKey(values, row.key()), row);
    }

    private static void bind(ColumnArrays values, Writes.Usage usage) throws SQLException {
        UsageTable.bindBody(
                UsageTable.bindKey(values, usage.account(), usage.row().key()), usage.row());
    }

    private void tickets() throws SQLException {
        add(
                CHECK_TICKETS,
                TICKET_EXPECTED,
                writes.ticketChecks,
                (values, check) -> TicketTable.bind(values, check.key()).numberOrNull(check.revision()));
        addCounted(
                DELETE_TICKETS,
                TICKET_EXPECTED,
                writes.ticketDeletes,
                (values, row) -> TicketTable.bind(values, row.key()).number(row.revision()));
        add(DELETE_HISTORY, TicketTable.KEY, writes.historyDeletes, TicketTable::bind);
        addCounted(
                REPORT_TICKETS,
                REPORT_COLUMNS,
                writes.ticketReports,
                (values, change) -> TicketTable.bindSetByReport(expected(values, change), after(change)));
        addCounted(
                UPDATE_TICKETS,
                TICKET_COLUMNS,
                writes.ticketUpdates,
                (values, change) -> TicketTable.bindBody(expected(values, change), after(change)));
        add(ADMIT_TICKETS, TicketTable.ADMITTED, writes.ticketAdmissions, TicketTable::bindAdmitted);
        add(
                INSERT_TICKETS,
                TICKET_ALL,
                writes.ticketInserts,
                (values, row) -> TicketTable.bindBody(TicketTable.bind(values, row.key()), row));
    }

    private static ColumnArrays expected(ColumnArrays values, TicketChange change) throws SQLException {
        return TicketTable.bind(values, change.key())
                .number(Objects.requireNonNull(change.before()).revision());
    }

    private static TicketRow after(TicketChange change) {
        return Objects.requireNonNull(change.after());
    }

    private void rest() throws SQLException {
        addCounted(CHANGE_USAGE, USAGE_ALL, writes.usageChanges, PostgresWrites::bind);
        add(UPSERT_USAGE, USAGE_ALL, writes.usage, PostgresWrites::bind);
        add(
                INSERT_HISTORY,
                HISTORY_ALL,
                writes.history,
                (values, row) -> HistoryTable.bindBody(TicketTable.bind(values, row.ticket()), row.row()));
        add(
                INSERT_AUDIT,
                AuditTable.ALL,
                writes.audit,
                (ColumnArrays values, AuditRow row) -> AuditTable.bind(values, row));
    }

    private <T> void add(String sql, Columns columns, List<T> rows, Binder<T> binder) throws SQLException {
        if (!rows.isEmpty()) {
            pipeline.then(sql, arrays(columns, rows, binder));
        }
    }

    /** For statements that are told last how many rows they must find. */
    private <T> void addCounted(String sql, Columns columns, List<T> rows, Binder<T> binder) throws SQLException {
        if (!rows.isEmpty()) {
            ColumnArrays arrays = arrays(columns, rows, binder);
            pipeline.then(sql, statement -> {
                arrays.bindTo(statement);
                statement.number(rows.size());
            });
        }
    }

    private static <T> ColumnArrays arrays(Columns columns, List<T> rows, Binder<T> binder) throws SQLException {
        ColumnArrays arrays = new ColumnArrays(columns, rows.size());
        for (T row : rows) {
            binder.bind(arrays, row);
        }
        return arrays;
    }
}
