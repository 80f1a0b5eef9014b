package dev.tollgate.proof.simulation;

import dev.tollgate.testkit.SingleThreadEnvironment;
import java.util.SplittableRandom;

/** The store's own time: virtual time, jumps, and a bounded skew by which of its servers tells it. */
final class StoreClock {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final SingleThreadEnvironment environment;
    private final SplittableRandom random;
    private final long[] skewMillis;
    private long startMillis;
    private long highestMillis = Long.MIN_VALUE;

    StoreClock(SingleThreadEnvironment environment, SplittableRandom random, Swarm swarm, long startMillis) {
        this.environment = environment;
        this.random = random;
        this.startMillis = startMillis;
        skewMillis = new long[swarm.servers];
        for (int i = 1; i < skewMillis.length && swarm.skewMillis > 0; i++) {
            skewMillis[i] = random.nextLong(-swarm.skewMillis, swarm.skewMillis + 1);
        }
    }

    /** What some server tells. */
    long millis() {
        long millis = trueMillis() + skewMillis[skewMillis.length == 1 ? 0 : random.nextInt(skewMillis.length)];
        highestMillis = Math.max(highestMillis, millis);
        return millis;
    }

    long trueMillis() {
        return startMillis + environment.nanoTime() / NANOS_PER_MILLI;
    }

    /** The latest that any server ever told. */
    long highestMillis() {
        return highestMillis;
    }

    /** How far it was set back behind what it told. */
    long behindMillis() {
        return Math.max(0, highestMillis - trueMillis());
    }

    void jump(long millis) {
        startMillis += millis;
    }
}
