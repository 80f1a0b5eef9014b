package dev.tollgate.jdbc;

import dev.tollgate.api.StoreUnavailableException;
import dev.tollgate.spi.Finding;
import java.sql.SQLException;
import java.util.List;

/** A dialect to override for a test what it is about. */
class ForwardingDialect implements SerialDialect {
    final SerialDialect real;

    ForwardingDialect(SerialDialect real) {
        this.real = real;
    }

    @Override
    public String migrations() {
        return real.migrations();
    }

    @Override
    public int lanesMax() {
        return real.lanesMax();
    }

    @Override
    public long timeMillis() {
        return real.timeMillis();
    }

    @Override
    public Session openWriter() throws SQLException {
        return real.openWriter();
    }

    @Override
    public Session openReader() throws SQLException {
        return real.openReader();
    }

    @Override
    public void begin(Session session) throws SQLException {
        real.begin(session);
    }

    @Override
    public void beginMigration(Session session) throws SQLException {
        real.beginMigration(session);
    }

    @Override
    public void commit(Session session) throws SQLException {
        real.commit(session);
    }

    @Override
    public void rollback(Session session) throws SQLException {
        real.rollback(session);
    }

    @Override
    public Failure failure(SQLException failure) {
        return real.failure(failure);
    }

    @Override
    public boolean surelyNotWritten(SQLException failureOfCommit) {
        return real.surelyNotWritten(failureOfCommit);
    }

    @Override
    public StoreUnavailableException unavailable(SQLException failure) {
        return real.unavailable(failure);
    }

    @Override
    public List<Finding> checkSettings(Session session) throws SQLException {
        return real.checkSettings(session);
    }

    @Override
    public List<Finding> check(Session reader) throws SQLException {
        return real.check(reader);
    }

    @Override
    public void close() {
        real.close();
    }
}
