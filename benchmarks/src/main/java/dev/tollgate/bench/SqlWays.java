package dev.tollgate.bench;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** How usage is guarded by those who write it by hand. */
final class SqlWays {
    private SqlWays() {}

    /**
     * The source's way: a ticket, then the row is read and written where its version is still the one that was read; if it is not, all is
     * rolled back and tried again, up to 100 times. On SQLite the ticket comes last.
     */
    static class CompareAndSet extends SqlWay {
        CompareAndSet(String jdbcUrl) {
            super(jdbcUrl);
        }

        /** Nothing is locked before it is written. */
        @Override
        String begin() {
            return dialect.begin;
        }

        @Override
        @Nullable
        Answer tryOnce(Statements statements, Order order) throws SQLException {
            if (dialect == SqlDialect.SQLITE) {
                // A ticket written first would take the one write lock before anything is read: that is the row lock's
                // way.
                Answer answer = compareAndSet(statements, order);
                boolean isTwice = answer == Answer.ADMITTED && !statements.insertTicket(order);
                return isTwice ? Answer.DUPLICATE : answer;
            }
            return statements.insertTicket(order) ? compareAndSet(statements, order) : Answer.DUPLICATE;
        }

        /** Null: somebody else was first. */
        static @Nullable Answer compareAndSet(Statements statements, Order order) throws SQLException {
            long[] account = statements.account("", order);
            long used = account[2] + order.minorUnits();
            if (account[0] == 0 || used > account[1]) {
                return Answer.DECLINED;
            }
            int won = statements.update(
                    "update bench_account set used = ?, version = version + 1 where account = ? and version = ?",
                    used,
                    order.accountName(),
                    account[3]);
            return won == 0 ? null : Answer.ADMITTED;
        }
    }

    /**
     * The same, tried again without leaving the database transaction: every read sees what others have committed by then. Not for SQLite,
     * where a database transaction goes on seeing what it saw first.
     */
    static final class CompareAndSetInPlace extends CompareAndSet {
        CompareAndSetInPlace(String jdbcUrl) {
            super(jdbcUrl);
        }

        @Override
        Answer tryOnce(Statements statements, Order order) throws SQLException {
            if (!statements.insertTicket(order)) {
                return Answer.DUPLICATE;
            }
            for (int i = 0; i < TRIES_MAX; i++) {
                Answer answer = compareAndSet(statements, order);
                if (answer != null) {
                    return answer;
                }
            }
            return Answer.GAVE_UP;
        }
    }

    /** The row is locked while it is read, decided upon and written. */
    static final class RowLock extends SqlWay {
        RowLock(String jdbcUrl) {
            super(jdbcUrl);
        }

        @Override
        Answer tryOnce(Statements statements, Order order) throws SQLException {
            // The ticket first: whoever is a duplicate never waits for the row.
            if (!statements.insertTicket(order)) {
                return Answer.DUPLICATE;
            }
            long[] account = statements.account(dialect.forUpdate, order);
            long used = account[2] + order.minorUnits();
            if (account[0] == 0 || used > account[1]) {
                return Answer.DECLINED;
            }
            statements.update(
                    "update bench_account set used = ?, version = version + 1 where account = ?",
                    used,
                    order.accountName());
            return Answer.ADMITTED;
        }
    }

    /** One update that adds only if the limit allows it: nothing is read, and the row is locked only until the commit that follows. */
    static final class ConditionalUpdate extends SqlWay {
        ConditionalUpdate(String jdbcUrl) {
            super(jdbcUrl);
        }

        @Override
        Answer tryOnce(Statements statements, Order order) throws SQLException {
            if (!statements.insertTicket(order)) {
                return Answer.DUPLICATE;
            }
            int won = statements.update(
                    "update bench_account set used = used + ?, version = version + 1"
                            + " where account = ? and active = 1 and used + ? <= maximum",
                    order.minorUnits(),
                    order.accountName(),
                    order.minorUnits());
            return won == 1 ? Answer.ADMITTED : Answer.DECLINED;
        }
    }
}
