package dev.tollgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.Tollgate;
import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.AccountResult;
import dev.tollgate.api.Admission;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.By;
import dev.tollgate.api.ContentionException;
import dev.tollgate.api.Gate;
import dev.tollgate.api.GateListener;
import dev.tollgate.api.Limit;
import dev.tollgate.api.Operation;
import dev.tollgate.api.OutcomeUnknownException;
import dev.tollgate.api.Precondition;
import dev.tollgate.api.ReportResult;
import dev.tollgate.api.Reversal;
import dev.tollgate.api.StoreUnavailableException;
import dev.tollgate.api.TicketHandle;
import dev.tollgate.api.TicketState;
import dev.tollgate.api.WindowKind;
import dev.tollgate.memory.MemoryStore;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.Environment;
import dev.tollgate.spi.Group;
import dev.tollgate.spi.GroupResult;
import dev.tollgate.spi.Snapshot;
import dev.tollgate.spi.Store;
import dev.tollgate.spi.TicketKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a caller is told is so, at the edges where an answer, a deadline and a closing gate meet. */
@Timeout(60)
class TellingTheTruthTest {
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(1);
    private static final AccountKey ACME = new AccountKey(Tollgate.DEFAULT_TENANT, "acme");

    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-02T10:00:00Z"));
    private final MemoryStore memory = new MemoryStore(clock);

    private static AdmitRequest pay(String number, long pence) {
        return AdmitRequest.of(new Operation("acme", "payment", number), "clerk-7", pence, "GBP");
    }

    private static AdmitRequest plain(String number) {
        return AdmitRequest.of(new Operation("acme", "payment", number), "clerk-7");
    }

    private Snapshot stored(String number) {
        TicketKey key = new TicketKey(ACME, "payment", number);
        return memory.read(ACME, List.of(key));
    }

    private static Tollgate start(Store store, Environment environment) {
        return Tollgate.on(store)
                .environment(environment)
                .sweepEvery(Duration.ZERO)
                .lanes(1)
                .callTimeout(CALL_TIMEOUT)
                .start();
    }

    private static <T> T run(SingleThreadEnvironment environment, CompletionStage<T> call) {
        environment.runUntilIdle();
        return call.toCompletableFuture().join();
    }

    private static void configure(SingleThreadEnvironment environment, Gate gate, long max) {
        run(
                environment,
                gate.configure(
                        "acme",
                        AccountConfig.of("GBP", Limit.amount("daily", WindowKind.DAY, max)),
                        By.of("clerk-7"),
                        Precondition.NONE));
    }

    @Test
    void aCallThatWasWrittenIsNeverSaidToHaveWaitedInVain() {
        for (long seed = 0; seed < 64; seed++) {
            SingleThreadEnvironment environment = new SingleThreadEnvironment(seed);
            Store slow = new ForwardingStore(new MemoryStore(clock)) {
                @Override
                public CompletionStage<List<GroupResult>> apply(List<Group> batch) {
                    return inner().apply(batch).thenCompose(results -> {
                        CompletableFuture<List<GroupResult>> later = new CompletableFuture<>();
                        environment.schedule(() -> later.complete(results), CALL_TIMEOUT.toNanos());
                        return later;
                    });
                }
            };
            GateListener meanwhile = new GateListener() {
                @Override
                public void admitted(String tenant, Admission admission) {
                    // What other threads may do while the lane settles its batch.
                    environment.runUntilIdle();
                }
            };
            Tollgate tollgate = Tollgate.on(slow)
                    .environment(environment)
                    .listener(meanwhile)
                    .sweepEvery(Duration.ZERO)
                    .callTimeout(CALL_TIMEOUT)
                    .start();
            CompletableFuture<Admission> answer =
                    tollgate.gate().admit(plain("1")).toCompletableFuture();
            environment.advance(CALL_TIMEOUT.multipliedBy(2));
            assertThat(answer).isDone();
            if (answer.isCompletedExceptionally()) {
                assertThatThrownBy(answer::join).as("seed %d", seed).hasCauseInstanceOf(OutcomeUnknownException.class);
            }
        }
    }

    @Test
    void aGateThatIsClosedInAHurrySaysThatItDoesNotKnowWhatMayHaveBeenWritten() {
        SingleThreadEnvironment environment = new SingleThreadEnvironment(1);
        FaultScript script = new FaultScript().always("acme", Fault.ERROR_AFTER);
        Tollgate tollgate = start(new FaultyStore(memory, script, environment), environment);
        CompletableFuture<Admission> answer = tollgate.gate().admit(plain("1")).toCompletableFuture();
        environment.runUntilIdle();
        assertThat(stored("1").tickets()).isNotEmpty();
        Thread.currentThread().interrupt();
        tollgate.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThatThrownBy(answer::join).hasCauseInstanceOf(OutcomeUnknownException.class);
    }

    /** Threads that the test can wait for. */
    private static final class Threads implements Environment {
        private final ExecutorService pool = Executors.newCachedThreadPool();
        private final AtomicLong ids = new AtomicLong();
        private final AtomicInteger running = new AtomicInteger();

        @Override
        public Executor executor() {
            return task -> {
                running.incrementAndGet();
                pool.execute(() -> {
                    try {
                        task.run();
                    } finally {
                        running.decrementAndGet();
                    }
                });
            };
        }

        void awaitIdle() {
            while (running.get() > 0) {
                Thread.onSpinWait();
            }
        }

        @Override
        public void schedule(Runnable task, long delayNanos) {}

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public String newId() {
            return "id-" + ids.incrementAndGet();
        }

        @Override
        public long random(long bound) {
            return 0;
        }

        /** Its threads end with the test; what was begun goes on. */
        @Override
        public void close() {}
    }

    @Test
    void whoWasToldThatTheirTurnNeverCameIsNotWrittenAfterwards() throws InterruptedException {
        Threads threads = new Threads();
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Store blocking = new ForwardingStore(memory) {
            @Override
            public CompletionStage<List<GroupResult>> apply(List<Group> batch) {
                reached.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return inner().apply(batch);
            }
        };
        Tollgate tollgate = start(blocking, threads);
        CompletableFuture<Admission> underWay =
                tollgate.gate().admit(plain("1")).toCompletableFuture();
        reached.await();
        CompletableFuture<Admission> queued = tollgate.gate().admit(plain("2")).toCompletableFuture();
        Thread.currentThread().interrupt();
        tollgate.close();
        assertThat(Thread.interrupted()).isTrue();
        goOn.countDown();
        threads.awaitIdle();
        threads.pool.shutdown();
        assertThatThrownBy(underWay::join).hasCauseInstanceOf(OutcomeUnknownException.class);
        assertThatThrownBy(queued::join).hasCauseInstanceOf(StoreUnavailableException.class);
        assertThat(stored("1").tickets()).isNotEmpty();
        assertThat(stored("2").tickets()).isEmpty();
    }

    @Test
    void aClosedGateSaysSoToWhoeverAsks() {
        Tollgate tollgate = Tollgate.on(memory).start();
        Gate gate = tollgate.gate();
        tollgate.close();
        assertThatThrownBy(() -> gate.admit(plain("1")).toCompletableFuture().join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(StoreUnavailableException.class);
        assertThatThrownBy(() ->
                        gate.find(plain("1").operation()).toCompletableFuture().join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void whatTheStoreAnswersAMomentAfterTheDeadlineIsTold() {
        SingleThreadEnvironment environment = new SingleThreadEnvironment(1);
        CompletableFuture<List<GroupResult>> late = new CompletableFuture<>();
        Store slow = new ForwardingStore(memory) {
            @Override
            public CompletionStage<List<GroupResult>> apply(List<Group> batch) {
                return late;
            }
        };
        CompletableFuture<Admission> answer =
                start(slow, environment).gate().admit(plain("1")).toCompletableFuture();
        environment.advance(CALL_TIMEOUT.plusMillis(300));
        assertThat(answer).isNotDone();
        late.complete(List.of(new GroupResult.Held()));
        environment.runUntilIdle();
        assertThat(answer).isCompletedExceptionally();
        assertThatThrownBy(answer::join).hasCauseInstanceOf(ContentionException.class);
    }

    @Test
    void aStoreThatBreaksDoesNotStopTheLane() {
        SingleThreadEnvironment environment = new SingleThreadEnvironment(1);
        boolean[] broken = {true};
        Store breaking = new ForwardingStore(memory) {
            @Override
            public CompletionStage<List<GroupResult>> apply(List<Group> batch) {
                if (broken[0]) {
                    broken[0] = false;
                    throw new AssertionError("a bug of the store");
                }
                return inner().apply(batch);
            }
        };
        Tollgate tollgate = start(breaking, environment);
        CompletableFuture<Admission> answer = tollgate.gate().admit(plain("1")).toCompletableFuture();
        environment.advance(CALL_TIMEOUT);
        assertThat(answer).isCompletedWithValueMatching(Admission.Admitted.class::isInstance);
    }

    /** The first batch gives back and admits, and hangs; when it is decided again only the admission is left. */
    @Test
    void whoWasDeclinedIsNotAdmittedByABatchThatArrivesLate() {
        SingleThreadEnvironment environment = new SingleThreadEnvironment(1);
        FaultScript script = new FaultScript();
        FaultyStore faulty = new FaultyStore(memory, script, environment);
        Gate gate = start(faulty, environment).gate();
        configure(environment, gate, 100);
        TicketHandle first = handle(run(environment, gate.admit(pay("1", 100))));

        script.next(new Fault.Slow(CALL_TIMEOUT.dividedBy(2)), new Fault.AppliedLate(1_000));
        CompletionStage<Admission> busy = gate.admit(pay("busy", 100));
        environment.runUntilIdle();
        CompletableFuture<ReportResult> failed = gate.fail(first, null).toCompletableFuture();
        environment.advance(CALL_TIMEOUT.dividedBy(4));
        CompletableFuture<Admission> second = gate.admit(pay("2", 100)).toCompletableFuture();
        environment.advance(CALL_TIMEOUT.dividedBy(4));
        assertThat(run(environment, busy)).isInstanceOf(Admission.Declined.class);
        script.always("acme", Fault.ANSWER_LOST);
        environment.advance(CALL_TIMEOUT.dividedBy(2));
        assertThatThrownBy(failed::join).hasCauseInstanceOf(OutcomeUnknownException.class);
        script.heal();
        environment.advance(CALL_TIMEOUT.dividedBy(8));
        assertThat(second).isCompletedWithValueMatching(Admission.Declined.class::isInstance);

        faulty.landAll();
        assertThat(stored("2").tickets()).as("declined, so nothing is kept").isEmpty();
    }

    /** As above, of an operation that no limit covers: the account's version does not tell. */
    @Test
    void whoWasRefusedAReversalHasNotReversedByABatchThatArrivesLate() {
        SingleThreadEnvironment environment = new SingleThreadEnvironment(1);
        FaultScript script = new FaultScript();
        FaultyStore faulty = new FaultyStore(memory, script, environment);
        Gate gate = start(faulty, environment).gate();
        run(environment, gate.configure("acme", AccountConfig.of("GBP"), By.of("clerk-7"), Precondition.NONE));
        TicketHandle first = handle(run(environment, gate.admit(pay("1", 100))));

        script.next(new Fault.Slow(CALL_TIMEOUT.dividedBy(2)), new Fault.AppliedLate(1_000));
        CompletionStage<Admission> busy = gate.admit(pay("busy", 100));
        environment.runUntilIdle();
        CompletableFuture<ReportResult> succeeded = gate.succeed(first, null).toCompletableFuture();
        environment.advance(CALL_TIMEOUT.dividedBy(4));
        CompletableFuture<ReportResult> reversed =
                gate.reverse(first, Reversal.of("r-1", 40)).toCompletableFuture();
        environment.advance(CALL_TIMEOUT.dividedBy(4));
        run(environment, busy);
        script.always("acme", Fault.ANSWER_LOST);
        environment.advance(CALL_TIMEOUT.dividedBy(2));
        assertThatThrownBy(succeeded::join).hasCauseInstanceOf(OutcomeUnknownException.class);
        script.heal();
        environment.advance(CALL_TIMEOUT.dividedBy(8));
        assertThat(reversed).isCompletedWithValueMatching(ReportResult.NotSucceeded.class::isInstance);

        faulty.landAll();
        assertThat(stored("1").tickets().values())
                .singleElement()
                .satisfies(row -> assertThat(row.state()).isEqualTo(TicketState.OPEN));
    }

    /** Nothing but the account's last batch tells whose configuration it is that stands there. */
    @Test
    void whoMadeAnAccountIsToldSoAlthoughTheAnswerWasLost() {
        SingleThreadEnvironment environment = new SingleThreadEnvironment(1);
        FaultScript script = new FaultScript().next(Fault.ERROR_AFTER);
        Gate gate =
                start(new FaultyStore(memory, script, environment), environment).gate();
        CompletableFuture<AccountResult> made = gate.configure(
                        "acme", AccountConfig.of("GBP"), By.of("clerk-7"), new Precondition.Absent())
                .toCompletableFuture();
        environment.advance(CALL_TIMEOUT);
        assertThat(made.join())
                .isInstanceOfSatisfying(
                        AccountResult.Changed.class,
                        changed -> assertThat(changed.created()).isTrue());
        assertThat(memory.audit(ACME, Optional.empty(), 10)).hasSize(1);
    }

    private static TicketHandle handle(Admission admission) {
        return ((Admission.Admitted) admission).ticket().handle();
    }
}
