package dev.tollgate.jdbc;

import dev.tollgate.api.HistoryEvent;
import dev.tollgate.spi.HistoryRow;
import dev.tollgate.spi.TicketKey;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** {@code tollgate_history}: what tickets' rows no longer say. Only ever appended, and deleted with the ticket. */
final class HistoryTable {
    static final Columns BODY = Columns.numbers("seq", "at")
            .text("event")
            .number("fence")
            .text("done_by", "reason", "id")
            .number("amount")
            .text("currency", "detail");
    private static final String OF_TICKET = " WHERE tenant = ? AND account = ? AND scenario = ? AND business_no = ?";
    private static final String LOAD =
            "SELECT " + BODY.names() + " FROM tollgate_history" + OF_TICKET + " ORDER BY seq";
    private static final String APPEND = "INSERT INTO tollgate_history ("
            + TicketTable.KEY.and(BODY).names() + ") VALUES ("
            + TicketTable.KEY.and(BODY).parameters() + ")";
    private static final String DELETE = "DELETE FROM tollgate_history" + OF_TICKET;

    private static final Words<HistoryEvent.Kind> KINDS = new Words<>(HistoryEvent.Kind.class);

    List<HistoryRow> load(Session session, TicketKey key) throws SQLException {
        List<HistoryRow> found = new ArrayList<>();
        try (Cursor rows = TicketTable.bind(session.sql(LOAD), key).query()) {
            while (rows.next()) {
                found.add(row(rows));
            }
        }
        return List.copyOf(found);
    }

    void append(Session session, TicketKey key, HistoryRow row) throws SQLException {
        bindBody(TicketTable.bind(session.sql(APPEND), key), row).update();
    }

    void delete(Session session, TicketKey key) throws SQLException {
        TicketTable.bind(session.sql(DELETE), key).update();
    }

    static <V extends Values> V bindBody(V values, HistoryRow row) throws SQLException {
        values.number(row.seq())
                .number(row.atMillis())
                .text(KINDS.write(row.kind()))
                .number(row.fence())
                .text(row.by())
                .text(row.reason())
                .text(row.id())
                .numberOrNull(row.minorUnits())
                .text(row.currency())
                .text(row.detail());
        return values;
    }

    /** Reads {@link #BODY} from where the cursor stands. */
    static HistoryRow row(Cursor rows) throws SQLException {
        return new HistoryRow(
                Math.toIntExact(rows.number()),
                rows.number(),
                KINDS.read(rows.text()),
                Math.toIntExact(rows.number()),
                rows.textOrNull(),
                rows.textOrNull(),
                rows.textOrNull(),
                rows.numberOrNull(),
                rows.textOrNull(),
                rows.textOrNull());
    }
}
