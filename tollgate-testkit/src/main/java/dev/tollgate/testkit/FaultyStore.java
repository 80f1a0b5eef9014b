package dev.tollgate.testkit;

import dev.tollgate.api.StoreUnavailableException;
import dev.tollgate.spi.AccountFilter;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.AuditRow;
import dev.tollgate.spi.Environment;
import dev.tollgate.spi.Group;
import dev.tollgate.spi.GroupResult;
import dev.tollgate.spi.Inspection;
import dev.tollgate.spi.Snapshot;
import dev.tollgate.spi.Store;
import dev.tollgate.spi.TicketFilter;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketPosition;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.UsageRow;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.ObjLongConsumer;

/**
 * Any store, with things going wrong by plan: errors before and after applying, lost answers, requests that arrive late, slow
 * answers, held rows and conflicts. What it answers is always what a real store could have answered. Safe for concurrent use if the
 * plan is.
 */
public final class FaultyStore extends ForwardingStore {
    private final ObjLongConsumer<Runnable> timer;
    private final FaultPlan plan;
    private final List<InFlight> inFlight = new ArrayList<>();

    /** A store whose slow answers are slow by the machine's clock. */
    public FaultyStore(Store inner, FaultPlan plan) {
        this(inner, plan, FaultyStore::runLater);
    }

    /** A store whose slow answers are scheduled on an environment. */
    public FaultyStore(Store inner, FaultPlan plan, Environment environment) {
        this(inner, plan, environment::schedule);
    }

    private FaultyStore(Store inner, FaultPlan plan, ObjLongConsumer<Runnable> timer) {
        super(inner);
        this.timer = timer;
        this.plan = plan;
    }

    private static void runLater(Runnable task, long delayNanos) {
        CompletableFuture.delayedExecutor(delayNanos, TimeUnit.NANOSECONDS).execute(task);
    }

    private static final class InFlight {
        final LateGroup group;
        int callsLeft;

        InFlight(LateGroup group, int callsLeft) {
            this.group = group;
            this.callsLeft = callsLeft;
        }
    }

    @Override
    public CompletionStage<List<GroupResult>> apply(List<Group> batch) {
        landDue();
        List<Fault> faults = plan.faultsOf(batch);
        List<Group> passed = new ArrayList<>();
        List<DecidedOnly> onTheWay = new ArrayList<>();
        Duration delay = Duration.ZERO;
        for (int i = 0; i < batch.size(); i++) {
            Fault fault = faults.get(i);
            if (fault instanceof Fault.AnswerLost) {
                // It was decided and sent: only what was decided can be in doubt.
                passed.add(new DecidedOnly(batch.get(i), 0));
            } else if (fault instanceof Fault.AppliedLate late) {
                DecidedOnly hanging = new DecidedOnly(batch.get(i), late.calls());
                onTheWay.add(hanging);
                passed.add(hanging);
            } else if (passes(fault)) {
                passed.add(batch.get(i));
            }
            if (fault instanceof Fault.Slow slow && slow.delay().compareTo(delay) > 0) {
                delay = slow.delay();
            }
        }
        CompletionStage<List<GroupResult>> applied =
                passed.isEmpty() ? CompletableFuture.completedFuture(List.of()) : inner().apply(passed);
        CompletionStage<List<GroupResult>> answers = applied.thenApply(results -> {
            onTheWay.forEach(this::send);
            return merge(faults, results);
        });
        return delay.isZero() ? answers : delayed(answers, delay);
    }

    private static boolean passes(Fault fault) {
        return fault instanceof Fault.None
                || fault instanceof Fault.ErrorAfter
                || fault instanceof Fault.AnswerLost
                || fault instanceof Fault.AppliedLate
                || fault instanceof Fault.Slow;
    }

    private static List<GroupResult> merge(List<Fault> faults, List<GroupResult> results) {
        Iterator<GroupResult> real = results.iterator();
        List<GroupResult> answers = new ArrayList<>(faults.size());
        for (Fault fault : faults) {
            answers.add(answer(fault, passes(fault) ? real.next() : GroupResult.APPLIED));
        }
        return answers;
    }

    private static GroupResult answer(Fault fault, GroupResult real) {
        if (fault instanceof Fault.None || fault instanceof Fault.Slow) {
            return real;
        }
        if (fault instanceof Fault.ErrorBefore) {
            return new GroupResult.Unavailable(new IOException("no connection"));
        }
        if (fault instanceof Fault.Held) {
            return new GroupResult.Held();
        }
        if (fault instanceof Fault.Conflict) {
            return new GroupResult.Conflict(null);
        }
        return new GroupResult.OutcomeUnknown(new IOException("connection lost"));
    }

    private CompletionStage<List<GroupResult>> delayed(CompletionStage<List<GroupResult>> answers, Duration delay) {
        return answers.thenCompose(results -> {
            CompletableFuture<List<GroupResult>> later = new CompletableFuture<>();
            timer.accept(() -> later.complete(results), delay.toNanos());
            return later;
        });
    }

    private synchronized void send(DecidedOnly group) {
        LateGroup decided = group.decided();
        if (decided != null) {
            inFlight.add(new InFlight(decided, group.calls()));
        }
    }

    /** Lets everything arrive that is still on its way. */
    public void landAll() {
        land(true);
    }

    private void landDue() {
        land(false);
    }

    private void land(boolean all) {
        for (LateGroup group : due(all)) {
            inner().apply(List.of(group)).toCompletableFuture().join();
        }
    }

    private synchronized List<LateGroup> due(boolean all) {
        List<LateGroup> due = new ArrayList<>();
        inFlight.removeIf(sent -> {
            sent.callsLeft--;
            return (all || sent.callsLeft <= 0) && due.add(sent.group);
        });
        return due;
    }

    private Store query() {
        landDue();
        if (plan.queryFails()) {
            throw new StoreUnavailableException("no connection", new IOException("no connection"));
        }
        return inner();
    }

    @Override
    public List<TicketKey> findLapsed(int max) {
        return query().findLapsed(max);
    }

    @Override
    public List<TicketRow> findInDoubt(Optional<TicketPosition> after, int max) {
        return query().findInDoubt(after, max);
    }

    @Override
    public List<TicketKey> findOutcomesFinishedBefore(long beforeMillis, int max) {
        return query().findOutcomesFinishedBefore(beforeMillis, max);
    }

    @Override
    public List<TicketKey> findFinishedBefore(long beforeMillis, int max) {
        return query().findFinishedBefore(beforeMillis, max);
    }

    @Override
    public Snapshot read(AccountKey account, List<TicketKey> tickets) {
        return query().read(account, tickets);
    }

    @Override
    public List<UsageRow> usage(AccountKey account, long fromMillis, long toMillis, int max) {
        return query().usage(account, fromMillis, toMillis, max);
    }

    @Override
    public List<TicketRow> tickets(TicketFilter filter, Optional<TicketPosition> after, int max) {
        return query().tickets(filter, after, max);
    }

    @Override
    public List<AccountRow> accounts(AccountFilter filter, Optional<String> after, int max) {
        return query().accounts(filter, after, max);
    }

    @Override
    public List<AuditRow> audit(AccountKey account, Optional<String> beforeId, int max) {
        return query().audit(account, beforeId, max);
    }

    @Override
    public Inspection inspect() {
        return query().inspect();
    }
}
