package dev.tollgate.servers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL 18, set up as for money: whatever it has confirmed survives its end. Its databases sort text by the rules of a
 * language, as most do, and not byte by byte.
 *
 * <p>The binaries bring the shared libraries they need and run wherever the C library is that of Debian 10 or newer (x86-64).
 * Binaries of the user's own stand in {@code bin} of the folder {@code tollgate.test.postgresql.home}.
 */
public final class PostgresServer extends Server {
    private static final String NAME = "postgresql";
    private static final String ARCHIVE = "/postgres-linux-x86_64.txz";
    private static final int STATEMENT_MILLIS_MAX = 10_000;
    private static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("fsync", "on"),
            Map.entry("synchronous_commit", "on"),
            Map.entry("full_page_writes", "on"),
            Map.entry("listen_addresses", "127.0.0.1"),
            Map.entry("unix_socket_directories", ""),
            Map.entry("max_connections", "200"),
            Map.entry("shared_buffers", "64MB"),
            Map.entry("io_method", "sync"),
            Map.entry("timezone", "UTC"),
            Map.entry("log_timezone", "UTC"));

    private static @Nullable PostgresServer shared;

    private final Map<String, String> settings;
    private final AtomicInteger databases = new AtomicInteger();
    private final @Nullable String own;
    private final Path home;
    private List<String> prefix = List.of();
    private @Nullable Tables tables;

    private PostgresServer(@Nullable Path folder, Map<String, String> settings, Map<String, String> variables) {
        super(NAME, folder, variables);
        this.settings = new TreeMap<>(SETTINGS);
        this.settings.putAll(settings);
        own = null;
        Path ownHome = Own.home(NAME);
        home = ownHome != null
                ? ownHome
                : Folders.unpacked(ARCHIVE, (target, in) -> Folders.untar(new XZInputStream(in), target));
    }

    private PostgresServer(String url) {
        super(NAME);
        settings = Map.of();
        own = url;
        home = Path.of("");
    }

    /**
     * The server that all tests in this JVM share; started by the first call, closed when the JVM ends. It is the one at the address
     * {@code tollgate.test.postgresql} if that is set: a JDBC URL of a database whose Tollgate tables may be emptied.
     */
    public static synchronized PostgresServer shared() {
        PostgresServer server = shared;
        if (server == null) {
            String url = Own.url(NAME);
            server = url == null ? open() : new PostgresServer(url);
            shared = server;
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "close " + NAME));
        }
        return server;
    }

    /** Starts a new server with its files in a temporary folder. */
    public static PostgresServer open() {
        return open(null, Map.of());
    }

    /** As {@link #open()}, with settings of PostgreSQL's that differ from the durable ones. */
    public static PostgresServer open(Map<String, String> settings) {
        return open(null, settings);
    }

    /**
     * Starts a server with its files in a folder of the caller's, which stays when the server is closed; a folder that already holds
     * a server's files is taken up as it is.
     *
     * @throws IllegalStateException if it does not start; the message ends with the last lines of its log
     */
    public static PostgresServer open(@Nullable Path folder, Map<String, String> settings) {
        return open(folder, settings, Map.of());
    }

    /** As {@link #open(Path, Map)}, with variables that the server's process finds in its environment. */
    public static PostgresServer open(
            @Nullable Path folder, Map<String, String> settings, Map<String, String> variables) {
        PostgresServer server = new PostgresServer(folder, settings, variables);
        server.prepare();
        server.startOnFreePort();
        return server;
    }

    private void prepare() {
        Path initdb = home.resolve("bin/initdb");
        try {
            prefix = PostgresUser.prefix(initdb, folder());
            if (!cluster().resolve("PG_VERSION").toFile().exists()) {
                List<String> command = new ArrayList<>(prefix);
                command.addAll(
                        List.of(initdb.toString(), "--pgdata=" + cluster(), "--auth=trust", "--username=postgres"));
                command.addAll(List.of("--encoding=UTF8", "--locale=C", "--locale-provider=icu", "--icu-locale=en-US"));
                command.addAll(List.of("--no-sync", "--no-instructions"));
                Folders.run(command.toArray(String[]::new));
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private Path cluster() {
        return folder().resolve("cluster");
    }

    @Override
    List<String> command() {
        List<String> command = new ArrayList<>(prefix);
        command.add(home + "/bin/postgres");
        command.addAll(List.of("-D", cluster().toString(), "-p", Integer.toString(port())));
        settings.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        return command;
    }

    @Override
    String readyText() {
        return "database system is ready to accept connections";
    }

    /** The JDBC URL of the server's first database, with the user to connect as; it never changes. */
    @Override
    public String url() {
        return own == null ? url("postgres") : own;
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port() + "/" + database + "?user=postgres";
    }

    /**
     * The URL of the server's first database with no rows in any Tollgate table. It is the same database each time, so stores that are
     * still open on it lose what they have written.
     *
     * @throws IllegalStateException if it could not be emptied, for example because another session holds rows for longer than 10 s
     */
    public synchronized String freshDatabase() {
        tables().empty();
        return url();
    }

    /** The URL of a new database without any table; slower than {@link #freshDatabase()}. Dropping it is up to the caller. */
    public synchronized String newDatabase() {
        if (own != null) {
            throw new IllegalStateException("A database of its own is not made in the user's own server");
        }
        String name = "tollgate_" + databases.incrementAndGet();
        tables().execute("create database " + name);
        return url(name);
    }

    private Tables tables() {
        Tables open = tables;
        if (open == null) {
            // What this connection deletes need not survive the server.
            open = new Tables(
                    url(),
                    List.of("set statement_timeout = " + STATEMENT_MILLIS_MAX, "set synchronous_commit = off"),
                    "select tablename from pg_tables where schemaname = current_schema()");
            tables = open;
        }
        return open;
    }

    @Override
    void disconnect() {
        if (tables != null) {
            tables.close();
        }
    }
}
