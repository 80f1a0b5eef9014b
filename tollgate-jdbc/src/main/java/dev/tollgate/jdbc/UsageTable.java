package dev.tollgate.jdbc;

import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.UsageRow;
import dev.tollgate.spi.WindowKey;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** {@code tollgate_usage}: what the windows of limits have consumed. */
final class UsageTable {
    private static final String LOAD = "SELECT used, purged FROM tollgate_usage"
            + " WHERE tenant = ? AND account = ? AND window_start = ? AND limit_name = ?";
    private static final String BETWEEN = "SELECT window_start, limit_name, used, purged FROM tollgate_usage"
            + " WHERE tenant = ? AND account = ? AND window_start >= ? AND window_start < ?"
            + " ORDER BY window_start, limit_name LIMIT ?";
    private static final String ALL = "SELECT window_start, limit_name, used, purged FROM tollgate_usage"
            + " WHERE tenant = ? AND account = ? ORDER BY window_start, limit_name";

    static final Columns KEY =
            Columns.texts("tenant", "account").number("window_start").text("limit_name");
    static final Columns BODY = Columns.numbers("used", "purged");
    private static final String WRITE = "INSERT INTO tollgate_usage ("
            + KEY.and(BODY).names() + ") VALUES (" + KEY.and(BODY).parameters() + ") ON CONFLICT (" + KEY.names()
            + ") DO UPDATE SET used = excluded.used, purged = excluded.purged";

    Map<WindowKey, UsageRow> load(Session session, AccountKey account, Collection<WindowKey> windows)
            throws SQLException {
        Map<WindowKey, UsageRow> found = new HashMap<>();
        for (WindowKey window : windows) {
            try (Cursor rows = session.sql(LOAD)
                    .text(account.tenant())
                    .text(account.account())
                    .number(window.startMillis())
                    .text(window.limit())
                    .query()) {
                if (rows.next()) {
                    found.put(window, new UsageRow(window, rows.number(), rows.number()));
                }
            }
        }
        return found;
    }

    List<UsageRow> between(Session session, AccountKey account, long fromMillis, long toMillis, int max)
            throws SQLException {
        List<UsageRow> found = new ArrayList<>();
        try (Cursor rows = session.sql(BETWEEN)
                .text(account.tenant())
                .text(account.account())
                .number(fromMillis)
                .number(toMillis)
                .number(max)
                .query()) {
            while (rows.next()) {
                found.add(row(rows));
            }
        }
        return found;
    }

    void forEach(Session session, AccountKey account, Consumer<UsageRow> each) throws SQLException {
        try (Cursor rows =
                session.sql(ALL).text(account.tenant()).text(account.account()).query()) {
            while (rows.next()) {
                each.accept(row(rows));
            }
        }
    }

    void write(Session session, AccountKey account, UsageRow row) throws SQLException {
        bindBody(bindKey(session.sql(WRITE), account, row.key()), row).update();
    }

    static <V extends Values> V bindKey(V values, AccountKey account, WindowKey window) throws SQLException {
        AccountTable.bindKey(values, account).number(window.startMillis()).text(window.limit());
        return values;
    }

    static <V extends Values> V bindBody(V values, UsageRow row) throws SQLException {
        values.number(row.used()).number(row.purged());
        return values;
    }

    private static UsageRow row(Cursor rows) throws SQLException {
        long start = rows.number();
        return new UsageRow(new WindowKey(rows.text(), start), rows.number(), rows.number());
    }
}
