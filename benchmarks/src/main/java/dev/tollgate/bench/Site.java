package dev.tollgate.bench;

import dev.tollgate.jdbc.JdbcStore;
import dev.tollgate.redis.RedisStore;
import dev.tollgate.servers.MariadbServer;
import dev.tollgate.servers.PostgresServer;
import dev.tollgate.servers.RedisServer;
import dev.tollgate.spi.Store;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import redis.clients.jedis.Jedis;

/**
 * Where ways run: on a server that is started for it and set up as for money, or on the user's own. Each run of a way gets a store without
 * anything in it.
 */
final class Site implements AutoCloseable {
    private static final int NAMED_TABLES_MAX = 3;

    /** What the tables of all ways begin with: no others are dropped. */
    private static final List<String> OWN_TABLES =
            List.of("tollgate_", "bench_", "int_metadata_store", "camel_messageprocessed", "bucket");

    /** Kinds of store, by the names they have on the command line. */
    enum Kind {
        POSTGRESQL,
        MARIADB,
        SQLITE,
        REDIS;

        static Kind of(String url) {
            if (url.startsWith("jdbc:postgresql:")) {
                return POSTGRESQL;
            } else if (url.startsWith("jdbc:mariadb:")) {
                return MARIADB;
            } else if (url.startsWith("sqlite:")) {
                return SQLITE;
            } else if (url.startsWith("redis:") || url.startsWith("rediss:")) {
                return REDIS;
            }
            throw new IllegalArgumentException(
                    "--store '%s' is no kind of store (postgresql, mariadb, sqlite, redis) and no address of one"
                            .formatted(Output.masked(url)));
        }

        /** How a server is set up that is started for this, in words. */
        String settings() {
            return switch (this) {
                case POSTGRESQL -> "shared_buffers 512 MB, max_wal_size 4 GB, synchronous_commit on";
                case MARIADB -> "innodb_buffer_pool_size 512 MB, innodb_log_file_size 1 GB, flushed at every commit";
                case SQLITE -> "WAL, synchronous full";
                case REDIS -> "appendfsync always, the log is not rewritten below 4 GB";
            };
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private interface End {
        void run() throws IOException;
    }

    private final Kind kind;
    private final String product;
    private final boolean own;
    private final Supplier<String> fresh;
    private final Consumer<String> discard;
    private final End end;

    /**
     * @param product name and version
     * @param own whether the server was started for this: then every fresh address is another one
     */
    private Site(Kind kind, String product, boolean own, Supplier<String> fresh, Consumer<String> discard, End end) {
        this.kind = kind;
        this.product = product;
        this.own = own;
        this.fresh = fresh;
        this.discard = discard;
        this.end = end;
    }

    /**
     * @param store a kind of store, or the address of an empty one
     * @throws IllegalArgumentException when it is neither
     */
    static Site at(String store) throws Exception {
        for (Kind kind : Kind.values()) {
            if (kind.toString().equals(store)) {
                return start(kind);
            }
        }
        return given(store);
    }

    /** Starts a server, and removes it when the site is closed. */
    static Site start(Kind kind) throws IOException {
        return switch (kind) {
            case POSTGRESQL -> {
                PostgresServer server = PostgresServer.open(
                        Map.of("max_connections", "600", "shared_buffers", "512MB", "max_wal_size", "4GB"));
                yield new Site(
                        kind,
                        product(server.url()),
                        true,
                        () -> {
                            // What one way has left to be written must not be written while the next is measured.
                            run(server.url(), "checkpoint");
                            return server.newDatabase();
                        },
                        url -> run(server.url(), "drop database %s with (force)".formatted(nameOf(url))),
                        server::close);
            }
            case MARIADB -> {
                MariadbServer server = MariadbServer.open(Map.of(
                        "max_connections", "600", "innodb_buffer_pool_size", "512M", "innodb_log_file_size", "1G"));
                yield new Site(
                        kind,
                        product(server.url()),
                        true,
                        server::newDatabase,
                        url -> run(
                                server.url(), "set statement lock_wait_timeout = 10 for drop database " + nameOf(url)),
                        server::close);
            }
            case REDIS -> {
                // A rewrite of the log would come upon those who write more for each operation, and not upon others.
                RedisServer server =
                        RedisServer.open(Map.of("appendfsync", "always", "auto-aof-rewrite-min-size", "4gb"));
                yield new Site(kind, redis(server.url()), true, server::freshDatabase, url -> {}, server::close);
            }
            case SQLITE -> {
                Path folder = Files.createTempDirectory("tollgate-bench");
                AtomicInteger files = new AtomicInteger();
                yield new Site(
                        kind,
                        product("jdbc:sqlite::memory:"),
                        true,
                        () -> "sqlite:" + folder.resolve(files.getAndIncrement() + ".db"),
                        url -> {},
                        () -> deleteAll(folder));
            }
        };
    }

    private static String nameOf(String url) {
        return URI.create(url.substring("jdbc:".length())).getPath().substring(1);
    }

    private static String product(String url) {
        try (Connection connection = DriverManager.getConnection(url)) {
            DatabaseMetaData about = connection.getMetaData();
            return about.getDatabaseProductName() + " " + about.getDatabaseProductVersion();
        } catch (SQLException e) {
            throw new IllegalStateException("%s cannot be asked: %s".formatted(Output.masked(url), e.getMessage()), e);
        }
    }

    private static String redis(String url) {
        try (Jedis redis = new Jedis(URI.create(url))) {
            return redis.info("server")
                    .lines()
                    .filter(line -> line.startsWith("redis_version:"))
                    .findFirst()
                    .map(line -> "Redis " + line.substring(line.indexOf(':') + 1))
                    .orElse("Redis");
        }
    }

    private static void run(String url, String statement) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement one = connection.createStatement()) {
            one.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException("%s failed: %s".formatted(statement, e.getMessage()), e);
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    /** The user's own; what is not empty is refused, since it is emptied before each run and in the end. */
    private static Site given(String url) throws SQLException {
        Kind kind = Kind.of(url);
        if (kind == Kind.SQLITE) {
            throw new IllegalArgumentException("SQLite is measured on files of its own: --store sqlite");
        }
        if (kind == Kind.REDIS) {
            try (Jedis redis = new Jedis(URI.create(url))) {
                if (redis.info("cluster").contains("cluster_enabled:1")) {
                    throw new IllegalArgumentException("a cluster cannot be measured: give one server");
                }
                if (redis.dbSize() > 0) {
                    throw notEmpty(url, redis.dbSize() + " keys");
                }
            }
            return new Site(kind, redis(url), false, () -> emptied(url), used -> {}, () -> emptied(url));
        }
        List<String> tables = tables(url, kind);
        if (!tables.isEmpty()) {
            throw notEmpty(url, "tables such as " + tables.subList(0, Math.min(NAMED_TABLES_MAX, tables.size())));
        }
        return new Site(kind, product(url), false, () -> dropped(url, kind), used -> {}, () -> dropped(url, kind));
    }

    private static IllegalArgumentException notEmpty(String url, String what) {
        return new IllegalArgumentException(
                "%s holds %s: give an empty store, it is emptied before every run".formatted(Output.masked(url), what));
    }

    private static String emptied(String url) {
        try (Jedis redis = new Jedis(URI.create(url))) {
            redis.flushDB();
        }
        return url;
    }

    private static List<String> tables(String url, Kind kind) throws SQLException {
        String schema = kind == Kind.POSTGRESQL ? "current_schema()" : "database()";
        List<String> tables = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select table_name from information_schema.tables where table_schema = " + schema)) {
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
        }
        return tables;
    }

    private static String dropped(String url, Kind kind) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            List<String> tables = tables(url, kind);
            for (String table : tables) {
                if (OWN_TABLES.stream().noneMatch(table.toLowerCase(Locale.ROOT)::startsWith)) {
                    throw notEmpty(url, "a table " + table + ", which somebody has made meanwhile");
                }
            }
            for (String table : tables) {
                statement.execute("drop table " + table);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "%s cannot be emptied: %s".formatted(Output.masked(url), e.getMessage()), e);
        }
        return url;
    }

    Kind kind() {
        return kind;
    }

    /** How the server is set up; of one that was given nothing is known. */
    String settings() {
        return product + ": " + (own ? kind.settings() : "a server that was given, with its own settings");
    }

    boolean startsItsOwn() {
        return own;
    }

    /** The address of an empty store, as Tollgate takes it. */
    String fresh() {
        return fresh.get();
    }

    /** Takes away what a run has left at an address, so that the next does not pay for it. Some are emptied before they are used again. */
    void discard(String url) {
        discard.accept(url);
    }

    /** The same address, as a driver takes it. */
    static String driverUrl(String url) {
        return url.startsWith("sqlite:") ? "jdbc:" + url : url;
    }

    static Store open(String url) {
        return url.startsWith("redis") ? RedisStore.open(url) : JdbcStore.open(url);
    }

    @Override
    public void close() throws IOException {
        end.run();
    }
}
