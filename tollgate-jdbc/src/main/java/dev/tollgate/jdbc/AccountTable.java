package dev.tollgate.jdbc;

import dev.tollgate.api.Account;
import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.AccountStatus;
import dev.tollgate.spi.AccountFilter;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.StoredForm;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** {@code tollgate_account}: the aggregate roots. Safe for concurrent use on sessions of their own. */
final class AccountTable {
    private static final int CONFIGS_MAX = 1_000;

    private static final String SET_BY_BATCH = "version, last_batch, last_time";
    private static final String SET_BY_OPERATOR =
            "status, config, config_version, total_starts, retired, opened_at, opened_by, modified_at, modified_by,"
                    + " suspended_at, suspended_by, closed_at, closed_by, reason";
    private static final String BODY = SET_BY_BATCH + ", " + SET_BY_OPERATOR;
    private static final String OF_ACCOUNT = " WHERE tenant = ? AND account = ?";

    private static final String LOAD = "SELECT " + BODY + " FROM tollgate_account" + OF_ACCOUNT;
    private static final String MOVE =
            "UPDATE tollgate_account SET version = ?, last_batch = ?, last_time = ?" + OF_ACCOUNT + " AND version = ?";
    private static final String UPDATE = "UPDATE tollgate_account SET "
            + (BODY + ",").replace(",", " = ?,").replaceAll(",$", "") + OF_ACCOUNT + " AND version = ?";

    private static final Words<AccountStatus> STATUSES = new Words<>(AccountStatus.class);

    private final String insert;

    /** Nearly every read meets a configuration that was read before. */
    private final Map<String, AccountConfig> configs = new ConcurrentHashMap<>();

    AccountTable(Dialect dialect) {
        insert = dialect.insertOrSkip("INSERT INTO tollgate_account (tenant, account, " + BODY
                + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    }

    @Nullable
    AccountRow load(Session session, AccountKey key) throws SQLException {
        try (Cursor rows =
                session.sql(LOAD).text(key.tenant()).text(key.account()).query()) {
            return rows.next() ? row(key, rows) : null;
        }
    }

    List<AccountRow> list(Session session, AccountFilter filter, Optional<String> after, int max) throws SQLException {
        String sql = "SELECT account, " + BODY + " FROM tollgate_account WHERE tenant = ? AND account > ?"
                + (filter.status() == null ? "" : " AND status = ?") + " ORDER BY account LIMIT ?";
        // No account has an empty name, so every name is after it.
        Prepared query = session.sql(sql).text(filter.tenant()).text(after.orElse(""));
        if (filter.status() != null) {
            query.text(STATUSES.write(filter.status()));
        }
        List<AccountRow> found = new ArrayList<>();
        try (Cursor rows = query.number(max).query()) {
            while (rows.next()) {
                found.add(row(new AccountKey(filter.tenant(), rows.text()), rows));
            }
        }
        return found;
    }

    /** Writes the row, and tells how many it wrote: 0 when the stored one is not {@code before} any more. */
    int write(Session session, @Nullable AccountRow before, AccountRow after) throws SQLException {
        AccountKey key = after.key();
        if (before == null) {
            Prepared statement = session.sql(insert).text(key.tenant()).text(key.account());
            return bindSetByOperator(bindSetByBatch(statement, after), after).update();
        }
        boolean moved = after.equals(new AccountRow(
                key,
                after.version(),
                after.lastBatch(),
                after.lastTimeMillis(),
                before.status(),
                before.config(),
                before.configVersion(),
                before.totalStarts(),
                before.retired(),
                before.opened(),
                before.modified(),
                before.suspended(),
                before.closed(),
                before.reason()));
        Prepared statement = bindSetByBatch(session.sql(moved ? MOVE : UPDATE), after);
        if (!moved) {
            bindSetByOperator(statement, after);
        }
        return statement
                .text(key.tenant())
                .text(key.account())
                .number(before.version())
                .update();
    }

    private static Prepared bindSetByBatch(Prepared statement, AccountRow row) throws SQLException {
        return statement.number(row.version()).text(row.lastBatch()).number(row.lastTimeMillis());
    }

    private static Prepared bindSetByOperator(Prepared statement, AccountRow row) throws SQLException {
        statement
                .text(STATUSES.write(row.status()))
                .text(StoredForm.writeConfig(row.config()))
                .number(row.configVersion())
                .text(row.totalStarts().isEmpty() ? null : StoredForm.writeTotalStarts(row.totalStarts()))
                .text(row.retired().isEmpty() ? null : StoredForm.writeRetired(row.retired()));
        bind(statement, row.opened());
        bind(statement, row.modified());
        bind(statement, row.suspended());
        bind(statement, row.closed());
        return statement.text(row.reason());
    }

    private static void bind(Prepared statement, Account.@Nullable Change change) throws SQLException {
        statement
                .numberOrNull(change == null ? null : change.at().toEpochMilli())
                .text(change == null ? null : change.by());
    }

    private AccountRow row(AccountKey key, Cursor rows) throws SQLException {
        long version = rows.number();
        String lastBatch = rows.text();
        long lastTimeMillis = rows.number();
        AccountStatus status = STATUSES.read(rows.text());
        AccountConfig config = config(rows.text());
        long configVersion = rows.number();
        String totalStarts = rows.textOrNull();
        String retired = rows.textOrNull();
        return new AccountRow(
                key,
                version,
                lastBatch,
                lastTimeMillis,
                status,
                config,
                configVersion,
                totalStarts == null ? Map.of() : StoredForm.readTotalStarts(totalStarts),
                retired == null ? List.of() : StoredForm.readRetired(retired),
                new Account.Change(Instant.ofEpochMilli(rows.number()), rows.text()),
                changeOrNull(rows),
                changeOrNull(rows),
                changeOrNull(rows),
                rows.textOrNull());
    }

    private static Account.@Nullable Change changeOrNull(Cursor rows) throws SQLException {
        Long at = rows.numberOrNull();
        String by = rows.textOrNull();
        return at == null || by == null ? null : new Account.Change(Instant.ofEpochMilli(at), by);
    }

    private AccountConfig config(String text) {
        AccountConfig known = configs.get(text);
        if (known != null) {
            return known;
        }
        AccountConfig config = StoredForm.readConfig(text);
        if (configs.size() >= CONFIGS_MAX) {
            configs.clear();
        }
        configs.put(text, config);
        return config;
    }
}
