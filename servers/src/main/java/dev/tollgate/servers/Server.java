package dev.tollgate.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A server that runs as a process of its own on a free port of the loopback address. It may be killed, started again and paused at
 * will, and it is gone when the JVM that started it is gone, even if that JVM was killed.
 *
 * <p>A server that does not start fails the test that needs it: the exception carries the last lines of its log.
 *
 * <p>Safe for use by several threads; the calls take turns.
 */
public abstract class Server implements AutoCloseable {
    private static final int PORTS_MAX = 5;
    private static final int START_SECONDS_MAX = 120;
    private static final int LOG_LINES_MAX = 40;

    private final String name;
    private final Path folder;
    private final boolean temporary;
    private final boolean started;
    private final Map<String, String> variables;
    private int port;
    private @Nullable Guard guard;
    private boolean closed;

    Server(String name, @Nullable Path folder, Map<String, String> variables) {
        this.name = name;
        this.temporary = folder == null;
        this.folder = folder == null ? Folders.fresh(name) : folder.toAbsolutePath();
        this.variables = Map.copyOf(variables);
        this.started = true;
    }

    /** A server of the user's own: it can be used, but neither killed nor paused. */
    Server(String name) {
        this.name = "The user's own " + name;
        this.temporary = false;
        this.folder = Path.of("");
        this.variables = Map.of();
        this.started = false;
    }

    /** The command that runs this server in the foreground on {@link #port()}, its files in {@link #folder()}. */
    abstract List<String> command();

    /** What the server writes to its log once it serves. */
    abstract String readyText();

    /** Lets go of what this JVM holds open to the server. */
    abstract void disconnect();

    /** How far above the server's port another one has to be free; 0 when it needs one port. */
    int secondPortAbove() {
        return 0;
    }

    /** The port the server listens on, the same for all its starts. */
    public final synchronized int port() {
        return port;
    }

    /** The address that clients connect to, without credentials other than those it needs. */
    public abstract String url();

    /** The folder that holds the server's files. */
    public final Path folder() {
        return folder;
    }

    /** Starts the server for the first time, on a port that no other has taken. */
    final synchronized void startOnFreePort() {
        try {
            for (int attempt = 1; ; attempt++) {
                port = Ports.free(secondPortAbove());
                try {
                    launch();
                    return;
                } catch (IllegalStateException e) {
                    if (attempt == PORTS_MAX || !log().contains("Address already in use")) {
                        throw e;
                    }
                }
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Starts a server that was killed, on the same port and with what it has stored; returns when it serves.
     *
     * @throws IllegalStateException if it does not start; the message ends with the last lines of its log
     */
    public final synchronized void start() {
        if (!started || closed || guard != null) {
            throw new IllegalStateException(name + (closed ? " is closed" : " runs already"));
        }
        launch();
    }

    private void launch() {
        long from = logLength();
        Guard launched = Guard.start(logFile(), temporary ? folder : null, command(), variables);
        guard = launched;
        boolean ended = false;
        for (int turn = 0; !ended && turn < START_SECONDS_MAX * 100; turn++) {
            if (logFrom(from).contains(readyText())) {
                return;
            }
            ended = launched.endedWithin(10);
        }
        kill();
        throw new IllegalStateException(
                name + (ended ? " did not start" : " did not start within " + START_SECONDS_MAX + " s")
                        + "; its log ends with:\n" + log());
    }

    /**
     * Ends the server and all its child processes with SIGKILL; returns when they are gone. Nothing happens if it is down.
     *
     * @throws IllegalStateException if it is a server of the user's own
     */
    public final synchronized void kill() {
        if (!started) {
            throw new IllegalStateException(name + " is not to be killed");
        }
        Guard running = guard;
        if (running != null) {
            disconnect();
            running.send("KILL");
            guard = null;
        }
    }

    /** Halts the server and its child processes (SIGSTOP): connections stay open and nothing answers. */
    public final synchronized void pause() {
        running().send("STOP");
    }

    /** Lets a paused server go on (SIGCONT). */
    public final synchronized void resume() {
        running().send("CONT");
    }

    private Guard running() {
        Guard running = guard;
        if (running == null) {
            throw new IllegalStateException(name + " does not run under this JVM");
        }
        return running;
    }

    /** The id of the server's process. */
    public final synchronized long pid() {
        return running().pid();
    }

    /** Ends the server, and removes its files if they stand in a temporary folder. */
    @Override
    public final synchronized void close() {
        if (!closed) {
            closed = true;
            disconnect();
            if (started) {
                kill();
            }
            if (temporary) {
                Folders.remove(folder);
            }
        }
    }

    /** The last lines that the server has written to its log; empty if there are none or the server is closed. */
    public final String log() {
        List<String> lines = logFrom(0).lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES_MAX), lines.size()));
    }

    final Path logFile() {
        return folder.resolve("server.log");
    }

    private long logLength() {
        try {
            return Files.exists(logFile()) ? Files.size(logFile()) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String logFrom(long offset) {
        try {
            if (!Files.exists(logFile())) {
                return "";
            }
            byte[] all = Files.readAllBytes(logFile());
            int from = (int) Math.min(offset, all.length);
            return new String(all, from, all.length - from, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return name + " on port " + port;
    }
}
