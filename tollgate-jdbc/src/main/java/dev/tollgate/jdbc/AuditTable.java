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
    private static final String COLUMNS = "id, at, done_by, action, reason, old_value, new_value";
    private static final String APPEND =
            "INSERT INTO tollgate_audit (tenant, account, " + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String NEWEST =
            "SELECT " + COLUMNS + " FROM tollgate_audit WHERE tenant = ? AND account = ? ORDER BY id DESC LIMIT ?";
    private static final String BEFORE = "SELECT " + COLUMNS
            + " FROM tollgate_audit WHERE tenant = ? AND account = ? AND id < ? ORDER BY id DESC LIMIT ?";

    void append(Session session, AuditRow row) throws SQLException {
        AuditEntry entry = row.entry();
        session.sql(APPEND)
                .text(row.account().tenant())
                .text(row.account().account())
                .text(row.id())
                .number(entry.at().toEpochMilli())
                .text(entry.by())
                .text(entry.action())
                .text(entry.reason())
                .text(entry.before())
                .text(entry.after())
                .update();
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
