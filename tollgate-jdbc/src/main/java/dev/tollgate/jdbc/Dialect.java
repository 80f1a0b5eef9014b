package dev.tollgate.jdbc;

import dev.tollgate.api.StoreUnavailableException;
import dev.tollgate.spi.Finding;
import java.sql.SQLException;
import java.util.List;

/** What differs between databases, of one store that is open. Safe for concurrent use, except where a session is passed. */
interface Dialect extends AutoCloseable {

    /** What a failure means for what was under way, before the commit was asked for. */
    enum Failure {
        /** Somebody else's session holds what is needed. */
        HELD,
        /** The rows of one group cannot be written; those of others can. */
        ROW,
        /** Nothing can be written at present. */
        STORE
    }

    /** The folder of the migrations, beside this class. */
    String migrations();

    int lanesMax();

    /** The store's own time, in epoch milliseconds. */
    long timeMillis();

    /** Opens a connection for writing; statements outside {@link #begin} and {@link #commit} stand by themselves. */
    Session openWriter() throws SQLException;

    /** Opens a session on which everything that is read is as of one moment, until it is closed. */
    Session openReader() throws SQLException;

    /**
     * Begins to write: from here to {@link #commit} or {@link #rollback} nothing that is read can move. Waits for others as long as
     * the contract of {@link dev.tollgate.spi.Store#apply} allows.
     */
    void begin(Session session) throws SQLException;

    /** Begins to write the schema; waits for whoever does the same, for seconds. */
    void beginMigration(Session session) throws SQLException;

    void commit(Session session) throws SQLException;

    void rollback(Session session) throws SQLException;

    /** An insert that writes nothing where the key exists. */
    String insertOrSkip(String insert);

    /** An insert that sets columns where the key exists. */
    String upsert(String insert, List<String> keyColumns, List<String> setColumns);

    Failure failure(SQLException failure);

    /** Whether a commit that failed has certainly written nothing, and never will. */
    boolean surelyNotWritten(SQLException failureOfCommit);

    /** The failure in one line for whoever runs the program: what, and the mend. */
    StoreUnavailableException unavailable(SQLException failure);

    /** Looks at what could lose acknowledged writes and needs no tables: before a store is made, and at every {@link #check}. */
    List<Finding> checkSettings(Session session) throws SQLException;

    /** Looks at everything else that could lose or mix up writes. */
    List<Finding> check(Session reader) throws SQLException;

    @Override
    void close();
}
