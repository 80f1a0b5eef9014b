package dev.tollgate.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.tollgate.api.StoreUnavailableException;
import dev.tollgate.spi.Finding;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * MariaDB 10.6 and newer. Batches are read and written under READ COMMITTED, except that what is read as of one moment is read in a
 * snapshot. No statement waits for rows of others but the one that takes those of the accounts, and that for 50 ms.
 */
final class MariadbDialect implements ServerDialect {
    private static final int READERS_MAX = 4;
    private static final int ROWS_PER_FETCH = 500;
    private static final int MIGRATION_SECONDS_MAX = 60;

    private static final String BEGIN = "START TRANSACTION";
    private static final String BEGIN_AS_OF_ONE_MOMENT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ;"
            + " START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY";

    private final MariadbSettings settings;
    private final MariadbClock clock;
    private final MariadbReads reads;
    private final MariadbWrites writes;
    private final HikariDataSource readers;
    private volatile boolean hasTables;
    private volatile int packetBytesMax = MariadbConnections.PACKET_BYTES;

    /** @param instead takes the place of the server's clock; null: does not */
    MariadbDialect(MariadbSettings settings, @Nullable InstantSource instead) {
        this.settings = settings;
        clock = new MariadbClock(instead);
        reads = new MariadbReads(clock);
        writes = new MariadbWrites(clock);
        readers = readers(settings);
    }

    private static HikariDataSource readers(MariadbSettings settings) {
        Properties driver = new Properties();
        driver.putAll(settings.driver());
        driver.setProperty("defaultFetchSize", Integer.toString(ROWS_PER_FETCH));
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("tollgate-mariadb-readers");
        pool.setJdbcUrl(settings.toString());
        pool.setDataSourceProperties(driver);
        pool.setConnectionInitSql(MariadbConnections.READER);
        pool.setAutoCommit(false);
        pool.setMaximumPoolSize(READERS_MAX);
        pool.setMinimumIdle(0);
        pool.setConnectionTimeout(5_000);
        pool.setInitializationFailTimeout(-1);
        return new HikariDataSource(pool);
    }

    @Override
    public String migrations() {
        return "mariadb";
    }

    @Override
    public TicketSearch search() {
        return TicketSearch.BY_PHASE;
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
        return clock.millis(session);
    }

    @Override
    public OptionalLong estimatedMillis() {
        return clock.estimatedMillis();
    }

    @Override
    public Session openWriter() throws SQLException {
        Session session = new Session(MariadbConnections.writer(settings));
        try (Cursor rows = session.sql("SELECT @@max_allowed_packet").query()) {
            rows.next();
            packetBytesMax = (int) Math.min(MariadbConnections.PACKET_BYTES, rows.number() / 4);
        }
        if (hasTables) {
            run(session, MariadbConnections.WITHOUT_WAITING);
        }
        return session;
    }

    /** The first session has waited for others who make the tables. */
    @Override
    public Writer writer(Tables tables, Session first) {
        try {
            run(first, MariadbConnections.WITHOUT_WAITING);
        } catch (SQLException e) {
            throw unavailable(e);
        }
        hasTables = true;
        return ServerDialect.super.writer(tables, first);
    }

    @Override
    public Session openReader() throws SQLException {
        return new Session(readers.getConnection());
    }

    @Override
    public Found read(Session session, Wanted wanted) throws SQLException {
        MariadbScript script = new MariadbScript(Integer.MAX_VALUE).statement(BEGIN_AS_OF_ONE_MOMENT);
        reads.add(script, wanted, "", "");
        script.statement("COMMIT");
        try {
            return reads.run(session, script, wanted);
        } catch (SQLException e) {
            rollbackAfter(e, session);
            throw e;
        }
    }

    private void rollbackAfter(SQLException cause, Session session) {
        try {
            rollback(session);
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    @Override
    public Found readHeld(Session session, Wanted wanted, Patience patience) throws SQLException {
        MariadbScript script = new MariadbScript(Integer.MAX_VALUE).statement(BEGIN);
        reads.add(script, wanted, patience == Patience.ORDINARY ? MariadbWrites.WAITING : "", " FOR UPDATE");
        return reads.run(session, script, wanted);
    }

    @Override
    public Found readMore(Session session, Wanted wanted) throws SQLException {
        MariadbScript script = new MariadbScript(Integer.MAX_VALUE);
        reads.add(script, wanted, "", "");
        return reads.run(session, script, wanted);
    }

    @Override
    public void write(Session session, Writes wanted, boolean held, Patience patience) throws SQLException {
        MariadbScript script = new MariadbScript(packetBytesMax);
        if (!held) {
            script.statement(BEGIN);
        }
        int time = writes.add(script, wanted, patience);
        script.statement("COMMIT");
        script.run(session, (result, rows) -> {
            if (result == time) {
                clock.time(rows);
            }
        });
    }

    @Override
    public void beginMigration(Session session) throws SQLException {
        try (Cursor rows = session.sql("SELECT GET_LOCK(CONCAT('tollgate:', MD5(DATABASE())), ?)")
                .number(MIGRATION_SECONDS_MAX)
                .query()) {
            rows.next();
            if (rows.number() != 1) {
                throw new StoreUnavailableException(
                        "%s is being given its tables by another process for over %d seconds"
                                .formatted(this, MIGRATION_SECONDS_MAX),
                        null);
            }
        }
    }

    /** Statements that define tables end a database transaction by themselves; what is held meanwhile is a name. */
    @Override
    public void commit(Session session) throws SQLException {
        run(session, "COMMIT; DO RELEASE_ALL_LOCKS()");
    }

    @Override
    public void rollback(Session session) throws SQLException {
        run(session, "ROLLBACK; DO RELEASE_ALL_LOCKS()");
    }

    private static void run(Session session, String sql) throws SQLException {
        try (Statement statement = session.connection().createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public Refusal refusal(SQLException failure) {
        return MariadbErrors.refusal(failure);
    }

    @Override
    public StoreUnavailableException unavailable(SQLException failure) {
        return MariadbErrors.unavailable(this, failure);
    }

    @Override
    public List<Finding> checkSettings(Session session) throws SQLException {
        return new MariadbCheck(settings).settings(session);
    }

    @Override
    public List<Finding> check(Session reader) throws SQLException {
        return new MariadbCheck(settings).contents(reader, timeMillis(reader), clock.instead() != null);
    }

    @Override
    public void close() {
        readers.close();
    }

    @Override
    public String toString() {
        return settings.toString();
    }
}
