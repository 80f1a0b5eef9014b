package dev.tollgate.jdbc;

import dev.tollgate.api.HistoryEvent;
import dev.tollgate.spi.HistoryRow;
import dev.tollgate.spi.TicketKey;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** {@code tollgate_history}: what tickets' rows no longer say. Only ever appended, and deleted with the ticket. */
final class HistoryTable {
    private static final String COLUMNS = "seq, at, event, fence, done_by, reason, id, amount, currency, detail";
    private static final String OF_TICKET = " WHERE tenant = ? AND account = ? AND scenario = ? AND business_no = ?";
    private static final String LOAD = "SELECT " + COLUMNS + " FROM tollgate_history" + OF_TICKET + " ORDER BY seq";
    private static final String APPEND = "INSERT INTO tollgate_history (tenant, account, scenario, business_no, "
            + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String DELETE = "DELETE FROM tollgate_history" + OF_TICKET;

    private static final Words<HistoryEvent.Kind> KINDS = new Words<>(HistoryEvent.Kind.class);

    List<HistoryRow> load(Session session, TicketKey key) throws SQLException {
        List<HistoryRow> found = new ArrayList<>();
        try (Cursor rows = bind(session.sql(LOAD), key).query()) {
            while (rows.next()) {
                found.add(new HistoryRow(
                        Math.toIntExact(rows.number()),
                        rows.number(),
                        KINDS.read(rows.text()),
                        Math.toIntExact(rows.number()),
                        rows.textOrNull(),
                        rows.textOrNull(),
                        rows.textOrNull(),
                        rows.numberOrNull(),
                        rows.textOrNull(),
                        rows.textOrNull()));
            }
        }
        return List.copyOf(found);
    }

    void append(Session session, TicketKey key, HistoryRow row) throws SQLException {
        bind(session.sql(APPEND), key)
                .number(row.seq())
                .number(row.atMillis())
                .text(KINDS.write(row.kind()))
                .number(row.fence())
                .text(row.by())
                .text(row.reason())
                .text(row.id())
                .numberOrNull(row.minorUnits())
                .text(row.currency())
                .text(row.detail())
                .update();
    }

    void delete(Session session, TicketKey key) throws SQLException {
        bind(session.sql(DELETE), key).update();
    }

    private static Prepared bind(Prepared statement, TicketKey key) throws SQLException {
        return statement
                .text(key.account().tenant())
                .text(key.account().account())
                .text(key.scenario())
                .text(key.businessNumber());
    }
}
