package dev.tollgate.jdbc;

import dev.tollgate.api.AuditEntry;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AuditRow;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code tollgate_audit}: who changed what about an account. Only ever appended. */
final class AuditTable {
    private static final Columns BODY =
            Columns.texts("id").number("at").text("done_by", "action", "reason", "old_value", "new_value");
    static final Columns ALL = AccountTable.KEY.and(BODY);

    private static final String APPEND =
            "INSERT INTO tollgate_audit (" + ALL.names() + ") VALUES (" + ALL.parameters() + ")";
    private static final String OF_ACCOUNT =
            "SELECT " + BODY.names() + " FROM tollgate_audit WHERE tenant = ? AND account = ?";
    private static final String NEWEST = OF_ACCOUNT + " ORDER BY id DESC LIMIT ?";
    private static final String BEFORE = OF_ACCOUNT + " AND id < ? ORDER BY id DESC LIMIT ?";

    void append(Session session, AuditRow row) throws SQLException {
        bind(session.sql(APPEND), row).update();
    }

    /** Binds {@link #ALL}. */
    static <V extends Values> V bind(V values, AuditRow row) throws SQLException {
        AuditEntry entry = row.entry();
        AccountTable.bindKey(values, row.account())
                .text(row.id())
                .number(entry.at().toEpochMilli())
                .text(entry.by())
                .text(entry.action())
                .text(entry.reason())
                .text(entry.before())
                .text(entry.after());
        return values;
    }

    List<AuditRow> newest(Session session, AccountKey account, Optional<String> beforeId, int max) throws SQLException {
        Prepared query = session.sql(beforeId.isPresent() ? BEFORE : NEWEST)
                .text(account.tenant())
                .text(account.account());
        if (beforeId.isPresent()) {
            query.text(beforeId.get());
        }
        List<AuditRow> found = new ArrayList<>();
        try (Cursor rows = query.number(max).query()) {
            while (rows.next()) {
                found.add(row(account, rows));
            }
        }
        return found;
    }

    private static AuditRow row(AccountKey account, Cursor rows) throws SQLException {
        String id = rows.text();
        AuditEntry entry = new AuditEntry(
                Instant.ofEpochMilli(rows.number()),
                rows.text(),
                rows.text(),
                rows.textOrNull(),
                rows.textOrNull(),
                rows.textOrNull());
        return new AuditRow(account, id, entry);
    }
}
