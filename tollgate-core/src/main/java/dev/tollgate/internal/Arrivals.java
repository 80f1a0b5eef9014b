package dev.tollgate.internal;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What many threads hand over to a few workers, which run only while there is something to do.
 *
 * <h2>Who starts a worker</h2>
 *
 * {@code state} counts the workers that are asleep, and says whether one was woken that has not looked yet. Whoever adds wakes one
 * ({@link #wake()}) unless none is asleep or one is about to look anyway, and starts it when told so. So there are never more than were
 * given, and a crowd of arrivals starts one worker and not all of them.
 *
 * <h2>How they sleep without missing anything</h2>
 *
 * A worker looks first ({@link #look()}, {@link #poll()}) and, having found nothing to do, counts itself as asleep and then looks at the
 * queue once more: what was added before is seen there; whoever adds after it finds a worker asleep and wakes it. Both may happen for
 * the same addition, and then only one of the two goes on. Whoever adds while all are awake may rely on every worker to look once more
 * before it sleeps.
 *
 * <p>Work that becomes due by time is in no queue. Whoever sees it become due nudges, and {@code nudged} stands for it until a worker
 * looks: it is cleared before the look, never after, so that what becomes due in between is looked for again.
 */
final class Arrivals<T> {
    /** In {@code state}: a worker was woken and has not looked yet. */
    private static final int COMING = 1;

    /** In {@code state}: one worker that is asleep. */
    private static final int ASLEEP = 2;

    private final Queue<T> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger state;
    private volatile boolean nudged;

    /** @param workers how many there may be at once; all are asleep */
    Arrivals(int workers) {
        if (workers < 1) {
            throw new IllegalArgumentException("at least one worker is needed but there are " + workers);
        }
        state = new AtomicInteger(workers * ASLEEP);
    }

    /** Adds from any thread. Unless it is known that a worker will look, it takes a {@link #wake()} as well, afterwards. */
    void add(T arrival) {
        queue.add(arrival);
    }

    /** Wakes a worker, if one is asleep and none is about to look; true when one was woken, and then the caller has to start it. */
    boolean wake() {
        while (true) {
            int now = state.get();
            if (now < ASLEEP || (now & COMING) != 0) {
                return false;
            }
            if (state.compareAndSet(now, now - ASLEEP + COMING)) {
                return true;
            }
        }
    }

    /** Says that something has become due; true when a worker was woken, and then the caller has to start it. */
    boolean nudge() {
        nudged = true;
        return wake();
    }

    /** Takes back that a worker was woken, when it could not be started. */
    void notStarted() {
        state.updateAndGet(now -> (now & ~COMING) + ASLEEP);
    }

    /** For a worker: begins a look at all there is to do. */
    void look() {
        nudged = false;
        if ((state.get() & COMING) != 0) {
            state.updateAndGet(now -> now & ~COMING);
        }
    }

    /** For a worker: what was added first and is still there; null when there is nothing. */
    @Nullable
    T poll() {
        return queue.poll();
    }

    /** For a worker, when its look found nothing to do: whether it stops. Otherwise it has to look again. */
    boolean sleeps() {
        state.addAndGet(ASLEEP);
        return (queue.isEmpty() && !nudged) || !wake();
    }
}
