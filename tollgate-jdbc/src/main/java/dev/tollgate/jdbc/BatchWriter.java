package dev.tollgate.jdbc;

import dev.tollgate.api.StoreUnavailableException;
import dev.tollgate.spi.Group;
import dev.tollgate.spi.GroupResult;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies batches on one connection, each in one database transaction.
 *
 * <p>What is certain decides the answer. Until the commit is asked for nothing is written, whatever fails. When the commit fails the
 * dialect says whether that, too, is certain; if not, the outcome is unknown. A connection on which anything but a full turn from
 * begin to commit or rollback has happened is closed, and the next batch opens another.
 */
final class BatchWriter implements Writer {
    private static final Logger LOG = LoggerFactory.getLogger(BatchWriter.class);

    private final SerialDialect dialect;
    private final Tables tables;
    private final ReentrantLock turn = new ReentrantLock();
    private @Nullable Session session;
    private boolean closed;

    /** @param session the first connection to write on */
    BatchWriter(SerialDialect dialect, Tables tables, Session session) {
        this.dialect = dialect;
        this.tables = tables;
        this.session = session;
    }

    @Override
    public List<GroupResult> apply(List<Group> batch) {
        turn.lock();
        try {
            return apply(new Batch(batch, dialect, tables));
        } finally {
            turn.unlock();
        }
    }

    private List<GroupResult> apply(Batch batch) {
        Session current;
        try {
            current = session();
            dialect.begin(current);
        } catch (SQLException e) {
            GroupResult result = notWritten(e);
            if (!(result instanceof GroupResult.Held)) {
                discard();
            }
            return batch.all(result);
        } catch (StoreUnavailableException e) {
            // Nothing is wrong with the connection.
            return batch.all(new GroupResult.Unavailable(e));
        } catch (Throwable e) {
            discard();
            return batch.all(new GroupResult.Unavailable(e));
        }
        try {
            batch.decide(current);
            batch.write(current);
        } catch (Batch.SpoiledException e) {
            rollback(current);
            return apply(batch.oneByOne());
        } catch (SQLException e) {
            rollback(current);
            // A driver may leave a statement that failed in no state to run again.
            discard();
            return batch.unwritten(notWritten(e));
        } catch (Throwable e) {
            LOG.error("A batch of {} groups could not be written", batch.size(), e);
            rollback(current);
            return batch.unwritten(new GroupResult.Unavailable(e));
        }
        if (batch.wroteNothing()) {
            rollback(current);
            return batch.results();
        }
        return commit(current, batch);
    }

    private List<GroupResult> commit(Session current, Batch batch) {
        try {
            dialect.commit(current);
            return batch.results();
        } catch (SQLException e) {
            discard();
            StoreUnavailableException cause = dialect.unavailable(e);
            boolean certain = dialect.surelyNotWritten(e);
            LOG.warn(
                    "A commit failed, {}: {}",
                    certain ? "nothing was written" : "it may have been written",
                    cause.getMessage());
            return batch.unwritten(certain ? notWritten(e) : new GroupResult.OutcomeUnknown(cause));
        } catch (Throwable e) {
            discard();
            LOG.warn("A commit failed; it may have been written", e);
            return batch.unwritten(new GroupResult.OutcomeUnknown(e));
        }
    }

    private GroupResult notWritten(SQLException e) {
        return dialect.failure(e) == SerialDialect.Failure.HELD
                ? new GroupResult.Held()
                : new GroupResult.Unavailable(dialect.unavailable(e));
    }

    private Session session() throws SQLException {
        if (closed) {
            throw new StoreUnavailableException("the store is closed", null);
        }
        Session current = session;
        if (current == null) {
            current = dialect.openWriter();
            session = current;
        }
        return current;
    }

    private void rollback(Session current) {
        try {
            dialect.rollback(current);
        } catch (SQLException | RuntimeException e) {
            // The database may have rolled back by itself; either way the next batch is better off with a fresh
            // connection.
            LOG.debug("A rollback failed", e);
            discard();
        }
    }

    private void discard() {
        Session current = session;
        session = null;
        if (current != null) {
            try {
                current.close();
            } catch (SQLException | RuntimeException e) {
                LOG.debug("A connection could not be closed", e);
            }
        }
    }

    @Override
    public void close() {
        turn.lock();
        try {
            closed = true;
            discard();
        } finally {
            turn.unlock();
        }
    }
}
