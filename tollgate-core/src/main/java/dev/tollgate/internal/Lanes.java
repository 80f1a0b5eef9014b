package dev.tollgate.internal;

import dev.tollgate.api.OverloadedException;
import dev.tollgate.api.StoreUnavailableException;
import dev.tollgate.api.TollgateException;
import dev.tollgate.spi.GroupResult;
import dev.tollgate.spi.Store;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queue of all calls and the lanes that work it off.
 *
 * <h2>How it runs</h2>
 *
 * Callers add to {@link Arrivals} from any thread and wake a {@link Lane} if one is asleep. Awake, a lane sorts the arrivals into a queue
 * per account ({@link Waiting}), takes a batch of those that are ready and that no other lane has, hands it to the store, and lets
 * {@link Settlement} say what becomes of each group. So each account is with one lane at a time, but not always with the same. No timer
 * collects a batch: what queued up while the store was busy is the next one. Groups that wait for a back-off have a timer of their own.
 *
 * <h2>How much a lane takes</h2>
 *
 * All that a batch may hold, since a batch costs little more when it is large. For the same reason a lane leaves calls where they are
 * while they are few and another batch is under way: as long as they are less than their share, which is that of all unanswered calls in
 * as many shares as there are lanes and one more for those that wait. They are looked at again when a batch comes back. One that the
 * store has kept for {@link #KEPT_NANOS} is not waited for any more.
 *
 * <h2>Why no call is left lying</h2>
 *
 * A call is added first, and then its caller asks whether a lane has the account and whether a batch is worth waiting for. A lane gives
 * the accounts of its batch back and takes the batch out of the count first, and then it looks. So either that lane sees the call, or the
 * caller sees that there is nothing to wait for, and wakes a lane.
 *
 * <h2>Bounds</h2>
 *
 * {@code unanswered} holds every call from its arrival to its answer, wherever it waits; at {@code queueMax} further calls are refused.
 * A call past its deadline fails when a lane comes upon it; until then a watch of {@link #WATCH_NANOS} tells its caller, half a second
 * later if the store has the call itself.
 */
final class Lanes {
    private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);

    /** How often calls past their deadline are looked for while the store does not answer. */
    private static final long WATCH_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /** How long few calls wait for a batch to come back, at least: the watch has to come by. */
    private static final long KEPT_NANOS = WATCH_NANOS;

    /** How long a call past its deadline is left to the store that has it: the answer is nearly always on its way, and says more. */
    private static final long UNDER_WAY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Store store;
    private final Settings settings;
    private final int shares;
    private final Settlement settlement;
    private final Memory memory = new Memory();
    private final Rivalry rivalry = new Rivalry();
    private final Arrivals<Call> arrivals;
    private final Waiting waiting = new Waiting();
    private final Set<Call> unanswered = ConcurrentHashMap.newKeySet();
    private final AtomicInteger unansweredCount = new AtomicInteger();
    private final AtomicBoolean watching = new AtomicBoolean();

    private final Set<Batch> underWay = ConcurrentHashMap.newKeySet();

    /** Calls of those batches under way that count. */
    private final AtomicInteger underWayCount = new AtomicInteger();

    private volatile boolean closed;
    private volatile boolean abandoned;

    Lanes(Store store, Settings settings) {
        this.store = store;
        this.settings = settings;
        int count = settings.lanes() > 0 ? settings.lanes() : store.lanesMax();
        shares = count + 1;
        arrivals = new Arrivals<>(count);
        settlement = new Settlement(settings, rivalry, store.usesRemembered() ? memory : null);
    }

    /** Queues a call; refuses it at once when the queue is full or closed. */
    void submit(Call call) {
        if (closed) {
            call.expire(Lanes::closed);
        } else if (unansweredCount.incrementAndGet() > settings.queueMax()) {
            unansweredCount.decrementAndGet();
            call.expire(refused -> new OverloadedException(
                    "%d calls are waiting already; nothing happened, ask again later".formatted(settings.queueMax()),
                    null));
        } else {
            unanswered.add(call);
            watch();
            arrivals.add(call);
            // Not before it was added: see above.
            if (!waiting.isTaken(call.command.account()) && isWorthABatch()) {
                wake();
            }
            if (abandoned) {
                // It came while the gate was being closed: whoever told the others may have missed it.
                tell(call, Settlement::abandoned);
            }
        }
    }

    private static TollgateException closed(Call call) {
        return new StoreUnavailableException("the gate is closed", null);
    }

    /** Calls that wait for their answer. */
    int unanswered() {
        return unansweredCount.get();
    }

    /** Refuses what comes from now on. */
    void close() {
        closed = true;
    }

    /** Tells those who still wait that nobody will answer any more. */
    void abandon() {
        abandoned = true;
        for (Call call : unanswered) {
            tell(call, Settlement::abandoned);
        }
    }

    private void wake() {
        if (arrivals.wake()) {
            start();
        }
    }

    /** Has a lane look for groups whose back-off is over. */
    private void nudge() {
        if (arrivals.nudge()) {
            start();
        }
    }

    private void start() {
        try {
            settings.environment().executor().execute(new Lane(this, store, settings));
        } catch (RejectedExecutionException e) {
            // Closed: whoever still waits is told by abandon.
            arrivals.notStarted();
        } catch (RuntimeException | Error e) {
            // No thread can be had: the next caller tries again.
            arrivals.notStarted();
            LOG.error("a lane could not be started", e);
        }
    }

    private boolean isWorthABatch() {
        int away = underWayCount.get();
        int all = unansweredCount.get();
        return away == 0 || (long) (all - away) * shares >= all;
    }

    // For a lane

    /**
     * Takes the next batch; null when there is nothing to do for now.
     *
     * @param ended is given the calls whose time is up
     */
    @Nullable
    Batch take(Settlement.Ended ended) {
        arrivals.look();
        boolean nothingWaits = waiting.sort(arrivals);
        if (nothingWaits || !isWorthABatch()) {
            return null;
        }
        String batchId = settings.environment().newId();
        long nowNanos = settings.environment().nanoTime();
        List<Call> over = new ArrayList<>();
        Waiting.Load load = waiting.take(settings.batchMax(), nowNanos, over::add);
        over.forEach(call -> ended.add(call, Settlement.expired(call)));
        forget(ended);
        Batch batch = load.accounts().isEmpty() ? null : batch(load, batchId, nowNanos);
        if (load.more() && isWorthABatch()) {
            wake();
        }
        return batch;
    }

    private Batch batch(Waiting.Load load, String batchId, long nowNanos) {
        List<GroupRun> groups = new ArrayList<>(load.accounts().size());
        for (Waiting.Taken taken : load.accounts()) {
            groups.add(new GroupRun(
                    taken.account(),
                    taken.calls(),
                    batchId,
                    rivalry.conflictsInARow(taken.account()),
                    memory.recall(taken.account(), taken.calls())));
        }
        groups.sort(Comparator.comparing(GroupRun::account));
        Batch batch = new Batch(groups, load.calls(), nowNanos);
        underWayCount.addAndGet(batch.calls());
        underWay.add(batch);
        return batch;
    }

    /** Whether the lane that found nothing to do stops; otherwise it has to look again. */
    boolean sleeps() {
        return arrivals.sleeps();
    }

    /**
     * Settles a batch, and lets all lanes have its accounts again.
     *
     * @param results one for each group; null, or too few, when the store has failed
     * @return the calls that ended
     */
    Settlement.Ended settle(Batch batch, @Nullable List<GroupResult> results, @Nullable Throwable failure) {
        long nowNanos = settings.environment().nanoTime();
        Settlement.Ended ended = new Settlement.Ended();
        List<GroupRun> groups = batch.groups();
        for (int i = 0; i < groups.size(); i++) {
            GroupRun group = groups.get(i);
            GroupResult result = results != null && i < results.size()
                    ? results.get(i)
                    : new GroupResult.OutcomeUnknown(
                            failure != null ? failure : new IllegalStateException("the store failed to answer"));
            giveBack(group, settle(group, result, nowNanos, ended), nowNanos);
        }
        forget(ended);
        underWay.remove(batch);
        stopCounting(batch);
        return ended;
    }

    private boolean stopCounting(Batch batch) {
        boolean counted = batch.stopCounting();
        if (counted) {
            underWayCount.addAndGet(-batch.calls());
        }
        return counted;
    }

    private List<Call> settle(GroupRun group, GroupResult result, long nowNanos, Settlement.Ended ended) {
        try {
            return settlement.settle(group, result, nowNanos, ended);
        } catch (RuntimeException | Error e) {
            // A store that breaks its contract must not stop the lane: its callers are told that nobody knows.
            LOG.error("settling a group of {} failed", group.account(), e);
            group.calls.forEach(call -> ended.add(call, Settlement.unknown(call)));
            return List.of();
        }
    }

    private void giveBack(GroupRun group, List<Call> again, long nowNanos) {
        long waitNanos = again.isEmpty() ? 0 : settlement.backOffNanos(again);
        waiting.giveBack(group.account(), again, waitNanos > 0 ? nowNanos + waitNanos : null);
        if (waitNanos > 0) {
            settings.environment().schedule(this::nudge, waitNanos);
        }
    }

    private void forget(Settlement.Ended ended) {
        for (Call call : ended.calls()) {
            if (unanswered.remove(call)) {
                unansweredCount.decrementAndGet();
            }
        }
    }

    private void tell(Call call, Function<Call, TollgateException> why) {
        TollgateException reason = call.expire(why);
        if (reason != null) {
            settings.listener().failed(reason);
        }
    }

    // While the store does not answer

    private void watch() {
        if (watching.compareAndSet(false, true)) {
            settings.environment().schedule(this::watched, WATCH_NANOS);
        }
    }

    private void watched() {
        try {
            long nowNanos = settings.environment().nanoTime();
            tellLate(nowNanos);
            waitNoLongerForKept(nowNanos);
        } finally {
            watching.set(false);
            if (unansweredCount.get() > 0) {
                watch();
            }
        }
    }

    private void tellLate(long nowNanos) {
        for (Call call : unanswered) {
            // It stays where it is: the lane that comes upon it takes it out.
            if (call.isExpired(call.isUnderWay() ? nowNanos - UNDER_WAY_NANOS : nowNanos)) {
                tell(call, Settlement::expired);
            }
        }
    }

    private void waitNoLongerForKept(long nowNanos) {
        boolean fewer = false;
        for (Batch batch : underWay) {
            fewer |= batch.ageNanos(nowNanos) >= KEPT_NANOS && stopCounting(batch);
        }
        if (fewer) {
            nudge();
        }
    }
}
