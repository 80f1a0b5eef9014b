package dev.tollgate.servers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A server's process under a small shell script that ends it when this JVM ends, however it ends. Not safe for use by several
 * threads.
 */
final class Guard {
    private static final String SCRIPT = script();

    private final Process process;
    private final BufferedReader answers;
    private final Writer orders;
    private final long pid;

    private Guard(Process process) throws IOException {
        this.process = process;
        answers = process.inputReader(StandardCharsets.US_ASCII);
        orders = process.outputWriter(StandardCharsets.US_ASCII);
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("The shell could not start the server");
        }
        pid = Long.parseLong(line);
    }

    /**
     * Starts a command whose output goes to the end of a file.
     *
     * @param abandoned a folder to remove if this JVM ends while the server runs; null to leave all files
     */
    static Guard start(Path log, @Nullable Path abandoned, List<String> command, Map<String, String> variables) {
        List<String> words = new ArrayList<>(
                List.of("sh", "-c", SCRIPT, "guard", log.toString(), abandoned == null ? "" : abandoned.toString()));
        words.addAll(command);
        ProcessBuilder builder =
                new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        // The servers' own words are read here, so they have to be English.
        builder.environment().put("LC_ALL", "C");
        builder.environment().putAll(variables);
        try {
            return new Guard(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return pid;
    }

    /** Waits until the server has ended; false after the time given. */
    boolean endedWithin(long millis) {
        try {
            return process.waitFor(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while a server was starting or ending", e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** What the server ended with, once it has. */
    int exitCode() {
        return process.exitValue();
    }

    /** Sends STOP, CONT or KILL to the server and its child processes; does nothing to a server that has ended. */
    void send(String signal) {
        try {
            orders.write(signal + "\n");
            orders.flush();
            String line = answers.readLine();
            if (line != null && signal.equals("KILL")) {
                await(line, pid -> !runs(pid), "was killed 30 s ago and has not ended");
                endedWithin(10_000);
            } else if (line != null && signal.equals("STOP")) {
                await(line, pid -> isStopped(pid) || !runs(pid), "was told to stop 30 s ago and goes on");
            }
        } catch (IOException e) {
            if (!endedWithin(10_000)) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private interface Condition {
        boolean holds(String pid) throws IOException;
    }

    /** A signal takes effect when the kernel gets round to it, which one that waits for the disk makes late. */
    private static void await(String processes, Condition condition, String otherwise) throws IOException {
        for (String each : processes.split(" ", -1)) {
            for (int turn = 0; !condition.holds(each); turn++) {
                if (turn == 3_000) {
                    throw new IOException("Process " + each + " " + otherwise);
                }
                LockSupport.parkNanos(10_000_000);
            }
        }
    }

    private static boolean isStopped(String pid) throws IOException {
        return stateOf(pid) == 'T';
    }

    /** Whether a process exists and is not a mere entry that its parent has not looked at yet. */
    static boolean runs(String pid) throws IOException {
        char state = stateOf(pid);
        return state != 'Z' && state != 'X';
    }

    /** The letter that the kernel has for it; X when there is no such process. */
    private static char stateOf(String pid) throws IOException {
        try {
            String stat = Files.readString(Path.of("/proc", pid, "stat"), StandardCharsets.ISO_8859_1);
            return stat.charAt(stat.lastIndexOf(')') + 2);
        } catch (NoSuchFileException e) {
            return 'X';
        } catch (IOException e) {
            if (Files.exists(Path.of("/proc", pid))) {
                throw e;
            }
            return 'X';
        }
    }

    private static String script() {
        try (InputStream in = Guard.class.getResourceAsStream("guard.sh")) {
            if (in == null) {
                throw new IllegalStateException("guard.sh is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
