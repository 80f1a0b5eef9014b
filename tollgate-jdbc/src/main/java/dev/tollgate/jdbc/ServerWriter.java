package dev.tollgate.jdbc;

import dev.tollgate.api.StoreUnavailableException;
import dev.tollgate.spi.Group;
import dev.tollgate.spi.GroupResult;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies batches on a server, each on a connection of its own. Connections that are not in use wait for the next batch; one on which
 * something went wrong that its database transaction's end does not mend is closed, and so is one on which the server refused everything:
 * it may have stopped to be the one that takes writes. Another is opened when it is needed.
 */
final class ServerWriter implements Writer {
    private static final Logger LOG = LoggerFactory.getLogger(ServerWriter.class);

    /** There are never more than were in use at once, which is one for each lane. */
    private static final int IDLE_MAX = 64;

    private final ServerDialect dialect;
    private final HeldAccounts held = new HeldAccounts(System::nanoTime);
    private final AccountHints hints = new AccountHints();
    private final Deque<WriterSession> idle = new ArrayDeque<>();
    private boolean closed;

    ServerWriter(ServerDialect dialect, Session first) {
        this.dialect = dialect;
        idle.push(new WriterSession(first));
    }

    @Override
    public List<GroupResult> apply(List<Group> batch) {
        if (batch.isEmpty()) {
            return List.of();
        }
        WriterSession session;
        try {
            session = take();
        } catch (SQLException | RuntimeException | Error e) {
            return Collections.nCopies(batch.size(), new GroupResult.Unavailable(dialect.unavailable(e)));
        }
        ServerBatch run = new ServerBatch(batch, dialect, session, held, hints);
        try {
            return run.results();
        } finally {
            giveBack(session);
        }
    }

    private WriterSession take() throws SQLException {
        synchronized (idle) {
            if (closed) {
                throw new StoreUnavailableException("the store is closed", null);
            }
            WriterSession session = idle.poll();
            if (session != null) {
                return session;
            }
        }
        return new WriterSession(dialect.openWriter());
    }

    private void giveBack(WriterSession session) {
        synchronized (idle) {
            if (session.isBroken()) {
                // What broke this one, a server that ended, has most likely broken those that wait as well.
                closeIdle();
            } else if (!closed && !session.isRefused() && idle.size() < IDLE_MAX) {
                idle.push(session);
                return;
            }
        }
        close(session);
    }

    private void closeIdle() {
        for (WriterSession session : idle) {
            close(session);
        }
        idle.clear();
    }

    private static void close(WriterSession session) {
        try {
            session.session().close();
        } catch (SQLException | RuntimeException e) {
            LOG.debug("A connection could not be closed", e);
        }
    }

    @Override
    public void close() {
        synchronized (idle) {
            closed = true;
            closeIdle();
        }
    }
}
