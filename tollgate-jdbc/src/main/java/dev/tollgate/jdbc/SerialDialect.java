package dev.tollgate.jdbc;

import java.sql.SQLException;

/** A database in the same process, with one writer at a time: a statement costs no round trip, so rows are read and written one by one. */
interface SerialDialect extends Dialect {

    /** What a failure means for what was under way, before the commit was asked for. */
    enum Failure {
        /** Somebody else's session holds what is needed. */
        HELD,
        /** The rows of one group cannot be written; those of others can. */
        ROW,
        /** Nothing can be written at present. */
        STORE
    }

    /**
     * Begins to write: from here to {@link #commit} or {@link #rollback} nothing that is read can move. Waits for others as long as
     * the contract of {@link dev.tollgate.spi.Store#apply} allows.
     */
    void begin(Session session) throws SQLException;

    Failure failure(SQLException failure);

    /** Whether a commit that failed has certainly written nothing, and never will. */
    boolean surelyNotWritten(SQLException failureOfCommit);

    @Override
    default Writer writer(Tables tables, Session first) {
        return new BatchWriter(this, tables, first);
    }

    @Override
    default boolean usesRemembered() {
        return false;
    }

    @Override
    long timeMillis();

    @Override
    default long timeMillis(Session session) {
        return timeMillis();
    }
}
