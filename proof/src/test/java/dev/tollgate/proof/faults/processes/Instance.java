package dev.tollgate.proof.faults.processes;

import dev.tollgate.Tollgate;
import dev.tollgate.api.StoreUnavailableException;
import dev.tollgate.proof.stores.ProofStore;
import dev.tollgate.servers.JavaProcess;
import dev.tollgate.spi.Store;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** An instance in a process of its own, and what its parent sees of it: only what it wrote down. */
final class Instance implements AutoCloseable {
    /** Each waits for its own answer, so no more calls are under way at once. */
    static final int CALLERS = 4;

    private static final int END_SECONDS_MAX = 120;
    private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final String name;
    private final JavaProcess process;
    private final Lines.Tail tail;
    private final List<Heard> heard = new ArrayList<>();

    private Instance(String name, JavaProcess process, Lines.Tail tail) {
        this.name = name;
        this.process = process;
        this.tail = tail;
    }

    /**
     * What an instance is told at its start.
     *
     * @param folder where all that outlives a process is
     * @param from the number of the operation to begin with
     */
    record Order(ProofStore kind, String url, Path folder, Duration callTimeout, String name, int from) {
        private List<String> words() {
            return List.of(kind.name(), url, folder.toString(), callTimeout.toString(), name, Integer.toString(from));
        }

        private static Order of(String[] words) {
            return new Order(
                    ProofStore.valueOf(words[0]),
                    words[1],
                    Path.of(words[2]),
                    Duration.parse(words[3]),
                    words[4],
                    Integer.parseInt(words[5]));
        }

        private Path heard() {
            return folder.resolve(name + ".heard");
        }
    }

    static Instance start(Order order) {
        JavaProcess process = JavaProcess.start(
                order.folder().resolve(order.name() + ".printed"),
                List.of("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"),
                Instance.class,
                order.words());
        return new Instance(order.name(), process, new Lines.Tail(order.heard()));
    }

    public static void main(String[] words) throws InterruptedException {
        Order order = Order.of(words);
        Bank bank = new Bank(order.folder());
        Lines.Writer heard = new Lines.Writer(order.heard());
        Path end = end(order.folder());
        AtomicInteger next = new AtomicInteger(order.from());
        try (Tollgate tollgate = Tollgate.on(open(order))
                .resolver(new BankResolver(bank, false))
                .callTimeout(order.callTimeout())
                .sweepEvery(Duration.ofMillis(200))
                .start()) {
            Caller caller = new Caller(order.name(), tollgate.blocking(), bank, heard);
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                Thread thread = new Thread(() -> deliver(caller, next, end));
                thread.start();
                threads.add(thread);
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    /** Whatever goes wrong that no caller expects ends the process, so that its parent sees it. */
    private static void deliver(Caller caller, AtomicInteger next, Path end) {
        try {
            while (!Files.exists(end)) {
                caller.deliver(next.getAndIncrement());
            }
        } catch (Throwable e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
    }

    /** A service that is started while its store is down keeps trying. */
    private static Store open(Order order) {
        while (true) {
            try {
                return order.kind().open(order.url());
            } catch (StoreUnavailableException e) {
                LockSupport.parkNanos(AGAIN_NANOS);
            }
        }
    }

    /** The file that tells all instances to end when what they are at is done. */
    static Path end(Path folder) {
        return folder.resolve("end");
    }

    String name() {
        return name;
    }

    JavaProcess process() {
        return process;
    }

    /** All that it was told so far. */
    List<Heard> heard() {
        for (String line : tail.next()) {
            heard.add(Heard.parse(line));
        }
        return heard;
    }

    /** How many admissions and reports it was acknowledged. */
    long acknowledged() {
        return heard().stream().filter(Heard::isAcknowledgement).count();
    }

    /** How often it was told that there is no answer. */
    long unanswered() {
        return heard().stream().filter(each -> !each.isAnswer()).count();
    }

    /** Waits for its end after it was told to end. */
    void awaitEnd() {
        int exitCode = process.exitCode(END_SECONDS_MAX);
        if (exitCode != 0) {
            throw new AssertionError("%s ended with %d:\n%s".formatted(name, exitCode, process.printed()));
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
