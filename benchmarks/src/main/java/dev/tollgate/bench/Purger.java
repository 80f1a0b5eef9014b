package dev.tollgate.bench;

import dev.tollgate.Tollgate;
import dev.tollgate.api.GateListener;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** An instance beside the load that purges finished tickets as fast as it finds them. */
final class Purger implements AutoCloseable {
    private static final Duration KEEP = Duration.ofSeconds(1);

    private final AtomicLong purged = new AtomicLong();
    private final Tollgate instance;
    private final Thread thread = new Thread(this::run, "purge");
    private final long startNanos = System.nanoTime();
    private volatile boolean stopped;
    private volatile boolean foundMore;
    private volatile long endNanos;

    private Purger(String url) {
        instance = Tollgate.on(Site.open(url))
                .sweepEvery(Duration.ZERO)
                .outcomeRetention(KEEP)
                .ticketRetention(KEEP)
                .listener(new GateListener() {
                    @Override
                    public void purged(int tickets, int outcomes) {
                        purged.addAndGet(tickets);
                    }
                })
                .start();
    }

    static Purger start(String url) {
        Purger purger = new Purger(url);
        purger.thread.start();
        return purger;
    }

    private void run() {
        try {
            while (!stopped) {
                if (instance.sweep() == 0) {
                    return;
                }
            }
            foundMore = true;
        } finally {
            endNanos = System.nanoTime();
        }
    }

    /**
     * Ends after the round under way.
     *
     * @return whether there were tickets to purge until now
     */
    boolean stop() throws InterruptedException {
        stopped = true;
        thread.join();
        instance.close();
        return foundMore;
    }

    long purged() {
        return purged.get();
    }

    double seconds() {
        return (endNanos - startNanos) / (double) TimeUnit.SECONDS.toNanos(1);
    }

    @Override
    public void close() {
        if (stopped) {
            return;
        }
        try {
            boolean unused = stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
