package dev.tollgate.testkit;

import static dev.tollgate.testkit.Answers.admitted;
import static dev.tollgate.testkit.Answers.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tollgate.Tollgate;
import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.Admission;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.BlockingGate;
import dev.tollgate.api.ContentionException;
import dev.tollgate.api.Limit;
import dev.tollgate.api.OnLapse;
import dev.tollgate.api.OutcomeUnknownException;
import dev.tollgate.api.OverloadedException;
import dev.tollgate.api.ReportResult;
import dev.tollgate.api.StoreUnavailableException;
import dev.tollgate.api.Ticket;
import dev.tollgate.api.TicketState;
import dev.tollgate.api.WindowKind;
import dev.tollgate.spi.Group;
import dev.tollgate.spi.GroupResult;
import dev.tollgate.spi.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stores that stay away for longer: what callers are told, who has to wait for whom, and that it is the truth. */
abstract class OutageRung extends GateRung {
    private static final AccountConfig LIMITED =
            AccountConfig.of("GBP", Limit.amount("daily", WindowKind.DAY, 1_000_000));
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(1);

    private final FaultScript script = new FaultScript();

    private Tollgate shaken(Store inner) {
        return shaken(inner, CALL_TIMEOUT);
    }

    private Tollgate shaken(Store inner, Duration callTimeout) {
        return start(
                new FaultyStore(inner, script),
                knobs -> knobs.callTimeout(callTimeout).lanes(1));
    }

    @Test
    void aHeldAccountKeepsNobodyElseOfItsLaneWaiting() throws InterruptedException {
        Tollgate tollgateOfOneLane = shaken(open(clock));
        for (String account : List.of("held", "free", "other")) {
            configure(account, LIMITED);
        }
        script.always("held", Fault.HELD);
        CompletableFuture<Admission> held =
                tollgateOfOneLane.gate().admit(pounds("held", "1", 100)).toCompletableFuture();
        BlockingGate free = tollgateOfOneLane.blocking();
        int answered = 0;
        while (!held.isDone()) {
            admitted(free.admit(pounds("free", "ORD-" + answered, 1)));
            admitted(free.admit(pounds("other", "ORD-" + answered, 1)));
            answered++;
        }
        assertThat(answered).as("pairs answered while the held one waited").isGreaterThan(5);
        assertThatThrownBy(held::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(ContentionException.class);
        assertThat(gate.find(payment("held", "1"))).as("nothing was written").isEmpty();
        assertThat(used("held")).isEqualTo(Map.of("daily", 0L));
        script.heal();
        admitted(free.admit(pounds("held", "1", 100)));
    }

    @Test
    void aRowThatIsLetGoInTimeIsNoTrouble() throws InterruptedException {
        Tollgate tollgateOfOneLane = shaken(open(clock), Duration.ofMinutes(1));
        configure("held", LIMITED);
        script.always("held", Fault.HELD);
        CompletableFuture<Admission> held =
                tollgateOfOneLane.gate().admit(pounds("held", "1", 100)).toCompletableFuture();
        while (script.met() < 3) {
            Thread.onSpinWait();
        }
        assertThat(held).isNotDone();
        script.heal();
        admitted(held.join());
    }

    @Test
    void conflictsWithoutEndAreContentionAndNeverADecline() throws InterruptedException {
        BlockingGate shaken = shaken(open(clock)).blocking();
        configure("busy", LIMITED);
        script.always("busy", Fault.CONFLICT);
        assertThatThrownBy(() -> shaken.admit(pounds("busy", "1", 100))).isInstanceOf(ContentionException.class);
        assertThat(gate.find(payment("busy", "1"))).isEmpty();
        assertThat(used("busy")).isEqualTo(Map.of("daily", 0L));
    }

    @Test
    void aStoreThatIsAwayIsUnavailableAndNothingWasWritten() throws InterruptedException {
        BlockingGate shaken = shaken(open(clock)).blocking();
        configure("acme", LIMITED);
        Ticket ticket = admitted(shaken.admit(pounds("acme", "1", 100)));
        script.always("acme", Fault.ERROR_BEFORE);
        assertThatThrownBy(() -> shaken.admit(pounds("acme", "2", 100))).isInstanceOf(StoreUnavailableException.class);
        assertThatThrownBy(() -> shaken.succeed(ticket.handle(), null)).isInstanceOf(StoreUnavailableException.class);
        assertThat(gate.find(payment("acme", "2"))).isEmpty();
        assertThat(gate.ticket(ticket.handle()).orElseThrow().state()).isEqualTo(TicketState.OPEN);
        script.heal();
        done(shaken.succeed(ticket.handle(), null));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAnswerThatStaysLostIsUnknownAndBringsTheRequestIdToAskAgainWith(boolean applied)
            throws InterruptedException {
        BlockingGate shaken = shaken(open(clock)).blocking();
        configure("acme", LIMITED);
        script.always("acme", applied ? Fault.ERROR_AFTER : Fault.ANSWER_LOST);
        AdmitRequest request = pounds("acme", "1", 100);
        OutcomeUnknownException unknown =
                catchThrowableOfType(OutcomeUnknownException.class, () -> shaken.admit(request));
        script.heal();
        assertThat(unknown).isNotNull();
        String requestId = Objects.requireNonNull(unknown.requestId());
        assertThat(gate.find(payment("acme", "1")).isPresent()).isEqualTo(applied);
        assertThat(admitted(shaken.admit(request.withRequestId(requestId))).fence())
                .isEqualTo(1);
        assertThat(gate.admit(request)).isInstanceOf(Admission.InProgress.class);
        assertThat(used("acme")).isEqualTo(Map.of("daily", 100L));
        assertThat(tollgate.verify().holds()).isTrue();
    }

    @Test
    void aStoreThatIsSlowerThanTheDeadlineLeavesItUnknownAndTheGateGoesOn() throws InterruptedException {
        BlockingGate shaken = shaken(open(clock)).blocking();
        configure("acme", LIMITED);
        script.next(new Fault.Slow(CALL_TIMEOUT.multipliedBy(3)));
        AdmitRequest request = pounds("acme", "1", 100).withRequestId("request-1");
        assertThatThrownBy(() -> shaken.admit(request)).isInstanceOf(OutcomeUnknownException.class);
        Admission.Admitted again = null;
        while (again == null) {
            // The lane waits for the slow answer; who asks meanwhile is told that the call waited too long.
            try {
                again = Answers.expect(Admission.Admitted.class, shaken.admit(request));
            } catch (ContentionException | OutcomeUnknownException e) {
                assertThat(used("acme")).isEqualTo(Map.of("daily", 100L));
            }
        }
        assertThat(again.ticket().fence()).isEqualTo(1);
        assertThat(used("acme")).isEqualTo(Map.of("daily", 100L));
    }

    @Test
    void aFullQueueRefusesAtOnceAndWhatWasQueuedIsDone() throws InterruptedException {
        configure("acme", LIMITED);
        CompletableFuture<Void> gap = new CompletableFuture<>();
        Store waiting = new ForwardingStore(open(clock)) {
            @Override
            public CompletionStage<List<GroupResult>> apply(List<Group> batch) {
                return gap.thenCompose(open -> inner().apply(batch));
            }
        };
        Tollgate small = start(waiting, knobs -> knobs.queueMax(3).lanes(1));
        List<CompletableFuture<Admission>> queued = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            queued.add(small.gate().admit(pounds("acme", "ORD-" + i, 1)).toCompletableFuture());
        }
        CompletableFuture<Admission> refused =
                small.gate().admit(pounds("acme", "ORD-9", 1)).toCompletableFuture();
        assertThat(refused).isCompletedExceptionally();
        assertThatThrownBy(refused::join).hasCauseInstanceOf(OverloadedException.class);
        assertThat(queued.get(2).cancel(true)).as("a caller that hangs up").isTrue();
        gap.complete(null);
        admitted(queued.get(0).join());
        admitted(queued.get(1).join());
        admitted(small.blocking().admit(pounds("acme", "ORD-10", 1)));
        assertThat(gate.find(payment("acme", "ORD-2")))
                .as("hanging up cancels nothing")
                .isPresent();
        assertThat(gate.find(payment("acme", "ORD-9"))).isEmpty();
    }

    private static final List<Fault> EVERY_FAULT = List.of(
            Fault.ERROR_BEFORE,
            Fault.ERROR_AFTER,
            Fault.ANSWER_LOST,
            new Fault.AppliedLate(1),
            new Fault.AppliedLate(2),
            new Fault.AppliedLate(5),
            new Fault.Slow(Duration.ofMillis(2)),
            Fault.HELD,
            Fault.CONFLICT);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void underFaultsOfAllKindsNothingIsLostNothingDoubledAndNoLimitPassed(long seed) throws Exception {
        long max = 2_500;
        configure("hot", AccountConfig.of("GBP", Limit.amount("daily", WindowKind.DAY, max)));
        List<FaultyStore> stores = new ArrayList<>();
        List<BlockingGate> gates = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            FaultyStore store = new FaultyStore(open(clock), FaultPlan.seeded(seed + i, 150, EVERY_FAULT));
            stores.add(store);
            gates.add(start(store, knobs -> knobs).blocking());
        }
        Map<Integer, Boolean> executed = new ConcurrentHashMap<>();
        AtomicInteger declines = new AtomicInteger();
        Race race = closing(new Race());
        race.run(thread -> {
            BlockingGate caller = gates.get(thread % 2);
            Random random = new Random(seed * 100 + thread);
            for (int i = 0; i < 20; i++) {
                int number = random.nextInt(80);
                AdmitRequest request = pounds("hot", "ORD-" + number, 50).withRequestId(thread + "-" + i);
                Admission admission = answer(() -> caller.admit(request));
                if (admission instanceof Admission.Admitted admitted) {
                    assertThat(executed.put(number, true)).as("executed twice").isNull();
                    Ticket ticket = admitted.ticket();
                    done(answer(() -> caller.succeed(ticket.handle(), Report.PAID)));
                } else if (admission instanceof Admission.Declined) {
                    declines.incrementAndGet();
                }
            }
        });
        stores.forEach(FaultyStore::landAll);
        assertThat(declines).as("declines: the limit was tight").hasPositiveValue();
        assertThat(executed).hasSize((int) max / 50);
        assertThat(used("hot")).isEqualTo(Map.of("daily", max));
        for (int number : executed.keySet()) {
            assertThat(gate.find(payment("hot", "ORD-" + number)).orElseThrow().state())
                    .as("acknowledged")
                    .isEqualTo(TicketState.SUCCEEDED);
        }
        assertThat(tollgate.verify().holds()).isTrue();
        new Recount(gate, "hot").check();
    }

    private interface Call<T> {
        T send() throws InterruptedException;
    }

    /** Sends the same call until there is an answer. */
    private static <T> T answer(Call<T> call) throws InterruptedException {
        while (true) {
            try {
                return call.send();
            } catch (StoreUnavailableException | OutcomeUnknownException | ContentionException e) {
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
            }
        }
    }

    @Test
    void whatIsSweptUnderFaultsIsSweptOnce() throws InterruptedException {
        configure("acme", LIMITED);
        List<Ticket> tickets = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            tickets.add(admitted(gate.admit(pounds("acme", "ORD-" + i, 10).withOnLapse(OnLapse.RELEASE))));
        }
        clock.advance(AdmitRequest.DEFAULT_LEASE);
        script.next(Fault.ERROR_AFTER, Fault.CONFLICT, new Fault.AppliedLate(2));
        Tollgate shaken = shaken(open(clock));
        shaken.sweep();
        script.heal();
        shaken.sweep();
        assertThat(used("acme")).isEqualTo(Map.of("daily", 0L));
        for (Ticket ticket : tickets) {
            assertThat(gate.ticket(ticket.handle()).orElseThrow().state()).isEqualTo(TicketState.RELEASED);
            assertThat(gate.succeed(ticket.handle(), null)).isInstanceOf(ReportResult.Done.class);
        }
        assertThat(used("acme")).isEqualTo(Map.of("daily", 200L));
        assertThat(tollgate.verify().holds()).isTrue();
    }
}
