package dev.tollgate.proof.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.Tollgate;
import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.By;
import dev.tollgate.api.Limit;
import dev.tollgate.api.OnLapse;
import dev.tollgate.api.Operation;
import dev.tollgate.api.Outcome;
import dev.tollgate.api.Precondition;
import dev.tollgate.api.Reversal;
import dev.tollgate.api.WindowKind;
import dev.tollgate.memory.MemoryStore;
import dev.tollgate.spi.Group;
import dev.tollgate.spi.GroupResult;
import dev.tollgate.spi.Store;
import dev.tollgate.testkit.Fault;
import dev.tollgate.testkit.FaultPlan;
import dev.tollgate.testkit.FaultyStore;
import dev.tollgate.testkit.ForwardingStore;
import dev.tollgate.testkit.SettableClock;
import dev.tollgate.testkit.SingleThreadEnvironment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One seed's world: two engines that crash, one store that lies as far as stores may, clients that ask twice, a clock that jumps. */
final class Simulation {
    private static final int STEPS = 120;
    private static final int OPERATIONS = 5;
    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final List<String> ACCOUNTS = List.of("amounts", "counts", "free");
    private static final Outcome PAID = Outcome.text("paid");
    private static final List<Fault> FAULTS = List.of(
            Fault.ERROR_BEFORE,
            Fault.ERROR_AFTER,
            Fault.ANSWER_LOST,
            new Fault.AppliedLate(1),
            new Fault.AppliedLate(2),
            new Fault.AppliedLate(4),
            new Fault.AppliedLate(9),
            new Fault.Slow(Duration.ofMillis(30)),
            new Fault.Slow(Duration.ofSeconds(4)),
            Fault.HELD,
            Fault.CONFLICT);

    private final SplittableRandom random;
    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-02T23:59:00Z"));
    private final SingleThreadEnvironment environment;
    private final MemoryStore memory = new MemoryStore(clock);
    private final FaultyStore faulty;
    private final List<Instance> instances = new ArrayList<>();
    private final Ledger ledger = new Ledger();
    private final List<Pending> pending = new ArrayList<>();
    private boolean shaky;

    /** A call, and the life of the engine that it was sent to. */
    private record Pending(Instance instance, int life, CompletableFuture<?> answer) {
        boolean isOwed() {
            return instance.life == life && !answer.isDone();
        }
    }

    Simulation(long seed) {
        random = new SplittableRandom(seed);
        environment = new SingleThreadEnvironment(random.nextLong());
        FaultPlan none = FaultPlan.none();
        FaultPlan seeded = FaultPlan.seeded(random.nextLong(), 20 + random.nextInt(400), FAULTS);
        faulty = new FaultyStore(
                memory,
                new FaultPlan() {
                    @Override
                    public List<Fault> faultsOf(List<Group> batch) {
                        return (shaky ? seeded : none).faultsOf(batch);
                    }

                    @Override
                    public boolean queryFails() {
                        return shaky && seeded.queryFails();
                    }
                },
                environment);
        instances.add(new Instance());
        instances.add(new Instance());
    }

    /** What happened, so that it can be seen that it happened at all. */
    static final class Tally {
        private int admitted;
        private int declined;
        private int succeeded;
        private int unknown;
        private int disputed;
        private int late;

        Tally() {}

        Tally(Ledger ledger, MemoryStore memory) {
            admitted = ledger.admitted();
            declined = ledger.declined();
            succeeded = ledger.succeeded();
            unknown = ledger.unknown();
            disputed = ledger.disputed(memory);
            late = ledger.late(memory);
        }

        void add(Tally other) {
            admitted += other.admitted;
            declined += other.declined;
            succeeded += other.succeeded;
            unknown += other.unknown;
            disputed += other.disputed;
            late += other.late;
        }

        int admitted() {
            return admitted;
        }

        int declined() {
            return declined;
        }

        int succeeded() {
            return succeeded;
        }

        int unknown() {
            return unknown;
        }

        int disputed() {
            return disputed;
        }

        int late() {
            return late;
        }

        @Override
        public String toString() {
            return "%d admitted, %d declined, %d succeeded, %d unknown, %d disputed, %d late"
                    .formatted(admitted, declined, succeeded, unknown, disputed, late);
        }
    }

    /** An engine in a process of its own. */
    private final class Instance {
        private SingleThreadEnvironment.Node node = environment.node();
        private Cut cut = new Cut(faulty);
        private Tollgate tollgate = start();
        private int life;

        private Tollgate start() {
            return Tollgate.on(cut)
                    .environment(node)
                    .callTimeout(Duration.ofSeconds(2))
                    .sweepEvery(Duration.ofSeconds(1))
                    .lanes(2)
                    .batchMax(1 + random.nextInt(8))
                    .conflictTriesMax(20)
                    .start();
        }

        private void crash() {
            node.crash();
            cut.isCut = true;
            node = environment.node();
            cut = new Cut(faulty);
            tollgate = start();
            life++;
        }
    }

    /** The connections of one process: nothing comes back through them once it is gone. */
    private static final class Cut extends ForwardingStore {
        private boolean isCut;

        private Cut(Store inner) {
            super(inner);
        }

        @Override
        public CompletionStage<List<GroupResult>> apply(List<Group> batch) {
            CompletableFuture<List<GroupResult>> answer = new CompletableFuture<>();
            inner().apply(batch).thenAccept(results -> {
                if (!isCut) {
                    answer.complete(results);
                }
            });
            return answer;
        }
    }

    Tally run() {
        configure("amounts", Limit.amount("limit", WindowKind.DAY, Ledger.AMOUNT_MAX));
        configure("counts", Limit.count("limit", WindowKind.DAY, Ledger.COUNT_MAX));
        configure("free");
        shaky = true;
        for (int step = 0; step < STEPS; step++) {
            step();
            for (int tasks = random.nextInt(6); tasks > 0 && environment.runOne(); tasks--) {}
            ledger.check(memory);
        }
        comeToRest();
        return new Tally(ledger, memory);
    }

    private void configure(String account, Limit... limits) {
        var changed = instances
                .get(0)
                .tollgate
                .gate()
                .configure(account, AccountConfig.of("GBP", limits), By.of("admin"), Precondition.NONE)
                .toCompletableFuture();
        environment.runUntilIdle();
        assertThat(changed).isCompleted();
    }

    private void step() {
        int drawn = random.nextInt(100);
        if (drawn < 35) {
            admit();
        } else if (drawn < 70) {
            report();
        } else if (drawn < 82) {
            letPass(Duration.ofMillis(random.nextInt(1_500)));
        } else if (drawn < 86) {
            clock.advance(LEASE);
        } else if (drawn < 88) {
            clock.advance(Duration.ofHours(random.nextInt(30)));
        } else if (drawn < 91) {
            clock.setBack(Duration.ofMinutes(random.nextInt(90)));
        } else if (drawn < 93) {
            instances.get(random.nextInt(2)).crash();
        } else if (drawn < 95) {
            faulty.landAll();
        } else {
            environment.runUntilIdle();
        }
    }

    private void letPass(Duration duration) {
        clock.advance(duration);
        environment.advance(duration);
    }

    private Instance instance() {
        return instances.get(random.nextInt(2));
    }

    private void admit() {
        AdmitRequest request;
        if (random.nextInt(100) < 25 && ledger.hasRequests()) {
            request = ledger.someRequest(random);
        } else {
            Operation operation = new Operation(
                    ACCOUNTS.get(random.nextInt(ACCOUNTS.size())), "payment", "ORD-" + random.nextInt(OPERATIONS));
            // The policy goes with the operation, so that it is known of which operations one caller at a time is
            // promised.
            request = AdmitRequest.of(operation, "client", Ledger.amountOf(operation), "GBP")
                    .withRequestId("request-" + ledger.nextRequest())
                    .withLease(LEASE)
                    .withOnLapse(Ledger.isHeld(operation) ? OnLapse.HOLD : OnLapse.RELEASE);
        }
        Instance asked = instance();
        ledger.sent(request);
        owe(
                asked,
                asked.tollgate
                        .gate()
                        .admit(request)
                        .whenComplete((admission, failure) -> ledger.answered(request, admission, failure)));
    }

    private void owe(Instance asked, CompletionStage<?> answer) {
        pending.add(new Pending(asked, asked.life, answer.toCompletableFuture()));
    }

    private void report() {
        Ledger.Held held = ledger.someTicket(random);
        if (held == null) {
            return;
        }
        Instance told = instance();
        var gate = told.tollgate.gate();
        var handle = held.handle();
        int drawn = random.nextInt(10);
        if (drawn < 1) {
            owe(told, gate.doubt(handle, null));
        } else if (drawn < 2) {
            owe(told, gate.renew(handle, LEASE));
        } else if (drawn < 3) {
            Reversal reversal = Reversal.of("reversal-" + random.nextInt(3), 1 + random.nextInt(20));
            owe(told, gate.reverse(handle, reversal));
        } else {
            switch (held.end()) {
                case SUCCEED ->
                    owe(told, gate.succeed(handle, PAID).thenAccept(result -> ledger.reported(held, result)));
                case FAIL -> owe(told, gate.fail(handle, null));
                case RELEASE -> {
                    held.letGo();
                    owe(told, gate.release(handle, null));
                }
            }
        }
    }

    /** Everything heals: what is on its way arrives, every lease ends, every call is answered. */
    private void comeToRest() {
        shaky = false;
        faulty.landAll();
        ledger.check(memory);
        for (int i = 0; i < 10; i++) {
            letPass(LEASE);
            ledger.check(memory);
        }
        assertThat(pending).as("calls of living engines without an answer").noneMatch(Pending::isOwed);
        assertThat(instances.get(0).tollgate.verify().holds()).isTrue();
        for (Ledger.Held held : ledger.tickets()) {
            Instance told = instances.get(1);
            owe(
                    told,
                    told.tollgate
                            .gate()
                            .succeed(held.handle(), PAID)
                            .thenAccept(result -> ledger.reported(held, result)));
            environment.runUntilIdle();
            ledger.check(memory);
        }
        assertThat(pending).noneMatch(Pending::isOwed);
        assertThat(instances.get(1).tollgate.verify().holds()).isTrue();
    }
}
