package dev.tollgate.internal;

import dev.tollgate.api.OverloadedException;
import dev.tollgate.api.StoreUnavailableException;
import dev.tollgate.api.TollgateException;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.Group;
import dev.tollgate.spi.GroupResult;
import dev.tollgate.spi.Store;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
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
 * The queue and single writer of a share of the accounts.
 *
 * <h2>How it runs</h2>
 *
 * Callers add to {@link Arrivals} from any thread and wake the lane, which sleeps without missing any. Awake, the lane takes one turn
 * after another on the executor: it sorts the arrivals into a queue per account, forms a group of each account that is ready, hands the
 * batch to the store, and lets {@link Settlement} say what becomes of each group. There is never more than one turn under way, so
 * {@code waiting} is touched by one thread at a time. No timer collects a batch: what queued up while the store was busy is the next one.
 * Groups that wait for a back-off have a timer of their own, which nudges the lane.
 *
 * Callers are told by a task of its own while the lane goes on; when nothing is left to do, the lane falls asleep first and tells them
 * in the thread that it has left, which saves a caller who is alone one wake-up.
 *
 * <h2>Bounds</h2>
 *
 * {@code unanswered} holds every call from its arrival to its answer, wherever it waits; at {@code queueMax} further calls are refused.
 * A call past its deadline fails at the next turn; while the store keeps the lane waiting a watch of {@link #WATCH_NANOS} tells its caller,
 * half a second later if the store has the call itself.
 */
final class Lane {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

    /** How often calls past their deadline are looked for while the store does not answer. */
    private static final long WATCH_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /** How long a call past its deadline is left to the store that has it: the answer is nearly always on its way, and says more. */
    private static final long UNDER_WAY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Store store;
    private final Settings settings;
    private final Settlement settlement;
    private final Memory memory = new Memory();
    private final Rivalry rivalry = new Rivalry();
    private final Arrivals<Call> arrivals = new Arrivals<>();
    private final Set<Call> unanswered = ConcurrentHashMap.newKeySet();
    private final AtomicInteger unansweredCount = new AtomicInteger();
    private final AtomicBoolean watching = new AtomicBoolean();
    private final Map<AccountKey, AccountQueue> waiting = new LinkedHashMap<>();

    /** Ended, but their callers were not told yet. Belongs to the turn, as {@code waiting} does. */
    private final List<Settlement.Ended> untold = new ArrayList<>();

    private volatile boolean closed;
    private volatile boolean abandoned;

    Lane(Store store, Settings settings) {
        this.store = store;
        this.settings = settings;
        this.settlement = new Settlement(settings, rivalry, store.usesRemembered() ? memory : null);
    }

    /** Queues a call; refuses it at once when the lane is full or closed. */
    void submit(Call call) {
        if (closed) {
            call.expire(Lane::closed);
        } else if (unansweredCount.incrementAndGet() > settings.queueMax()) {
            unansweredCount.decrementAndGet();
            call.expire(refused -> new OverloadedException(
                    "%d calls are waiting already; nothing happened, ask again later".formatted(settings.queueMax()),
                    null));
        } else {
            unanswered.add(call);
            watch();
            if (arrivals.add(call)) {
                start();
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

    private void start() {
        try {
            settings.environment().executor().execute(this::turns);
        } catch (RejectedExecutionException e) {
            // Closed: whoever still waits is told by abandon.
            arrivals.notStarted();
        }
    }

    /** Wakes the lane for groups whose back-off is over, or has it look again before it falls asleep. */
    private void nudge() {
        if (arrivals.nudge()) {
            start();
        }
    }

    /** Takes turns until there is nothing to do, or until a store call is under way that will call back. */
    private void turns() {
        while (true) {
            List<GroupRun> batch = nextBatch();
            if (batch.isEmpty()) {
                List<Settlement.Ended> last = List.copyOf(untold);
                untold.clear();
                if (arrivals.sleeps()) {
                    // This thread is not the lane any more: whatever callers do in it keeps no lane.
                    complete(last);
                    return;
                }
                untold.addAll(last);
                continue;
            }
            tellAll();
            CompletableFuture<List<GroupResult>> results = apply(batch).toCompletableFuture();
            if (!results.isDone()) {
                CompletableFuture<Void> unused = results.handle((done, failure) -> {
                    settings.environment().executor().execute(() -> {
                        settle(batch, done, failure);
                        turns();
                    });
                    return null;
                });
                return;
            }
            List<GroupResult> done = null;
            Throwable failure = null;
            try {
                done = results.join();
            } catch (CompletionException | CancellationException e) {
                failure = e.getCause() == null ? e : e.getCause();
            }
            settle(batch, done, failure);
            if (!arrivals.isEmpty() || !waiting.isEmpty()) {
                tellAll();
            }
        }
    }

    private CompletionStage<List<GroupResult>> apply(List<GroupRun> batch) {
        long startNanos = settings.environment().nanoTime();
        int calls = 0;
        for (GroupRun group : batch) {
            calls += group.calls.size();
        }
        int requests = calls;
        try {
            return store.apply(List.<Group>copyOf(batch))
                    .whenComplete((results, failure) -> settings.listener()
                            .batchApplied(
                                    batch.size(),
                                    requests,
                                    settings.environment().nanoTime() - startNanos));
        } catch (RuntimeException | Error e) {
            // Not even a broken store may stop the lane.
            return CompletableFuture.failedFuture(e);
        }
    }

    // Forming a batch

    private List<GroupRun> nextBatch() {
        arrivals.look();
        for (Call call = arrivals.poll(); call != null; call = arrivals.poll()) {
            waiting.computeIfAbsent(call.command.account(), AccountQueue::new).add(call);
        }
        if (waiting.isEmpty()) {
            return List.of();
        }
        long nowNanos = settings.environment().nanoTime();
        String batchId = settings.environment().newId();
        List<GroupRun> batch = new ArrayList<>();
        int room = settings.batchMax();
        Iterator<AccountQueue> queues = waiting.values().iterator();
        List<AccountQueue> rest = new ArrayList<>();
        Settlement.Ended ended = new Settlement.Ended();
        while (queues.hasNext() && room > 0) {
            AccountQueue queue = queues.next();
            expire(queue, nowNanos, ended);
            if (!queue.isEmpty() && !queue.isReady(nowNanos)) {
                continue;
            }
            queues.remove();
            if (queue.isEmpty()) {
                continue;
            }
            queue.ready();
            List<Call> calls = queue.take(room, ended::addOver);
            if (calls.isEmpty()) {
                continue;
            }
            room -= calls.size();
            batch.add(new GroupRun(
                    queue,
                    calls,
                    batchId,
                    rivalry.conflictsInARow(queue.account),
                    memory.recall(queue.account, calls)));
            if (!queue.isEmpty()) {
                rest.add(queue);
            }
        }
        // An account with more calls than a batch holds goes behind all others.
        rest.forEach(queue -> waiting.put(queue.account, queue));
        toTell(ended);
        batch.sort(Comparator.comparing(GroupRun::account));
        return batch;
    }

    private static void expire(AccountQueue queue, long nowNanos, Settlement.Ended ended) {
        Iterator<Call> calls = queue.calls().iterator();
        while (calls.hasNext()) {
            Call call = calls.next();
            if (call.isExpired(nowNanos)) {
                calls.remove();
                ended.add(call, Settlement.expired(call));
            }
        }
    }

    private void tell(Call call, Function<Call, TollgateException> why) {
        TollgateException reason = call.expire(why);
        if (reason != null) {
            settings.listener().failed(reason);
        }
    }

    private void toTell(Settlement.Ended ended) {
        if (!ended.calls().isEmpty()) {
            ended.calls().forEach(this::forget);
            untold.add(ended);
        }
    }

    /** One task for all: the lane goes on while its callers wake up, and none of them can keep it. */
    private void tellAll() {
        if (untold.isEmpty()) {
            return;
        }
        List<Settlement.Ended> all = List.copyOf(untold);
        untold.clear();
        try {
            settings.environment().executor().execute(() -> complete(all));
        } catch (RejectedExecutionException e) {
            // Closed: there is no next turn to keep them from.
            complete(all);
        }
    }

    private void complete(List<Settlement.Ended> all) {
        all.forEach(ended -> ended.complete(settings.listener()));
    }

    private void forget(Call call) {
        if (unanswered.remove(call)) {
            unansweredCount.decrementAndGet();
        }
    }

    // After the store

    private void settle(List<GroupRun> batch, @Nullable List<GroupResult> results, @Nullable Throwable failure) {
        long nowNanos = settings.environment().nanoTime();
        Settlement.Ended ended = new Settlement.Ended();
        for (int i = 0; i < batch.size(); i++) {
            GroupRun group = batch.get(i);
            GroupResult result = results != null && i < results.size()
                    ? results.get(i)
                    : new GroupResult.OutcomeUnknown(
                            failure != null ? failure : new IllegalStateException("the store failed to answer"));
            List<Call> again = settle(group, result, nowNanos, ended);
            if (!again.isEmpty()) {
                putBack(group.queue, again, nowNanos);
            }
        }
        toTell(ended);
    }

    private List<Call> settle(GroupRun group, GroupResult result, long nowNanos, Settlement.Ended ended) {
        try {
            return settlement.settle(group, result, nowNanos, ended);
        } catch (RuntimeException e) {
            // A store that breaks its contract must not stop the lane: its callers are told that nobody knows.
            LOG.error("settling a group of {} failed", group.account(), e);
            group.calls.forEach(call -> ended.add(call, Settlement.unknown(call)));
            return List.of();
        }
    }

    private void putBack(AccountQueue queue, List<Call> again, long nowNanos) {
        // Calls of this account may have arrived meanwhile and made a queue of their own: they come after.
        AccountQueue arrived = waiting.remove(queue.account);
        if (arrived != null && arrived != queue) {
            arrived.calls().forEach(queue::add);
        }
        queue.putBack(again);
        waiting.put(queue.account, queue);
        long waitNanos = settlement.backOffNanos(again);
        if (waitNanos > 0) {
            queue.backOff(nowNanos + waitNanos);
            settings.environment().schedule(this::nudge, waitNanos);
        }
    }

    // While the store does not answer

    private void watch() {
        if (watching.compareAndSet(false, true)) {
            settings.environment().schedule(this::look, WATCH_NANOS);
        }
    }

    private void look() {
        long nowNanos = settings.environment().nanoTime();
        for (Call call : unanswered) {
            // It stays where it is: the turn that comes upon it takes it out.
            if (call.isExpired(call.isUnderWay() ? nowNanos - UNDER_WAY_NANOS : nowNanos)) {
                tell(call, Settlement::expired);
            }
        }
        watching.set(false);
        if (unansweredCount.get() > 0) {
            watch();
        }
    }
}
