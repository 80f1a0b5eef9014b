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

    static final String OLDEST_FIRST = " ORDER BY admitted_at, " + TicketTable.KEY.names() + " LIMIT ?";
    private static final String AFTER =
            " AND admitted_at >= ? AND (admitted_at, " + TicketTable.KEY.names() + ") > (?, ?, ?, ?, ?)";
    private static final String OF_ACCOUNT = "SELECT " + TicketTable.KEY.names() + ", "
            + TicketTable.BODY_WITHOUT_OUTCOME + " FROM tollgate_ticket WHERE %s = ? AND %s = ?";

    private final TicketTable tickets;
    private final TicketSearch search;
    private final TicketSearch.Earliest lapsed;
    private final TicketSearch.Earliest outcomesFinished;
    private final TicketSearch.Earliest finished;
    private final String ofAccount;

    TicketQueries(TicketTable tickets, TicketSearch search) {
        this.tickets = tickets;
        this.search = search;
        lapsed = search.lapsed();
        outcomesFinished = search.outcomesFinished();
        finished = search.allFinished();
        ofAccount = OF_ACCOUNT.formatted(search.tenant(), search.account());
    }

    List<TicketKey> lapsed(Session session, long nowMillis, int max) throws SQLException {
        return keys(session, lapsed, nowMillis, max);
    }

    List<TicketKey> outcomesFinishedBefore(Session session, long beforeMillis, int max) throws SQLException {
        return keys(session, outcomesFinished, beforeMillis, max);
    }

    List<TicketKey> finishedBefore(Session session, long beforeMillis, int max) throws SQLException {
        return keys(session, finished, beforeMillis, max);
    }

    static String inDoubt(TicketSearch search) {
        return ROWS + search.inDoubt();
    }

    List<TicketRow> inDoubt(Session session, Optional<TicketPosition> after, int max) throws SQLException {
        if (after.isEmpty()) {
            return rows(session, session.sql(inDoubt(search) + OLDEST_FIRST).number(max), true);
        }
        TicketPosition position = after.get();
        Prepared query = session.sql(inDoubt(search) + AFTER + OLDEST_FIRST)
                .number(position.admittedAtMillis())
                .number(position.admittedAtMillis());
        return rows(session, TicketTable.bind(query, position.key()).number(max), true);
    }

    List<TicketRow> list(Session session, TicketFilter filter, Optional<TicketPosition> after, int max)
            throws SQLException {
        Conditions conditions = conditions(search, filter, after);
        Prepared query = session.sql(listing(conditions));
        return rows(session, conditions.bindTo(query).number(max), false);
    }

    static String listing(Conditions conditions) {
        return ROWS + conditions.sql()
                + " ORDER BY admitted_at DESC, account DESC, scenario DESC, business_no DESC LIMIT ?";
    }

    static Conditions conditions(TicketSearch search, TicketFilter filter, Optional<TicketPosition> after) {
        Conditions conditions = new Conditions();
        // A business number is found by the key.
        boolean byKey = filter.businessNumber() != null;
        conditions.text((byKey ? "tenant" : search.tenant()) + " = ?", filter.tenant());
        conditions.text((byKey ? "account" : search.account()) + " = ?", filter.account());
        conditions.text("scenario = ?", filter.scenario());
        conditions.text("business_no = ?", filter.businessNumber());
        TicketState state = filter.state();
        if (state != null) {
            conditions.add(search.stateCondition(state));
        }
        if (filter.disputed() != null) {
            conditions.add(search.disputedCondition(filter.disputed()));
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
        try (Cursor rows = AccountTable.bindKey(session.sql(ofAccount), account).query()) {
            while (rows.next()) {
                TicketKey key = TicketTable.key(rows);
                each.accept(tickets.row(session, key, rows, false));
            }
        }
    }

    TicketSearch search() {
        return search;
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

    private static List<TicketKey> keys(Session session, TicketSearch.Earliest wanted, long untilMillis, int max)
            throws SQLException {
        Prepared query = session.sql(wanted.sql());
        for (int i = 0; i < wanted.parts(); i++) {
            query.number(untilMillis).number(max);
        }
        if (wanted.parts() > 1) {
            query.number(max);
        }
        List<TicketKey> found = new ArrayList<>();
        try (Cursor rows = query.query()) {
            while (rows.next()) {
                found.add(TicketTable.key(rows));
            }
        }
        return found;
    }
}
