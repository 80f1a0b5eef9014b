package dev.tollgate.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.sqlite.BusyHandler;

/**
 * Takes turns with other processes at the one right to write that an SQLite file has.
 *
 * <p><b>Waiting.</b> SQLite has no queue: whoever tries while the right is free gets it. Its own way to wait sleeps for longer and
 * longer, so a process that writes batch after batch would be met by a patient one in nearly none of its short pauses. Here every waiter
 * tries again after the same short while.
 *
 * <p><b>Giving way.</b> Who has met others within the last second leaves the right free for a little longer than that while after each
 * of its own turns. Two busy processes so alternate, and a process that is alone never pauses.
 *
 * <p><b>Giving up.</b> A session that holds the right for longer than 50 ms is foreign and is not waited for. When others hold it one
 * after another, each for a short time, the file's data version moves, and the wait goes on up to 2 s.
 *
 * <p>Used by one thread at a time.
 */
final class SqliteTurn {
    static final long HELD_MILLIS_MAX = 50;
    private static final long WAIT_NANOS_MAX = TimeUnit.SECONDS.toNanos(2);
    private static final long RETRY_NANOS = TimeUnit.MICROSECONDS.toNanos(100);
    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(400);
    private static final long OTHERS_REMEMBERED_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final String BEGIN = "BEGIN IMMEDIATE";
    private static final String DATA_VERSION = "PRAGMA data_version";

    private final Patience patience = new Patience();
    private long othersMetAt = System.nanoTime() - OTHERS_REMEMBERED_NANOS;
    private long lastTurnEndedAt = System.nanoTime() - PAUSE_NANOS;

    /** How long a statement waits for others; counted anew for each statement. */
    private static final class Patience extends BusyHandler {
        private long nanos;
        private long since;

        @Override
        protected int callback(int earlierCalls) {
            long now = System.nanoTime();
            if (earlierCalls == 0) {
                since = now;
            }
            if (now - since >= nanos) {
                return 0;
            }
            LockSupport.parkNanos(RETRY_NANOS);
            return 1;
        }
    }

    /** Makes a connection wait this way; for seconds, until it first asks for a turn. */
    void attach(Connection connection) throws SQLException {
        patience.nanos = TimeUnit.SECONDS.toNanos(10);
        BusyHandler.setHandler(connection, patience);
    }

    /** Begins a transaction that writes, waiting for seconds whoever holds the right. */
    void beginPatiently(Session session) throws SQLException {
        patience.nanos = TimeUnit.SECONDS.toNanos(10);
        session.sql(BEGIN).run();
    }

    /** @throws SQLException busy, when somebody held the right too long */
    void begin(Session session) throws SQLException {
        long now = System.nanoTime();
        if (now - othersMetAt < OTHERS_REMEMBERED_NANOS && now - lastTurnEndedAt < PAUSE_NANOS) {
            LockSupport.parkNanos(PAUSE_NANOS - (now - lastTurnEndedAt));
        }
        patience.nanos = 0;
        if (began(session)) {
            return;
        }
        patience.nanos = TimeUnit.MILLISECONDS.toNanos(HELD_MILLIS_MAX);
        long dataVersion = dataVersion(session);
        while (true) {
            try {
                session.sql(BEGIN).run();
                othersMetAt = System.nanoTime();
                return;
            } catch (SQLException e) {
                long newer = SqliteErrors.isBusy(e) ? dataVersion(session) : dataVersion;
                if (newer == dataVersion || System.nanoTime() - now > WAIT_NANOS_MAX) {
                    throw e;
                }
                dataVersion = newer;
            }
        }
    }

    private static boolean began(Session session) throws SQLException {
        try {
            session.sql(BEGIN).run();
            return true;
        } catch (SQLException e) {
            if (SqliteErrors.isBusy(e)) {
                return false;
            }
            throw e;
        }
    }

    void ended() {
        lastTurnEndedAt = System.nanoTime();
    }

    /** Moves whenever another connection has written. */
    private static long dataVersion(Session session) throws SQLException {
        try (Cursor rows = session.sql(DATA_VERSION).query()) {
            rows.next();
            return rows.number();
        }
    }
}
