package dev.tollgate.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.tollgate.api.StoreUnavailableException;
import dev.tollgate.spi.Finding;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteOpenMode;

/**
 * SQLite: one file, one writer at a time over all processes, readers that see the last commit before they began. The store's time is the
 * machine's.
 */
final class SqliteDialect implements SerialDialect {
    /** 40 MB of log between checkpoints: pages that are written again and again reach the database file once. */
    private static final int CHECKPOINT_PAGES = 10_000;

    private static final int LOG_BYTES_KEPT = 64 << 20;
    private static final int CACHE_KIBIBYTES = 64 << 10;
    private static final int READERS_MAX = 4;
    private static final long OPEN_NANOS_MAX = TimeUnit.SECONDS.toNanos(10);

    private final SqliteSettings settings;
    private final InstantSource clock;
    private final SqliteTurn turn = new SqliteTurn();
    private final HikariDataSource readers;

    SqliteDialect(SqliteSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        readers = readers(settings);
    }

    private static HikariDataSource readers(SqliteSettings settings) {
        SQLiteConfig sqlite = new SQLiteConfig();
        sqlite.resetOpenMode(SQLiteOpenMode.CREATE);
        sqlite.setBusyTimeout(5_000);
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("tollgate-sqlite-readers");
        pool.setDataSource(dataSource(settings, sqlite));
        pool.setConnectionInitSql("PRAGMA query_only = ON");
        pool.setAutoCommit(false);
        pool.setMaximumPoolSize(READERS_MAX);
        pool.setMinimumIdle(0);
        pool.setConnectionTimeout(5_000);
        // The writer comes first and says better what is wrong.
        pool.setInitializationFailTimeout(-1);
        return new HikariDataSource(pool);
    }

    private static SQLiteDataSource dataSource(SqliteSettings settings, SQLiteConfig config) {
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + settings.file().path());
        return source;
    }

    @Override
    public String migrations() {
        return "sqlite";
    }

    @Override
    public int lanesMax() {
        return 1;
    }

    @Override
    public long timeMillis() {
        return clock.millis();
    }

    @Override
    public void checkThere() {
        settings.file().checkThere();
    }

    @Override
    public Session openWriter() throws SQLException {
        SqliteFile file = settings.file();
        SQLiteConfig config = new SQLiteConfig();
        if (file.wasOpened()) {
            file.checkSame();
            config.resetOpenMode(SQLiteOpenMode.CREATE);
        } else {
            file.checkPlace();
        }
        Connection connection = dataSource(settings, config).getConnection();
        try {
            turn.attach(connection);
            writeAheadLog(connection);
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA synchronous = " + settings.synchronous());
                statement.execute("PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
                statement.execute("PRAGMA journal_size_limit = " + LOG_BYTES_KEPT);
                statement.execute("PRAGMA cache_size = -" + CACHE_KIBIBYTES);
                // Which rows belong together is decided above; a check per row would look up what was just read.
                statement.execute("PRAGMA foreign_keys = OFF");
            }
            if (!file.wasOpened()) {
                file.opened();
            }
            return new Session(connection);
        } catch (IOException e) {
            connection.close();
            throw new StoreUnavailableException("%s cannot be read (%s)".formatted(file.path(), e), e);
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** SQLite does not wait when two connections switch a new file to its log at once: one of them fails and has to try again. */
    private static void writeAheadLog(Connection connection) throws SQLException {
        long began = System.nanoTime();
        while (true) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA journal_mode = WAL");
                return;
            } catch (SQLException e) {
                if (!SqliteErrors.isBusy(e) || System.nanoTime() - began > OPEN_NANOS_MAX) {
                    throw e;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
        }
    }

    @Override
    public Session openReader() throws SQLException {
        return new Session(readers.getConnection());
    }

    @Override
    public void begin(Session session) throws SQLException {
        settings.file().checkSame();
        turn.begin(session);
    }

    @Override
    public void beginMigration(Session session) throws SQLException {
        turn.beginPatiently(session);
    }

    @Override
    public void commit(Session session) throws SQLException {
        session.sql("COMMIT").run();
        turn.ended();
    }

    @Override
    public void rollback(Session session) throws SQLException {
        session.sql("ROLLBACK").run();
        turn.ended();
    }

    @Override
    public Failure failure(SQLException failure) {
        return SqliteErrors.failure(failure);
    }

    @Override
    public boolean surelyNotWritten(SQLException failureOfCommit) {
        return SqliteErrors.surelyNotWritten(failureOfCommit);
    }

    @Override
    public StoreUnavailableException unavailable(SQLException failure) {
        return SqliteErrors.unavailable(settings.file().path(), failure);
    }

    @Override
    public List<Finding> checkSettings(Session session) throws SQLException {
        return new SqliteCheck(settings).settings(session);
    }

    @Override
    public List<Finding> check(Session reader) throws SQLException {
        return new SqliteCheck(settings).contents(reader, timeMillis());
    }

    @Override
    public void close() {
        readers.close();
    }

    @Override
    public String toString() {
        return SqliteSettings.PREFIX + settings.file().path();
    }
}
