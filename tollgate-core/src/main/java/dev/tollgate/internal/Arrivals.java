package dev.tollgate.internal;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What many threads hand over to one that works only while there is something to do.
 *
 * <h2>One worker at a time</h2>
 *
 * {@code awake} is set by whoever adds or nudges while the worker is asleep, and only the one who set it starts the worker. From then on
 * it belongs to the worker, wherever that runs, until {@link #sleeps()} says that it stops. So there is never more than one.
 *
 * <h2>How it sleeps without missing anything</h2>
 *
 * The worker looks first ({@link #look()}, {@link #poll()}) and, having found nothing to do, clears {@code awake} and then looks at the
 * queue once more: what was added before the clearing is seen there; whoever adds after it finds the worker asleep and starts it. Both may
 * happen for the same addition, and then the one who sets {@code awake} first goes on.
 *
 * <p>Work that becomes due by time is in no queue. Whoever sees it become due nudges, and {@code nudged} stands for it until the worker
 * looks: it is cleared before the look, never after, so that what becomes due in between is looked for again.
 */
final class Arrivals<T> {
    private final Queue<T> queue = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean awake = new AtomicBoolean();
    private volatile boolean nudged;

    /** Adds from any thread; true when the worker was asleep, and then the caller has to start it. */
    boolean add(T arrival) {
        queue.add(arrival);
        return awake.compareAndSet(false, true);
    }

    /** Says that something has become due; true when the worker was asleep, and then the caller has to start it. */
    boolean nudge() {
        nudged = true;
        return awake.compareAndSet(false, true);
    }

    /** Takes back that the worker was woken, when it could not be started. */
    void notStarted() {
        awake.set(false);
    }

    /** For the worker: begins a look at all there is to do. */
    void look() {
        nudged = false;
    }

    /** For the worker: what was added first and is still there; null when there is nothing. */
    @Nullable
    T poll() {
        return queue.poll();
    }

    /** For the worker: whether nothing was added that it has not polled yet. */
    boolean isEmpty() {
        return queue.isEmpty();
    }

    /** For the worker, when its look found nothing to do: whether it stops. Otherwise it has to look again. */
    boolean sleeps() {
        awake.set(false);
        return (queue.isEmpty() && !nudged) || !awake.compareAndSet(false, true);
    }
}
