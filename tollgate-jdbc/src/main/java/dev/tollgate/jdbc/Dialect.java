package dev.tollgate.jdbc;

import dev.tollgate.api.StoreUnavailableException;
import dev.tollgate.spi.Finding;
import java.sql.SQLException;
import java.util.List;

/**
 * What differs between databases, of one store that is open. Safe for concurrent use, except where a session is passed. How batches are
 * written differs most: {@link SerialDialect} with one writer at a time, {@link ServerDialect} behind a network.
 */
interface Dialect extends AutoCloseable {

    /** The folder of the migrations, beside this class. */
    String migrations();

    /** How tickets that wait are found. */
    default TicketSearch search() {
        return TicketSearch.BY_STATE;
    }

    int lanesMax();

    /** Whether batches are decided on what the engine remembers. */
    boolean usesRemembered();

    /** The store's own time, in epoch milliseconds. */
    long timeMillis() throws SQLException;

    /** The store's own time, asked for on a session that is at hand. */
    long timeMillis(Session session) throws SQLException;

    /**
     * Makes sure that opening a connection makes nothing.
     *
     * @throws StoreUnavailableException when it would
     */
    default void checkThere() {}

    /** Opens a connection for writing; statements outside of a database transaction stand by themselves. */
    Session openWriter() throws SQLException;

    /** Opens a session on which everything that is read is as of one moment, until it is closed. */
    Session openReader() throws SQLException;

    /** What applies batches. Closed before the dialect. */
    Writer writer(Tables tables, Session first);

    /** Begins to write the schema; waits for whoever does the same, for seconds. */
    void beginMigration(Session session) throws SQLException;

    void commit(Session session) throws SQLException;

    void rollback(Session session) throws SQLException;

    /** The failure in one line for whoever runs the program: what, and the mend. */
    StoreUnavailableException unavailable(SQLException failure);

    /** Looks at what could lose acknowledged writes and needs no tables: before a store is made, and at every {@link #check}. */
    List<Finding> checkSettings(Session session) throws SQLException;

    /** Looks at everything else that could lose or mix up writes. */
    List<Finding> check(Session reader) throws SQLException;

    @Override
    void close();
}
