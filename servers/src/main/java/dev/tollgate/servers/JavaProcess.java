package dev.tollgate.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A Java program of a test's own, in a process of its own that may be killed and paused at will. It is gone when the JVM that started it is
 * gone, even if that JVM was killed or the program is paused. It has no standard input; what it prints goes to the end of a file.
 *
 * <p>Not safe for use by several threads.
 */
public final class JavaProcess implements AutoCloseable {
    /** Programs of tests live for seconds: what pays off later only keeps others from the processor. */
    private static final List<String> SHORT_LIVED = List.of(
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx128m",
            "--enable-native-access=ALL-UNNAMED",
            "-Dfile.encoding=UTF-8");

    private final Guard guard;
    private final Path log;

    private JavaProcess(Guard guard, Path log) {
        this.guard = guard;
        this.log = log;
    }

    /**
     * Starts a program with this JVM's class path.
     *
     * @param log where to what it prints goes
     * @param options of the JVM
     * @param program has the method {@code main}
     */
    public static JavaProcess start(Path log, List<String> options, Class<?> program, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(SHORT_LIVED);
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        command.addAll(arguments);
        return new JavaProcess(Guard.start(log, null, command, Map.of()), log);
    }

    /** Whether it has not ended, be it paused or not. */
    public boolean isAlive() {
        return guard.isAlive();
    }

    /** Ends it with SIGKILL; returns when it is gone. Nothing happens if it has ended. */
    public void kill() {
        if (guard.isAlive()) {
            guard.send("KILL");
        }
    }

    /** Halts it (SIGSTOP); returns when it has stopped. */
    public void pause() {
        guard.send("STOP");
    }

    /** Lets it go on (SIGCONT). */
    public void resume() {
        guard.send("CONT");
    }

    /**
     * Waits for its end.
     *
     * @throws IllegalStateException if it has not ended by itself after so many seconds
     */
    public int exitCode(int secondsMax) {
        if (!guard.endedWithin(secondsMax * 1_000L)) {
            throw new IllegalStateException(
                    "A program has not ended within " + secondsMax + " s; it says:\n" + printed());
        }
        return guard.exitCode();
    }

    /** What it has printed. */
    public String printed() {
        try {
            return Files.exists(log) ? Files.readString(log, StandardCharsets.UTF_8) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return guard.pid();
    }

    @Override
    public void close() {
        kill();
    }
}
