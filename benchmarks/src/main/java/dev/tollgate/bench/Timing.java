package dev.tollgate.bench;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How long a run warms up and how long it is measured.
 *
 * @param warmUp calls that end before this are counted, but not measured
 */
record Timing(Duration warmUp, Duration measured) {

    /** The clock of one run. */
    static final class Watch {
        private final long fromNanos;
        private final long untilNanos;

        Watch(Timing timing) {
            fromNanos = System.nanoTime() + timing.warmUp().toNanos();
            untilNanos = fromNanos + timing.measured().toNanos();
        }

        boolean isOver(long nowNanos) {
            return nowNanos - untilNanos >= 0;
        }

        /** Whether a call that ended then is measured. */
        boolean isMeasured(long endNanos) {
            return endNanos - fromNanos >= 0 && endNanos - untilNanos < 0;
        }

        double measuredSeconds() {
            return (untilNanos - fromNanos) / (double) TimeUnit.SECONDS.toNanos(1);
        }
    }
}
