package dev.tollgate.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Redis 6.2, set up as for money: each write is on the disk before it is answered, and nothing is evicted.
 *
 * <p>The binary for 64 bits needs {@code libssl.so.3}, which a bare Debian may lack; then the one for 32 bits takes its place, which
 * needs nothing (x86-64), or the one for ARM. A binary of the user's own is {@code bin/redis-server} in the folder
 * {@code tollgate.test.redis.home}.
 */
public final class RedisServer extends Server {
    private static final String NAME = "redis";
    private static final int BUS_ABOVE = 10_000;
    private static final List<String> ARCHIVES = List.of(
            "/redis-server-6.2.6-v5-linux-amd64", "/redis-server-6.2.7-linux-386", "/redis-server-6.2.7-linux-arm64");
    private static final Map<String, String> SETTINGS = Map.of(
            "bind", "127.0.0.1",
            "save", "\"\"",
            "appendonly", "yes",
            "appendfsync", "always",
            "maxmemory-policy", "noeviction");

    private static @Nullable RedisServer shared;

    private final Map<String, String> settings;
    private final String own;
    private final Path binary;
    private @Nullable Resp connection;

    private RedisServer(@Nullable Path folder, Map<String, String> settings, Map<String, String> variables) {
        super(NAME, folder, variables);
        this.settings = new TreeMap<>(SETTINGS);
        this.settings.putAll(settings);
        own = "";
        binary = binary();
    }

    private RedisServer(String url) {
        super(NAME);
        settings = Map.of();
        own = url;
        binary = Path.of("");
    }

    /**
     * The server that all tests in this JVM share; started by the first call, closed when the JVM ends. It is the one at the address
     * {@code tollgate.test.redis} ({@code redis://host:port}) if that is set: a server whose keys may be deleted, all of them.
     */
    public static synchronized RedisServer shared() {
        RedisServer server = shared;
        if (server == null) {
            String url = Own.url(NAME);
            server = url == null ? open() : new RedisServer(url);
            shared = server;
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "close " + NAME));
        }
        return server;
    }

    /** Starts a new server with its files in a temporary folder. */
    public static RedisServer open() {
        return open(null, Map.of());
    }

    /** As {@link #open()}, with settings of Redis's that differ from the durable ones, written as in its configuration file. */
    public static RedisServer open(Map<String, String> settings) {
        return open(null, settings);
    }

    /**
     * Starts a server with its files in a folder of the caller's, which stays when the server is closed; a folder that already holds
     * a server's files is taken up as it is.
     *
     * @throws IllegalStateException if it does not start; the message ends with the last lines of its log
     */
    public static RedisServer open(@Nullable Path folder, Map<String, String> settings) {
        return open(folder, settings, Map.of());
    }

    /** As {@link #open(Path, Map)}, with variables that the server's process finds in its environment. */
    public static RedisServer open(@Nullable Path folder, Map<String, String> settings, Map<String, String> variables) {
        RedisServer server = new RedisServer(folder, settings, variables);
        server.startOnFreePort();
        return server;
    }

    static RedisServer own(String url) {
        return new RedisServer(url);
    }

    private static Path binary() {
        Path home = Own.home(NAME);
        if (home != null) {
            return home.resolve("bin/redis-server");
        }
        StringBuilder failures = new StringBuilder();
        for (String archive : ARCHIVES) {
            Path binary = unpacked(archive);
            try {
                Folders.run(binary.toString(), "--version");
                return binary;
            } catch (IllegalStateException | UncheckedIOException e) {
                failures.append('\n').append(e.getMessage());
            }
        }
        throw new IllegalStateException(
                "No Redis binary runs on this machine; set tollgate.test.redis or tollgate.test.redis.home:"
                        + failures);
    }

    static Path unpacked(String archive) {
        return Folders.unpacked(archive, (folder, in) -> {
                    Path binary = folder.resolve("redis-server");
                    Files.copy(in, binary, StandardCopyOption.REPLACE_EXISTING);
                    Folders.run("chmod", "755", binary.toString());
                })
                .resolve("redis-server");
    }

    private boolean isClustered() {
        return "yes".equals(settings.get("cluster-enabled"));
    }

    @Override
    int secondPortAbove() {
        return isClustered() ? BUS_ABOVE : 0;
    }

    @Override
    List<String> command() {
        StringBuilder lines = new StringBuilder();
        settings.forEach(
                (name, value) -> lines.append(name).append(' ').append(value).append('\n'));
        lines.append("port ").append(port()).append("\ndir \"").append(folder()).append("\"\n");
        Path file = folder().resolve("redis.conf");
        try {
            Files.writeString(file, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.of(binary.toString(), file.toString());
    }

    @Override
    String readyText() {
        return "Ready to accept connections";
    }

    /** Starts this node of a cluster again, from now on telling clients another port than the one it listens on. */
    synchronized void announce(int port) {
        settings.put("cluster-announce-port", Integer.toString(port));
        settings.put("cluster-announce-bus-port", Integer.toString(port() + BUS_ABOVE));
        kill();
        start();
    }

    /** The address of the server, {@code redis://127.0.0.1:port}. */
    @Override
    public String url() {
        return own.isEmpty() ? "redis://127.0.0.1:" + port() : own;
    }

    /** Deletes all keys and returns the server's address, the same each time. */
    public synchronized String freshDatabase() {
        call("FLUSHALL");
        return url();
    }

    /**
     * Sends a command and returns its answer, the values of a list on lines of their own.
     *
     * @throws IllegalStateException if the answer is an error
     * @throws UncheckedIOException if the server does not answer
     */
    public synchronized String call(String... words) {
        return call(List.of(words));
    }

    synchronized String call(List<String> words) {
        Resp open = connection;
        if (open == null) {
            URI address = URI.create(url());
            open = Resp.connect(address.getHost(), address.getPort() < 0 ? 6379 : address.getPort());
            connection = open;
        }
        try {
            return open.call(words);
        } catch (UncheckedIOException e) {
            disconnect();
            throw e;
        }
    }

    @Override
    void disconnect() {
        Resp open = connection;
        connection = null;
        if (open != null) {
            open.close();
        }
    }
}
