package dev.tollgate.jdbc;

import dev.tollgate.api.InvalidRequestException;
import dev.tollgate.api.StoreUnavailableException;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads, and turns what goes wrong into what the contract of a store says. */
final class Reader {
    private static final Logger LOG = LoggerFactory.getLogger(Reader.class);

    private final Dialect dialect;

    interface Reading<T> {
        T from(Session session) throws SQLException;
    }

    Reader(Dialect dialect) {
        this.dialect = dialect;
    }

    /** Reads on a session of its own, as of one moment. */
    <T> T read(Reading<T> reading) {
        Session session = open();
        try {
            return on(session, reading);
        } finally {
            close(session);
        }
    }

    Session open() {
        try {
            return dialect.openReader();
        } catch (SQLException e) {
            throw dialect.unavailable(e);
        }
    }

    <T> T on(Session session, Reading<T> reading) {
        try {
            return reading.from(session);
        } catch (SQLException e) {
            throw dialect.unavailable(e);
        } catch (IllegalArgumentException | InvalidRequestException e) {
            throw new StoreUnavailableException(
                    "%s holds a row that cannot be read: %s".formatted(dialect, e.getMessage()), e);
        }
    }

    void close(Session session) {
        try {
            session.close();
        } catch (SQLException e) {
            LOG.debug("A connection could not be given back", e);
        }
    }
}
