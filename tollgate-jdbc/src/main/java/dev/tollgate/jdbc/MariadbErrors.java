package dev.tollgate.jdbc;

import dev.tollgate.api.StoreUnavailableException;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the error codes of MariaDB mean (https://mariadb.com/kb/en/mariadb-error-code-reference/).
 *
 * <p>Several statements that were sent at once end at the first that fails, so an error that no commit can answer with, or that a
 * commit answers with only after it has rolled back, is certain: nothing was written. Everything else may come from a commit that
 * was half-way through.
 */
final class MariadbErrors {
    private static final int DUPLICATE_KEY = 1062;
    /** No statement computes anything but to fail. */
    private static final int OUT_OF_RANGE = 1690;

    private static final int RECORD_HAS_CHANGED = 1020;
    private static final int WAIT_TIMEOUT = 1205;
    private static final int STATEMENT_TIMEOUT = 1969;
    private static final int DEADLOCK = 1213;

    /** Nulls, ranges, lengths, characters, checks: of the row that was to be written. */
    private static final Set<Integer> ROW =
            Set.of(1048, 1118, 1264, 1265, 1292, 1364, 1366, 1406, 1416, 3140, 4025, 139);

    private static final Set<Integer> READ_ONLY = Set.of(1290, 1792, 1836);
    private static final Set<Integer> NO_CONNECTION = Set.of(1040, 1129, 1203, 1226);
    private static final Set<Integer> DENIED = Set.of(1044, 1045, 1130, 1142, 1143, 1227, 1370, 1698);
    private static final Set<Integer> NO_TABLE = Set.of(1049, 1054, 1146);
    private static final Set<Integer> FULL = Set.of(1114);
    private static final Set<Integer> NO_CLUSTER = Set.of(1047);
    private static final Set<Integer> NO_BINARY_LOG = Set.of(1665);
    private static final Set<Integer> SYNTAX = Set.of(1064, 1193, 1305);

    private MariadbErrors() {}

    /** See {@link ServerDialect.Refusal}: {@code LOST} is everything that is not certain. */
    static ServerDialect.Refusal refusal(SQLException e) {
        int code = code(e);
        switch (code) {
            case DUPLICATE_KEY, OUT_OF_RANGE, RECORD_HAS_CHANGED -> {
                return ServerDialect.Refusal.MOVED;
            }
            case WAIT_TIMEOUT, STATEMENT_TIMEOUT -> {
                return ServerDialect.Refusal.HELD;
            }
            case DEADLOCK -> {
                return ServerDialect.Refusal.GIVE_WAY;
            }
            default -> {
                if (ROW.contains(code)) {
                    return ServerDialect.Refusal.ROW;
                }
                return isCertain(code) ? ServerDialect.Refusal.STORE : ServerDialect.Refusal.LOST;
            }
        }
    }

    private static boolean isCertain(int code) {
        return READ_ONLY.contains(code)
                || NO_CONNECTION.contains(code)
                || DENIED.contains(code)
                || NO_TABLE.contains(code)
                || FULL.contains(code)
                || NO_CLUSTER.contains(code)
                || NO_BINARY_LOG.contains(code)
                || SYNTAX.contains(code);
    }

    static StoreUnavailableException unavailable(Object store, SQLException e) {
        return new StoreUnavailableException("%s %s (%s)".formatted(store, what(e), detail(e)), e);
    }

    private static String what(SQLException e) {
        int code = code(e);
        if (READ_ONLY.contains(code)) {
            return "is read-only; name the server that takes writes";
        } else if (NO_CONNECTION.contains(code)) {
            return "has no connection left; raise max_connections or end what holds them";
        } else if (DENIED.contains(code)) {
            return "lets this user not do that; see the user, the password and the rights (SELECT, INSERT, UPDATE, DELETE, and"
                    + " CREATE to make the tables)";
        } else if (code == 1049) {
            return "has no such database; create it";
        } else if (NO_TABLE.contains(code)) {
            return "has no table or column of that name; was the schema changed?";
        } else if (FULL.contains(code) || code == 1021) {
            return "has no room to grow; free space on its disk";
        } else if (NO_CLUSTER.contains(code)) {
            return "is a cluster node that takes no writes at present";
        } else if (NO_BINARY_LOG.contains(code)) {
            return "cannot log writes; set binlog_format to ROW or MIXED";
        } else if (code == WAIT_TIMEOUT || code == STATEMENT_TIMEOUT || code == DEADLOCK) {
            return "is held by another session; end what holds it";
        } else if (ROW.contains(code)) {
            return "refuses a row";
        } else if (isConnection(e)) {
            return "does not answer; see that it runs and can be reached";
        }
        return "cannot do that";
    }

    private static boolean isConnection(SQLException e) {
        String state = own(e).getSQLState();
        return state != null && state.startsWith("08");
    }

    private static @Nullable String detail(SQLException e) {
        return own(e).getMessage();
    }

    private static int code(SQLException e) {
        return isConnection(e) && own(e).getErrorCode() != 1040 ? -1 : own(e).getErrorCode();
    }

    /** A pool wraps what it met. */
    private static SQLException own(SQLException e) {
        SQLException own = e;
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException inner) {
                own = inner;
            }
        }
        return own;
    }
}
