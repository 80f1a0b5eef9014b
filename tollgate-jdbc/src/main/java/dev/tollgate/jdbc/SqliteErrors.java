package dev.tollgate.jdbc;

import dev.tollgate.api.StoreUnavailableException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What the result codes of SQLite mean (https://sqlite.org/rescode.html). */
final class SqliteErrors {
    private static final int PRIMARY = 0xFF;

    private SqliteErrors() {}

    static boolean isBusy(SQLException e) {
        SQLiteErrorCode code = primary(e);
        return code == SQLiteErrorCode.SQLITE_BUSY || code == SQLiteErrorCode.SQLITE_LOCKED;
    }

    static SerialDialect.Failure failure(SQLException e) {
        if (isBusy(e)) {
            return SerialDialect.Failure.HELD;
        }
        return switch (primary(e)) {
            case SQLITE_CONSTRAINT, SQLITE_MISMATCH, SQLITE_TOOBIG, SQLITE_RANGE -> SerialDialect.Failure.ROW;
            default -> SerialDialect.Failure.STORE;
        };
    }

    /**
     * A commit appends to the log, flushes it, and then tells the other connections. Nothing counts but what ends with a whole commit
     * record, so a log that had no room for it holds nothing. After an input/output error the record may be on the disk or not,
     * and so it may after whatever fails later than the flush.
     */
    static boolean surelyNotWritten(SQLException failureOfCommit) {
        return isBusy(failureOfCommit)
                || switch (primary(failureOfCommit)) {
                    case SQLITE_FULL, SQLITE_CONSTRAINT -> true;
                    default -> false;
                };
    }

    static StoreUnavailableException unavailable(Path file, SQLException e) {
        String what = switch (primary(e)) {
            case SQLITE_CANTOPEN ->
                "cannot be opened; see that the directory exists and that this user may read and write"
                        + " the file and the directory";
            case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH ->
                "cannot be written; let this user write the file and its" + " directory";
            case SQLITE_NOTADB -> "is not an SQLite database; name another file";
            case SQLITE_CORRUPT -> "is damaged; restore a backup, or see https://sqlite.org/recovery.html";
            case SQLITE_FULL -> "has no room to grow; free space on its disk";
            case SQLITE_IOERR -> "has an input/output error; look at the disk and the system's log";
            case SQLITE_NOMEM -> "needs more memory than there is";
            case SQLITE_BUSY, SQLITE_LOCKED -> "is held by another program; end what holds it";
            case SQLITE_CONSTRAINT, SQLITE_MISMATCH, SQLITE_TOOBIG, SQLITE_RANGE -> "refuses a row";
            default -> "does not answer";
        };
        return new StoreUnavailableException("%s %s (%s)".formatted(file, what, detail(e)), e);
    }

    private static @Nullable String detail(SQLException e) {
        SQLiteException own = own(e);
        return own == null ? e.getMessage() : own.getMessage();
    }

    private static SQLiteErrorCode primary(SQLException e) {
        SQLiteException own = own(e);
        return own == null
                ? SQLiteErrorCode.UNKNOWN_ERROR
                : SQLiteErrorCode.getErrorCode(own.getResultCode().code & PRIMARY);
    }

    /** A pool wraps what it met. */
    private static @Nullable SQLiteException own(SQLException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLiteException own) {
                return own;
            }
        }
        return null;
    }
}
