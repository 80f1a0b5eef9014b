package dev.tollgate.proof.faults.processes;

import dev.tollgate.proof.stores.ProofStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Instances on one store, which are killed, halted and replaced. What is waited for is what they write down. */
final class Fleet implements AutoCloseable {
    private static final long HANGS_NANOS = TimeUnit.SECONDS.toNanos(90);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** Operations before the newest one that a new instance begins with: what others are at. */
    private static final int BACK = 30;

    private final ProofStore kind;
    private final String url;
    private final Path folder;
    private final Duration callTimeout;
    private final Random random;
    private final List<Instance> all = new ArrayList<>();
    private final List<Instance> running = new ArrayList<>();
    private int kills;

    Fleet(ProofStore kind, String url, Path folder, Duration callTimeout, Random random) {
        this.kind = kind;
        this.url = url;
        this.folder = folder;
        this.callTimeout = callTimeout;
        this.random = random;
    }

    Instance start() {
        int newest = heard().mapToInt(Heard::number).max().orElse(0);
        Instance instance = Instance.start(
                new Instance.Order(kind, url, folder, callTimeout, "i" + all.size(), Math.max(0, newest - BACK)));
        all.add(instance);
        running.add(instance);
        return instance;
    }

    List<Instance> running() {
        return List.copyOf(running);
    }

    int kills() {
        return kills;
    }

    /** All that instances were told, those that are gone as well. */
    Stream<Heard> heard() {
        return all.stream().flatMap(instance -> instance.heard().stream());
    }

    Instance draw() {
        return running.get(random.nextInt(running.size()));
    }

    void kill(Instance victim) {
        victim.process().kill();
        running.remove(victim);
        kills++;
    }

    /** Waits until an instance was acknowledged so many more admissions and reports. */
    void awaitAcknowledged(Instance instance, long more) {
        long wanted = instance.acknowledged() + more;
        await(
                () -> instance.acknowledged() >= wanted,
                () -> instance.name() + " to be acknowledged " + more + " calls");
    }

    /** Waits until an instance was told so often more that there is no answer. */
    void awaitUnanswered(Instance instance, long more) {
        long wanted = instance.unanswered() + more;
        await(() -> instance.unanswered() >= wanted, () -> instance.name() + " to have " + more + " calls unanswered");
    }

    void await(BooleanSupplier condition, Supplier<String> what) {
        long startNanos = System.nanoTime();
        while (!condition.getAsBoolean()) {
            for (Instance instance : running) {
                if (!instance.process().isAlive()) {
                    throw new AssertionError("%s has ended by itself:\n%s"
                            .formatted(instance.name(), instance.process().printed()));
                }
            }
            if (System.nanoTime() - startNanos > HANGS_NANOS) {
                throw new AssertionError("waited too long for %s; it stands at\n%s".formatted(what.get(), standing()));
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private String standing() {
        StringBuilder standing = new StringBuilder();
        for (Instance instance : running) {
            List<Heard> heard = instance.heard();
            standing.append(instance.name())
                    .append(" heard ")
                    .append(heard.size())
                    .append(", last ")
                    .append(heard.subList(Math.max(0, heard.size() - 10), heard.size()))
                    .append('\n')
                    .append(instance.process().printed())
                    .append('\n');
        }
        return standing.toString();
    }

    /** Has all instances end in good order, what they are at done; not before some operation met a limit. */
    void end() {
        await(() -> heard().anyMatch(each -> each.answer().equals("Declined")), () -> "a limit to be met");
        try {
            Files.createFile(Instance.end(folder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        running.forEach(Instance::awaitEnd);
        running.clear();
    }

    @Override
    public void close() {
        running.forEach(Instance::close);
    }
}
