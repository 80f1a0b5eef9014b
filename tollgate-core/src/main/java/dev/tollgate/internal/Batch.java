package dev.tollgate.internal;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What one lane sends to the store at once.
 *
 * <p>As long as it {@linkplain #stopCounting counts}, calls that are few wait for it to come back, to be sent together with others.
 */
final class Batch {
    private final List<GroupRun> groups;
    private final int calls;
    private final long takenAtNanos;
    private final AtomicBoolean counts = new AtomicBoolean(true);

    /**
     * @param groups sorted by account
     * @param calls how many there are in all groups
     */
    Batch(List<GroupRun> groups, int calls, long takenAtNanos) {
        this.groups = groups;
        this.calls = calls;
        this.takenAtNanos = takenAtNanos;
    }

    List<GroupRun> groups() {
        return groups;
    }

    int calls() {
        return calls;
    }

    /** How long the store has had it. */
    long ageNanos(long nowNanos) {
        return nowNanos - takenAtNanos;
    }

    /** Whether it has counted until now. From any thread; true once. */
    boolean stopCounting() {
        return counts.compareAndSet(true, false);
    }
}
