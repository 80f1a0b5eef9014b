package dev.tollgate.jdbc;

import dev.tollgate.api.StoreUnavailableException;
import dev.tollgate.jdbc.ServerDialect.Refusal;
import java.sql.SQLException;
import java.util.Set;

/**
 * What the states of PostgreSQL mean (https://www.postgresql.org/docs/current/errcodes-appendix.html).
 *
 * <p>An error that the server answers with has undone the database transaction; it could not be followed by a commit, as both were sent
 * together and the server skips what comes after an error. Only when the connection ends there is no telling.
 */
final class PostgresErrors {
    /** How messages of our own begin, raised by statements that found something moved. */
    static final String OWN = "Tollgate: ";

    private static final String INVALID_TEXT = "22P02";
    private static final String DUPLICATE_KEY = "23505";
    private static final Set<String> KEYS_OF_ROWS = Set.of("tollgate_account_pkey", "tollgate_ticket_pkey");

    private PostgresErrors() {}

    static Refusal refusal(SQLException e) {
        SQLException own = own(e);
        String state = own.getSQLState();
        if (state == null || state.length() < 5 || isOfThisMachine(own)) {
            return Refusal.LOST;
        }
        if (hasMoved(own, state)) {
            return Refusal.MOVED;
        }
        return switch (state) {
            case "55P03" -> Refusal.HELD;
            case "40001", "40P01" -> Refusal.GIVE_WAY;
            case "40003", "25P03", "57P01", "57P02", "57P03", "57P04", "57P05" -> Refusal.LOST;
            default ->
                switch (state.substring(0, 2)) {
                    case "08", "58", "XX" -> Refusal.LOST;
                    case "22", "23", "54" -> Refusal.ROW;
                    default -> Refusal.STORE;
                };
        };
    }

    /** The driver gives its own want of memory the state of the server's, and the server goes on to the commit. */
    private static boolean isOfThisMachine(SQLException e) {
        return e.getCause() instanceof Error;
    }

    private static boolean hasMoved(SQLException e, String state) {
        if (state.equals(INVALID_TEXT)) {
            return String.valueOf(e.getMessage()).contains(OWN);
        }
        return state.equals(DUPLICATE_KEY) && KEYS_OF_ROWS.stream().anyMatch(firstLine(e)::contains);
    }

    static StoreUnavailableException unavailable(String address, SQLException e) {
        SQLException own = own(e);
        String state = String.valueOf(own.getSQLState());
        return new StoreUnavailableException("%s %s (%s)".formatted(address, what(state), detail(own)), e);
    }

    private static String what(String state) {
        return switch (state) {
            case "08001", "57P03" -> "cannot be reached; see that the server runs, and at this address";
            case "28P01", "28000" -> "does not let this user in; see user and password";
            case "3D000" -> "does not exist; create the database";
            case "42501" -> "does not allow this user to do that; grant it";
            case "42P01", "42703" -> "lacks a table or column; restore the tables as this program makes them";
            case "25006" -> "cannot be written: the server is a standby or read-only; connect to the primary";
            case "53100" -> "has no room to grow; free space on its disk";
            case "53300" -> "has no connection left; raise max_connections or open fewer stores";
            case "57014" -> "cancelled this; see who does that, and how busy the server is";
            case "57P01", "57P02" -> "is shutting down";
            case "55P03" -> "holds a row for another session; end that one";
            default ->
                switch (state.length() < 2 ? "" : state.substring(0, 2)) {
                    case "08" -> "lost the connection";
                    case "22", "23", "54" -> "refuses a row";
                    case "53" -> "is short of memory, disk or connections";
                    default -> "does not answer as expected";
                };
        };
    }

    /** Without the values of a row that is refused: these come on the lines behind. */
    private static String detail(SQLException e) {
        return "%s: %s".formatted(e.getSQLState(), firstLine(e));
    }

    private static String firstLine(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    /** What the driver has said: a pool wraps it. */
    private static SQLException own(SQLException e) {
        SQLException found = e;
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException deeper) {
                found = deeper;
            }
        }
        return found;
    }
}
