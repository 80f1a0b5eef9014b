package dev.tollgate.jdbc;

import dev.tollgate.api.TicketState;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.TicketFilter;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketPosition;
import dev.tollgate.spi.TicketRow;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Finds tickets: what the sweeper looks for, and listings for people. */
final class TicketQueries {
    private static final String ROWS =
            "SELECT " + TicketTable.KEY.names() + ", " + TicketTable.BODY.names() + " FROM tollgate_ticket WHERE ";
    private static final String KEYS = "SELECT " + TicketTable.KEY.names();

    static final String LAPSED =
            KEYS + " FROM tollgate_ticket WHERE state = 'open' AND lease_until <= ? ORDER BY lease_until LIMIT ?";
    static final String IN_DOUBT = ROWS + "state = 'in_doubt'";
    static final String OLDEST_FIRST = " ORDER BY admitted_at, " + TicketTable.KEY.names() + " LIMIT ?";
    private static final String AFTER =
            " AND admitted_at >= ? AND (admitted_at, " + TicketTable.KEY.names() + ") > (?, ?, ?, ?, ?)";
    private static final String FINISHED_WITH_OUTCOME =
            " FROM tollgate_ticket WHERE finished_at < ? AND finished_at IS NOT NULL AND outcome_type IS NOT NULL";
    private static final String FINISHED_WITHOUT_OUTCOME =
            " FROM tollgate_ticket WHERE finished_at < ? AND finished_at IS NOT NULL AND outcome_type IS NULL";
    static final String OUTCOMES_FINISHED = KEYS + FINISHED_WITH_OUTCOME + " ORDER BY finished_at LIMIT ?";
    static final String FINISHED = KEYS + " FROM (" + undisputed(FINISHED_WITH_OUTCOME) + " UNION ALL "
            + undisputed(FINISHED_WITHOUT_OUTCOME) + ") AS finished ORDER BY finished_at LIMIT ?";
    private static final String OF_ACCOUNT = "SELECT " + TicketTable.KEY.names() + ", "
            + TicketTable.BODY_WITHOUT_OUTCOME + " FROM tollgate_ticket WHERE tenant = ? AND account = ?";

    private final TicketTable tickets;

    TicketQueries(TicketTable tickets) {
        this.tickets = tickets;
    }

    private static String undisputed(String finished) {
        return "SELECT * FROM (" + KEYS + ", finished_at" + finished
                + " AND (flags & 2) = 0 ORDER BY finished_at LIMIT ?) AS some";
    }

    List<TicketKey> lapsed(Session session, long nowMillis, int max) throws SQLException {
        return keys(session.sql(LAPSED).number(nowMillis).number(max));
    }

    List<TicketKey> outcomesFinishedBefore(Session session, long beforeMillis, int max) throws SQLException {
        return keys(session.sql(OUTCOMES_FINISHED).number(beforeMillis).number(max));
    }

    List<TicketKey> finishedBefore(Session session, long beforeMillis, int max) throws SQLException {
        return keys(session.sql(FINISHED)
                .number(beforeMillis)
                .number(max)
                .number(beforeMillis)
                .number(max)
                .number(max));
    }

    List<TicketRow> inDoubt(Session session, Optional<TicketPosition> after, int max) throws SQLException {
        if (after.isEmpty()) {
            return rows(session, session.sql(IN_DOUBT + OLDEST_FIRST).number(max), true);
        }
        TicketPosition position = after.get();
        Prepared query = session.sql(IN_DOUBT + AFTER + OLDEST_FIRST)
                .number(position.admittedAtMillis())
                .number(position.admittedAtMillis());
        return rows(session, TicketTable.bind(query, position.key()).number(max), true);
    }

    List<TicketRow> list(Session session, TicketFilter filter, Optional<TicketPosition> after, int max)
            throws SQLException {
        Conditions conditions = conditions(filter, after);
        Prepared query = session.sql(listing(conditions));
        return rows(session, conditions.bindTo(query).number(max), false);
    }

    static String listing(Conditions conditions) {
        return ROWS + conditions.sql()
                + " ORDER BY admitted_at DESC, account DESC, scenario DESC, business_no DESC LIMIT ?";
    }

    static Conditions conditions(TicketFilter filter, Optional<TicketPosition> after) {
        Conditions conditions = new Conditions();
        conditions.text("tenant = ?", filter.tenant());
        conditions.text("account = ?", filter.account());
        conditions.text("scenario = ?", filter.scenario());
        conditions.text("business_no = ?", filter.businessNumber());
        TicketState state = filter.state();
        if (state != null) {
            // As a literal, which lets the database see that an index over this state alone will do.
            conditions.add("state = '" + TicketTable.word(state) + "'");
        }
        if (filter.disputed() != null) {
            conditions.add(filter.disputed() ? "(flags & 2) <> 0" : "(flags & 2) = 0");
        }
        conditions.number("admitted_at >= ?", filter.fromMillis());
        conditions.number("admitted_at < ?", filter.toMillis());
        after.ifPresent(position -> {
            conditions.number("admitted_at <= ?", position.admittedAtMillis());
            conditions.number(
                    "(admitted_at, account, scenario, business_no) < (?, ?, ?, ?)", position.admittedAtMillis());
            conditions.bind(position.key().account().account());
            conditions.bind(position.key().scenario());
            conditions.bind(position.key().businessNumber());
        });
        return conditions;
    }

    /** Hands over the account's tickets, without history and outcome, in no particular order. */
    void forEach(Session session, AccountKey account, Consumer<TicketRow> each) throws SQLException {
        try (Cursor rows =
                AccountTable.bindKey(session.sql(OF_ACCOUNT), account).query()) {
            while (rows.next()) {
                TicketKey key = TicketTable.key(rows);
                each.accept(tickets.row(session, key, rows, false));
            }
        }
    }

    private List<TicketRow> rows(Session session, Prepared query, boolean withHistory) throws SQLException {
        List<TicketRow> found = new ArrayList<>();
        try (Cursor rows = query.query()) {
            while (rows.next()) {
                TicketKey key = TicketTable.key(rows);
                found.add(tickets.row(session, key, rows, withHistory));
            }
        }
        return found;
    }

    private static List<TicketKey> keys(Prepared query) throws SQLException {
        List<TicketKey> found = new ArrayList<>();
        try (Cursor rows = query.query()) {
            while (rows.next()) {
                found.add(TicketTable.key(rows));
            }
        }
        return found;
    }
}
