package dev.tollgate.proof.power;

import dev.tollgate.Tollgate;
import dev.tollgate.proof.stores.ProofStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A process that holds both the callers and the store in a file. */
final class SqliteMachine implements Machine {
    /** Tells the process's id, and ends the process when standard input ends, which is a pipe held by the JVM. */
    private static final String GUARD =
            "trap '' HUP INT; exec 3<&0; \"$@\" </dev/null 3<&- & echo $!; read -r _ <&3; kill -KILL $!; wait";

    private final String url;
    private Tollgate tollgate;
    private @Nullable Process guard;
    private @Nullable Thread reader;
    private volatile @Nullable Throwable failure;
    private long pid;

    SqliteMachine(Path folder, Setting setting) {
        url = Site.open(folder, setting).url();
        tollgate = Site.tollgate(ProofStore.SQLITE, url);
    }

    @Override
    public Tollgate tollgate() {
        return tollgate;
    }

    @Override
    public void begin(Book book, String prefix) {
        tollgate.close();
        try {
            Process started = new ProcessBuilder(List.of(
                            "sh",
                            "-c",
                            GUARD,
                            "guard",
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "--enable-native-access=ALL-UNNAMED",
                            "-Xmx128m",
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-Dorg.slf4j.simpleLogger.defaultLogLevel=off",
                            "-cp",
                            System.getProperty("java.class.path"),
                            SqliteMachine.class.getName(),
                            url,
                            prefix))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            guard = started;
            BufferedReader lines = started.inputReader(StandardCharsets.UTF_8);
            pid = Long.parseLong(Objects.requireNonNull(lines.readLine()));
            Thread reading = new Thread(() -> read(lines, book), "what the callers say");
            reading.setDaemon(true);
            reading.start();
            reader = reading;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(BufferedReader lines, Book book) {
        try {
            book.readAll(lines);
        } catch (IOException | RuntimeException e) {
            failure = e;
        }
    }

    @Override
    public void halt() {
        Command.run("kill", "-STOP", Long.toString(pid));
        try {
            Path stat = Path.of("/proc", Long.toString(pid), "stat");
            for (int turn = 0; !Files.readString(stat).contains(") T "); turn++) {
                if (turn == 3_000) {
                    throw new IOException("The callers were told to stop 30 s ago and go on");
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<Long> processes() {
        return List.of(pid);
    }

    /** The process holds the callers too, and they go on as long as it does. */
    @Override
    public boolean startedAnew() {
        return false;
    }

    /** The process is ended, with operations under way. */
    @Override
    public Tollgate stop() throws InterruptedException {
        end();
        tollgate = Site.tollgate(ProofStore.SQLITE, url);
        return tollgate;
    }

    @Override
    public void end() throws InterruptedException {
        Process running = guard;
        Thread reading = reader;
        if (running == null || reading == null) {
            return;
        }
        guard = null;
        try {
            running.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        reading.join(TimeUnit.SECONDS.toMillis(60));
        Throwable met = failure;
        if (reading.isAlive() || met != null) {
            throw new IllegalStateException("What the callers said could not be read", met);
        }
    }

    @Override
    public void close() {
        tollgate.close();
        try {
            end();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The process's own: callers on a store, until it is ended. */
    public static void main(String[] arguments) throws InterruptedException {
        Tollgate own = Site.tollgate(ProofStore.SQLITE, arguments[0]);
        Load.start(own.blocking(), new Telling(System.out), arguments[1]).awaitEnd();
    }
}
