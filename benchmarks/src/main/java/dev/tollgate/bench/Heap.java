package dev.tollgate.bench;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** What is really in use, looked at ten times during a run, each time after a collection. */
final class Heap implements AutoCloseable {
    private static final int LOOKS = 10;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final List<Long> kib = new CopyOnWriteArrayList<>();
    private final Consumer<String> progress;

    private Heap(Consumer<String> progress) {
        this.progress = progress;
    }

    static Heap watch(Timing timing, Consumer<String> progress) {
        Heap heap = new Heap(progress);
        Duration every = timing.measured().dividedBy(LOOKS);
        Future<?> unused = heap.timer.scheduleAtFixedRate(
                heap::look,
                timing.warmUp().plus(every.dividedBy(2)).toMillis(),
                every.toMillis(),
                TimeUnit.MILLISECONDS);
        return heap;
    }

    private void look() {
        if (kib.size() == LOOKS) {
            return;
        }
        ManagementFactory.getMemoryMXBean().gc();
        long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1024;
        kib.add(used);
        progress.accept("%,d KiB in use after a collection".formatted(used));
    }

    List<Long> kib() {
        return List.copyOf(kib);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
