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

    static final Columns KEY = Columns.texts("tenant", "account");
    static final Columns SET_BY_BATCH =
            Columns.numbers("version").text("last_batch").number("last_time");
    private static final Columns SET_BY_OPERATOR = Columns.texts("status", "config")
            .number("config_version")
            .text("total_starts", "retired")
            .number("opened_at")
            .text("opened_by")
            .number("modified_at")
            .text("modified_by")
            .number("suspended_at")
            .text("suspended_by")
            .number("closed_at")
            .text("closed_by", "reason");
    static final Columns BODY = SET_BY_BATCH.and(SET_BY_OPERATOR);
    private static final String OF_ACCOUNT = " WHERE tenant = ? AND account = ?";

    private static final String LOAD = "SELECT " + BODY.names() + " FROM tollgate_account" + OF_ACCOUNT;
    private static final String INSERT_OR_SKIP = "INSERT INTO tollgate_account ("
            + KEY.and(BODY).names() + ") VALUES (" + KEY.and(BODY).parameters() + ") ON CONFLICT DO NOTHING";
    private static final String MOVE =
            "UPDATE tollgate_account SET " + SET_BY_BATCH.assignments() + OF_ACCOUNT + " AND version = ?";
    private static final String UPDATE =
            "UPDATE tollgate_account SET " + BODY.assignments() + OF_ACCOUNT + " AND version = ?";

    private static final Words<AccountStatus> STATUSES = new Words<>(AccountStatus.class);

    /** Nearly every read meets a configuration that was read before. */
    private final Map<String, AccountConfig> configs = new ConcurrentHashMap<>();

    @Nullable
    AccountRow load(Session session, AccountKey key) throws SQLException {
        try (Cursor rows =
                session.sql(LOAD).text(key.tenant()).text(key.account()).query()) {
            return rows.next() ? row(key, rows) : null;
        }
    }

    List<AccountRow> list(Session session, AccountFilter filter, Optional<String> after, int max) throws SQLException {
        String sql = "SELECT account, " + BODY.names() + " FROM tollgate_account WHERE tenant = ? AND account > ?"
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
        if (before == null) {
            return bindBody(bindKey(session.sql(INSERT_OR_SKIP), after.key()), after)
                    .update();
        }
        Prepared statement =
                isMove(before, after) ? bindSetByBatch(session.sql(MOVE), after) : bindBody(session.sql(UPDATE), after);
        return bindKey(statement, after.key()).number(before.version()).update();
    }

    /** Whether only {@link #SET_BY_BATCH} differs. */
    static boolean isMove(AccountRow before, AccountRow after) {
        return after.equals(new AccountRow(
                after.key(),
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
    }

    static <V extends Values> V bindKey(V values, AccountKey key) throws SQLException {
        values.text(key.tenant()).text(key.account());
        return values;
    }

    static <V extends Values> V bindSetByBatch(V values, AccountRow row) throws SQLException {
        values.number(row.version()).text(row.lastBatch()).number(row.lastTimeMillis());
        return values;
    }

    static <V extends Values> V bindBody(V values, AccountRow row) throws SQLException {
        bindSetByBatch(values, row)
                .text(STATUSES.write(row.status()))
                .text(StoredForm.writeConfig(row.config()))
                .number(row.configVersion())
                .text(row.totalStarts().isEmpty() ? null : StoredForm.writeTotalStarts(row.totalStarts()))
                .text(row.retired().isEmpty() ? null : StoredForm.writeRetired(row.retired()));
        bind(values, row.opened());
        bind(values, row.modified());
        bind(values, row.suspended());
        bind(values, row.closed());
        values.text(row.reason());
        return values;
    }

    private static void bind(Values values, Account.@Nullable Change change) throws SQLException {
        values.numberOrNull(change == null ? null : change.at().toEpochMilli())
                .text(change == null ? null : change.by());
    }

    /** Reads {@link #BODY} from where the cursor stands. */
    AccountRow row(AccountKey key, Cursor rows) throws SQLException {
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
