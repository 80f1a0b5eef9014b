package dev.tollgate.jdbc;

import java.sql.SQLException;
import java.time.InstantSource;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The server's clock, or another in its place. Safe for concurrent use. */
final class MariadbClock {
    /** The time of the statement's running, not of its arrival, and beyond the year 2038; the session's zone is UTC. */
    static final String TIME = "TIMESTAMPDIFF(MICROSECOND, '1970-01-01', SYSDATE(3)) DIV 1000";

    private final ServerClock server;

    /** @param instead takes the place of the server's clock; null: does not */
    MariadbClock(@Nullable InstantSource instead) {
        server = new ServerClock(instead);
    }

    @Nullable
    Long instead() {
        return server.instead();
    }

    /** Adds a statement that answers with the time. */
    void addTime(MariadbScript script) {
        Long instead = server.instead();
        if (instead == null) {
            script.statement("SELECT " + TIME);
        } else {
            script.statement("SELECT ?").number(instead);
        }
    }

    /**
     * Adds a statement that answers with the time, and fails unless it is from {@code fromMillis} to before {@code untilMillis}.
     *
     * @param condition what has to hold as well; empty: nothing
     */
    void addGuard(MariadbScript script, String condition, long fromMillis, long untilMillis) {
        Long now = server.instead();
        String time = now == null ? TIME : Long.toString(now);
        String guard = "SELECT IF(%s%s BETWEEN ? AND ?, %s, %s)";
        script.statement(guard.formatted(
                        condition.isEmpty() ? "" : condition + " AND ", time, time, MariadbWrites.beyond(TIME)))
                .number(fromMillis)
                .number(Math.max(untilMillis, Long.MIN_VALUE + 1) - 1);
    }

    /** Takes in the answer to either. */
    long time(Cursor rows) throws SQLException {
        rows.next();
        long millis = rows.number();
        server.told(millis);
        return millis;
    }

    /** Asks the server, unless there is another clock in its place. */
    long millis(Session session) throws SQLException {
        Long instead = server.instead();
        if (instead != null) {
            return instead;
        }
        try (Cursor rows = session.sql("SELECT " + TIME).query()) {
            return time(rows);
        }
    }

    OptionalLong estimatedMillis() {
        return server.estimatedMillis();
    }
}
