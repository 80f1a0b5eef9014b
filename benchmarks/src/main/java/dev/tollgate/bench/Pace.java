package dev.tollgate.bench;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** When callers ask. Shared by all callers of a run. */
interface Pace {

    /**
     * Waits until the next call is due, unless that is after the end.
     *
     * @return when it was due, by {@link System#nanoTime()}; its latency counts from there
     */
    long next() throws InterruptedException;

    static Pace of(Load load, Timing.Watch watch) {
        return load.ratePerSecond() == 0 ? System::nanoTime : new Open(load.ratePerSecond(), System.nanoTime(), watch);
    }

    /**
     * A call is due every so often, however long others take: an open loop. Who asks late, because all callers still wait for answers, has
     * waited already, as those have who stand in a queue (see Gil Tene, "How NOT to Measure Latency", on coordinated omission).
     */
    final class Open implements Pace {
        private final double nanosEach;
        private final long fromNanos;
        private final AtomicLong calls = new AtomicLong();

        private final Timing.Watch watch;

        Open(int ratePerSecond, long fromNanos, Timing.Watch watch) {
            this.watch = watch;
            nanosEach = (double) TimeUnit.SECONDS.toNanos(1) / ratePerSecond;
            this.fromNanos = fromNanos;
        }

        @Override
        public long next() throws InterruptedException {
            long dueNanos = fromNanos + Math.round(calls.getAndIncrement() * nanosEach);
            if (watch.isOver(dueNanos)) {
                return dueNanos;
            }
            for (long left = dueNanos - System.nanoTime(); left > 0; left = dueNanos - System.nanoTime()) {
                LockSupport.parkNanos(left);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
            return dueNanos;
        }
    }
}
