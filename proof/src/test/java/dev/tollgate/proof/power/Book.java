package dev.tollgate.proof.power;

import dev.tollgate.api.Gate;
import dev.tollgate.api.Operation;
import dev.tollgate.api.Ticket;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What was acknowledged, kept outside the store, and compared with it. Safe for concurrent use. */
final class Book implements Witness {
    private static final int ASKED_AT_ONCE = 8;

    private final Map<Operation, Entry> entries = new ConcurrentHashMap<>();
    private long acknowledged;
    private long refused;
    private long unknown;

    /**
     * @param known the last step that was acknowledged
     * @param perhaps a further step that may have been done
     */
    private record Entry(Step known, @Nullable Step perhaps) {}

    /**
     * What the store has of what the book says.
     *
     * @param lost calls that were acknowledged and have left no trace
     * @param wrong operations that are as nobody has asked for, or for which a call was done that was answered as certainly not done
     */
    record Comparison(long acknowledged, long lost, List<String> wrong) {}

    @Override
    public void asks(Operation operation, Step step) {
        Entry entry = entries.get(operation);
        entries.put(operation, new Entry(entry == null ? Step.NONE : entry.known, step));
    }

    @Override
    public void acknowledged(Operation operation) {
        entries.computeIfPresent(
                operation, (key, entry) -> new Entry(entry.perhaps == null ? entry.known : entry.perhaps, null));
        synchronized (this) {
            acknowledged++;
            notifyAll();
        }
    }

    @Override
    public void refused(Operation operation) {
        entries.computeIfPresent(operation, (key, entry) -> new Entry(entry.known, null));
        synchronized (this) {
            refused++;
            notifyAll();
        }
    }

    @Override
    public synchronized void unknown(Operation operation) {
        unknown++;
        notifyAll();
    }

    /** Takes in what another process has witnessed, until its output ends: see {@link Telling}. */
    void readAll(BufferedReader lines) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Telling.take(line, this);
        }
    }

    synchronized long acknowledged() {
        return acknowledged;
    }

    /** How many calls were answered as certainly not done. */
    synchronized long refused() {
        return refused;
    }

    /** How many calls nobody knew the end of. */
    synchronized long unknown() {
        return unknown;
    }

    /** Waits until so many calls have been acknowledged. */
    void awaitAcknowledged(long calls) throws InterruptedException {
        await(() -> acknowledged >= calls, calls + " calls to be acknowledged");
    }

    /** Waits until so many calls have failed, in whichever way. */
    void awaitFailed(long calls) throws InterruptedException {
        await(() -> refused + unknown >= calls, calls + " calls to fail");
    }

    private synchronized void await(BooleanSupplier condition, String what) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (!condition.getAsBoolean()) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError(
                        "waited for two minutes for %s; so far %d are acknowledged, %d refused, %d unknown"
                                .formatted(what, acknowledged, refused, unknown));
            }
            wait(left);
        }
    }

    /** Looks up every operation. Nobody may be writing to the book. */
    Comparison compare(Gate gate) {
        List<Map.Entry<Operation, Entry>> all = new ArrayList<>(entries.entrySet());
        long calls = 0;
        long lost = 0;
        List<String> wrong = new ArrayList<>();
        for (int from = 0; from < all.size(); from += ASKED_AT_ONCE) {
            List<Map.Entry<Operation, Entry>> part = all.subList(from, Math.min(all.size(), from + ASKED_AT_ONCE));
            List<CompletableFuture<Optional<Ticket>>> answers = part.stream()
                    .map(each -> gate.find(each.getKey()).toCompletableFuture())
                    .toList();
            for (int i = 0; i < part.size(); i++) {
                Entry entry = part.get(i).getValue();
                Step found = Step.of(answers.get(i).join());
                calls += entry.known.calls();
                if (found.comesBefore(entry.known)) {
                    lost += entry.known.calls() - found.calls();
                } else if (found != entry.known && found != entry.perhaps) {
                    wrong.add("%s is %s in the store, %s in the book"
                            .formatted(part.get(i).getKey(), found, entry));
                }
            }
        }
        return new Comparison(calls, lost, List.copyOf(wrong));
    }
}
