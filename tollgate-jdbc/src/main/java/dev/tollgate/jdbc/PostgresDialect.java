package dev.tollgate.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.tollgate.api.StoreUnavailableException;
import dev.tollgate.spi.Finding;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL 13 and newer. The store's time is the server's.
 *
 * <p>Batches are database transactions that begin and commit by statements of their own, sent together with the work. Without these two the
 * server would make one of what is sent together as well; but where one ends is then up to the driver, which may cut in between, and which
 * ends it in good order when it cannot send the rest.
 */
final class PostgresDialect implements ServerDialect {

    private static final int READERS_MAX = 4;
    private static final int ROWS_PER_FETCH = 500;

    /** Any number that is ours alone. */
    private static final long MIGRATION_KEY = 0x746f6c6c67617465L;

    private static final String BEGIN = "BEGIN ISOLATION LEVEL READ COMMITTED";
    private static final String WITHOUT_PATIENCE = "SET LOCAL lock_timeout = 1";
    private static final String NOW = "SELECT " + PostgresReads.NOW_MILLIS;

    /**
     * A statement ends before the driver gives up on the answer, so that its end is certain. Tables grow from nothing while the plans for
     * them stay: these use the keys, which is never wrong here.
     */
    private static final String WRITER_SETTINGS =
            "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED;"
                    + " SET lock_timeout = 50; SET statement_timeout = 8000; SET idle_in_transaction_session_timeout = 10000;"
                    + " SET standard_conforming_strings = on; SET plan_cache_mode = force_generic_plan; SET jit = off;"
                    + " SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off;"
                    + " SET max_parallel_workers_per_gather = 0";

    private static final String READER_SETTINGS = "SET lock_timeout = 5000; SET standard_conforming_strings = on;"
            + " SET plan_cache_mode = force_custom_plan; SET jit = off; SET max_parallel_workers_per_gather = 0";

    private final PostgresSettings settings;
    private final ServerClock clock;
    private final PostgresReads reads = new PostgresReads(new AccountTable());
    private final HikariDataSource readers;

    /** @param clock takes the place of the server's; null: does not */
    PostgresDialect(PostgresSettings settings, @Nullable InstantSource clock) {
        this.settings = settings;
        this.clock = new ServerClock(clock);
        readers = readers(settings);
    }

    private static HikariDataSource readers(PostgresSettings settings) {
        Properties driver = new Properties();
        driver.putAll(settings.driver());
        driver.putIfAbsent("defaultRowFetchSize", Integer.toString(ROWS_PER_FETCH));
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("tollgate-postgresql-readers");
        pool.setJdbcUrl(settings.address());
        pool.setDataSourceProperties(driver);
        pool.setConnectionInitSql(READER_SETTINGS);
        // Settings made in a database transaction that is rolled back do not last.
        pool.setIsolateInternalQueries(true);
        pool.setAutoCommit(false);
        pool.setReadOnly(true);
        pool.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
        pool.setMaximumPoolSize(READERS_MAX);
        pool.setMinimumIdle(0);
        pool.setConnectionTimeout(5_000);
        // The writer comes first and says better what is wrong.
        pool.setInitializationFailTimeout(-1);
        return new HikariDataSource(pool);
    }

    @Override
    public String migrations() {
        return "postgresql";
    }

    @Override
    public TicketSearch search() {
        return TicketSearch.BY_STATE_WITH_LISTINGS_APART;
    }

    @Override
    public Strategy strategy() {
        return settings.strategy();
    }

    @Override
    public long timeMillis() throws SQLException {
        Long instead = clock.instead();
        if (instead != null) {
            return instead;
        }
        try (Session session = openReader()) {
            return timeMillis(session);
        }
    }

    @Override
    public long timeMillis(Session session) throws SQLException {
        try (Cursor rows = session.sql(NOW).numberOrNull(clock.instead()).query()) {
            rows.next();
            return rows.number();
        }
    }

    @Override
    public OptionalLong estimatedMillis() {
        return clock.estimatedMillis();
    }

    @Override
    public Session openWriter() throws SQLException {
        Properties driver = new Properties();
        driver.putAll(settings.driver());
        driver.putIfAbsent("prepareThreshold", "1");
        Connection connection = DriverManager.getConnection(settings.address(), driver);
        try (Statement statement = connection.createStatement()) {
            statement.execute(WRITER_SETTINGS);
            return new Session(connection);
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public Session openReader() throws SQLException {
        return new Session(readers.getConnection());
    }

    @Override
    public Found read(Session session, Wanted wanted) throws SQLException {
        return read(session, new Pipeline(), wanted);
    }

    @Override
    public Found readHeld(Session session, Wanted wanted, Patience patience) throws SQLException {
        Pipeline pipeline = begin(patience);
        PostgresReads.lock(pipeline, wanted.accounts());
        return read(session, pipeline, wanted);
    }

    @Override
    public Found readMore(Session session, Wanted wanted) throws SQLException {
        return read(session, new Pipeline(), wanted);
    }

    private Found read(Session session, Pipeline pipeline, Wanted wanted) throws SQLException {
        PostgresReads.read(pipeline, wanted, clock);
        Found found = reads.found(pipeline.bound(session).queryAll(), wanted);
        clock.told(found.storeTimeMillis());
        return found;
    }

    private static Pipeline begin(Patience patience) {
        Pipeline pipeline = new Pipeline().then(BEGIN);
        return patience == Patience.NONE ? pipeline.then(WITHOUT_PATIENCE) : pipeline;
    }

    @Override
    public void write(Session session, Writes writes, boolean held, Patience patience) throws SQLException {
        Pipeline pipeline = held ? new Pipeline() : begin(patience);
        try {
            PostgresWrites.write(pipeline, writes, clock);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("cannot be stored: " + e.getMessage(), e);
        }
        pipeline.then("COMMIT");
        try (ResultSet time = pipeline.bound(session).queryAll()) {
            time.next();
            clock.told(time.getLong(1));
        }
    }

    @Override
    public void beginMigration(Session session) throws SQLException {
        try (Statement statement = session.connection().createStatement()) {
            statement.execute(BEGIN
                    + "; SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0; SELECT pg_advisory_xact_lock("
                    + MIGRATION_KEY + ")");
        }
    }

    @Override
    public void commit(Session session) throws SQLException {
        session.sql("COMMIT").run();
    }

    @Override
    public void rollback(Session session) throws SQLException {
        session.sql("ROLLBACK").run();
    }

    @Override
    public Refusal refusal(SQLException failure) {
        return PostgresErrors.refusal(failure);
    }

    @Override
    public StoreUnavailableException unavailable(SQLException failure) {
        return PostgresErrors.unavailable(settings.address(), failure);
    }

    @Override
    public List<Finding> checkSettings(Session session) throws SQLException {
        return new PostgresCheck(settings).settings(session);
    }

    @Override
    public List<Finding> check(Session reader) throws SQLException {
        return new PostgresCheck(settings).contents(reader);
    }

    @Override
    public void close() {
        readers.close();
    }

    @Override
    public String toString() {
        return settings.address();
    }
}
