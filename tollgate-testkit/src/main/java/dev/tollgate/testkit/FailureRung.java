package dev.tollgate.testkit;

import static dev.tollgate.testkit.Answers.admitted;
import static dev.tollgate.testkit.Answers.await;
import static dev.tollgate.testkit.Answers.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.tollgate.Tollgate;
import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.Admission;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.BlockingGate;
import dev.tollgate.api.Gate;
import dev.tollgate.api.Limit;
import dev.tollgate.api.OnLapse;
import dev.tollgate.api.OutcomeUnknownException;
import dev.tollgate.api.Precondition;
import dev.tollgate.api.StoreUnavailableException;
import dev.tollgate.api.Ticket;
import dev.tollgate.api.TicketHandle;
import dev.tollgate.api.TicketState;
import dev.tollgate.api.WindowKind;
import dev.tollgate.spi.Group;
import dev.tollgate.spi.GroupResult;
import dev.tollgate.spi.Store;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every write meets every fault: asked again with the same call, the end is the one that it would have come to without. */
abstract class FailureRung extends GateRung {
    private static final int TRIES_MAX = 10;

    private final FaultScript script = new FaultScript();
    private FaultyStore faulty;
    private Tollgate shaken;

    @BeforeEach
    final void startOneGateOnAFaultyStore() {
        faulty = new FaultyStore(open(clock), script);
        shaken = start(faulty, knobs -> knobs);
    }

    /** Faults as they come one after the other, by the name of the test. */
    private static Map<String, List<Fault>> faults() {
        Map<String, List<Fault>> faults = new LinkedHashMap<>();
        faults.put("an error before", List.of(Fault.ERROR_BEFORE));
        faults.put("an error after", List.of(Fault.ERROR_AFTER));
        faults.put("a lost answer", List.of(Fault.ANSWER_LOST));
        faults.put("a late arrival, next call", List.of(new Fault.AppliedLate(1)));
        faults.put("a late arrival, second call", List.of(new Fault.AppliedLate(2)));
        faults.put("a late arrival, third call", List.of(new Fault.AppliedLate(3)));
        faults.put("a late arrival, at the end", List.of(new Fault.AppliedLate(1_000)));
        faults.put("a held row", List.of(Fault.HELD));
        faults.put("a conflict", List.of(Fault.CONFLICT));
        faults.put(
                "five conflicts",
                List.of(Fault.CONFLICT, Fault.CONFLICT, Fault.CONFLICT, Fault.CONFLICT, Fault.CONFLICT));
        faults.put("a slow answer", List.of(new Fault.Slow(Duration.ofMillis(5))));
        faults.put("an error after, then a conflict", List.of(Fault.ERROR_AFTER, Fault.CONFLICT));
        faults.put("an error after, then an error before", List.of(Fault.ERROR_AFTER, Fault.ERROR_BEFORE));
        faults.put("two errors after", List.of(Fault.ERROR_AFTER, Fault.ERROR_AFTER));
        faults.put("a lost answer, then an error after", List.of(Fault.ANSWER_LOST, Fault.ERROR_AFTER));
        faults.put("two late arrivals", List.of(new Fault.AppliedLate(2), new Fault.AppliedLate(3)));
        faults.put(
                "errors before until it gives up",
                List.of(Fault.ERROR_BEFORE, Fault.ERROR_BEFORE, Fault.ERROR_BEFORE, Fault.ERROR_BEFORE));
        return faults;
    }

    /** A call that writes: where its ticket stands before, and the call itself. */
    private enum Write {
        ADMIT,
        ADMIT_THE_NEXT_ATTEMPT,
        SUCCEED,
        FAIL,
        RELEASE,
        DOUBT,
        RENEW,
        REVERSE,
        RESOLVE,
        SETTLE,
        SUCCEED_TOO_LATE,
        CONFIGURE,
        SUSPEND;

        void prepare(Scene scene, Gate gate) throws InterruptedException {
            switch (this) {
                case ADMIT, CONFIGURE, SUSPEND -> {}
                case ADMIT_THE_NEXT_ATTEMPT, SUCCEED_TOO_LATE -> scene.bring(Standing.RELEASED, Scene.FIRST_REQUEST);
                case SUCCEED, FAIL, RELEASE, DOUBT, RENEW -> scene.bring(Standing.OPEN, Scene.FIRST_REQUEST);
                case REVERSE -> scene.bring(Standing.SUCCEEDED, Scene.FIRST_REQUEST);
                case RESOLVE -> scene.bring(Standing.DOUBTED, Scene.FIRST_REQUEST);
                case SETTLE -> Report.SUCCEED.send(gate, scene.bring(Standing.FAILED, Scene.FIRST_REQUEST));
            }
        }

        Object send(Scene scene, Gate gate) throws InterruptedException {
            TicketHandle first = TicketHandle.of(scene.operation(), 1, Scene.FIRST_REQUEST);
            return switch (this) {
                case ADMIT -> await(gate.admit(scene.request(Scene.FIRST_REQUEST, OnLapse.HOLD)));
                case ADMIT_THE_NEXT_ATTEMPT -> await(gate.admit(scene.request("request-2", OnLapse.HOLD)));
                case SUCCEED, SUCCEED_TOO_LATE -> Report.SUCCEED.send(gate, first);
                case FAIL -> Report.FAIL.send(gate, first);
                case RELEASE -> Report.RELEASE.send(gate, first);
                case DOUBT -> Report.DOUBT.send(gate, first);
                case RENEW -> Report.RENEW.send(gate, first);
                case REVERSE -> Report.REVERSE.send(gate, first);
                case RESOLVE -> Report.RESOLVE_FAILED.send(gate, first);
                case SETTLE -> Report.SETTLE.send(gate, first);
                case CONFIGURE -> await(gate.configure(scene.operation().account(), RAISED, CLERK, Precondition.NONE));
                case SUSPEND -> await(gate.suspend(scene.operation().account(), CLERK));
            };
        }

        String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    private static final AccountConfig RAISED = AccountConfig.of(
            "GBP", Limit.amount("daily", WindowKind.DAY, 2_000_000), Limit.count("ever", WindowKind.TOTAL, 1_000));

    @TestFactory
    Stream<DynamicTest> everyWriteUnderEveryFault() {
        return Stream.of(Write.values())
                .flatMap(write -> faults().entrySet().stream()
                        .map(fault -> dynamicTest(
                                write.text() + " under " + fault.getKey(),
                                () -> check(write, fault.getKey(), fault.getValue()))));
    }

    private void check(Write write, String name, List<Fault> faults) throws InterruptedException {
        Scene expected = new Scene(this, write.text() + " without " + name);
        write.prepare(expected, tollgate.gate());
        Object answer = write.send(expected, tollgate.gate());

        Scene scene = new Scene(this, write.text() + " under " + name);
        write.prepare(scene, tollgate.gate());
        Map<String, Object> before = scene.end();
        int met = script.met();
        script.next(faults.toArray(Fault[]::new));
        Object shakenAnswer = ask(write, scene, before);
        assertThat(script.met()).as("faults that were met").isGreaterThan(met);
        script.heal();

        assertThat(shakenAnswer).hasSameClassAs(answer);
        assertThat(scene.end()).isEqualTo(expected.end());
        faulty.landAll();
        assertThat(scene.end()).as("after everything has arrived").isEqualTo(expected.end());
        assertThat(write.send(scene, tollgate.gate()))
                .as("by another gate")
                .hasSameClassAs(write.send(expected, tollgate.gate()));
        assertThat(scene.end()).isEqualTo(expected.end());
        assertThat(tollgate.verify().holds()).isTrue();
    }

    /** Sends the same call until there is an answer, as a caller does; what certainly did not happen must not have. */
    private Object ask(Write write, Scene scene, Map<String, Object> before) throws InterruptedException {
        boolean certain = true;
        for (int tries = 0; tries < TRIES_MAX; tries++) {
            try {
                return write.send(scene, shaken.gate());
            } catch (StoreUnavailableException e) {
                if (certain) {
                    assertThat(scene.end()).as("nothing was written").isEqualTo(before);
                }
            } catch (OutcomeUnknownException e) {
                certain = false;
            }
        }
        throw new AssertionError("no answer in " + TRIES_MAX + " tries");
    }

    @Test
    void aTicketThatNobodyHeardOfIsFoundAgainByItsRequestId() throws InterruptedException {
        configure("acme", AccountConfig.of("GBP", Limit.amount("daily", WindowKind.DAY, 100)));
        script.next(Fault.ERROR_AFTER);
        Ticket first = admitted(shaken.blocking().admit(pounds("acme", "1", 100).withRequestId("request-1")));
        Ticket again = admitted(gate.admit(pounds("acme", "1", 100).withRequestId("request-1")));
        assertThat(again).isEqualTo(first);
        assertThat(used("acme")).isEqualTo(Map.of("daily", 100L));
        assertThat(done(gate.succeed(first.handle(), null)).state()).isEqualTo(TicketState.SUCCEEDED);
    }

    @Test
    void aDeclineIsTrueForEverAlthoughItsFirstTryArrivesAfterIt() throws InterruptedException {
        configure("acme", AccountConfig.of("GBP", Limit.amount("daily", WindowKind.DAY, 100)));
        admitted(gate.admit(pounds("acme", "1", 100)));
        clock.advance(Duration.ofDays(1));
        script.next(new Fault.AppliedLate(1_000));
        assertThat(setBackBeforeItsSecondTry(Duration.ofHours(20)).admit(pounds("acme", "2", 100)))
                .isInstanceOf(Admission.Declined.class);
        faulty.landAll();
        assertThat(gate.find(payment("acme", "2"))).isEmpty();
        assertThat(used("acme")).isEqualTo(Map.of("daily", 100L));
    }

    @Test
    void whoIsToldThatItIsInProgressNeverTakesItOverByAFirstTryThatArrivesLater() throws InterruptedException {
        Ticket held = admitted(gate.admit(plain("nobody", "1").withOnLapse(OnLapse.RELEASE)));
        clock.advance(AdmitRequest.DEFAULT_LEASE);
        script.next(new Fault.AppliedLate(1_000));
        assertThat(setBackBeforeItsSecondTry(Duration.ofSeconds(1)).admit(plain("nobody", "1")))
                .isInstanceOf(Admission.InProgress.class);
        faulty.landAll();
        assertThat(gate.find(held.operation()).orElseThrow().fence()).isEqualTo(1);
        assertThat(done(gate.succeed(held.handle(), null)).late()).isFalse();
    }

    /** A gate of a process whose first write seems to be lost, and the clock to go wrong. */
    private BlockingGate setBackBeforeItsSecondTry(Duration back) {
        AtomicInteger tries = new AtomicInteger();
        Store store = new ForwardingStore(faulty) {
            @Override
            public CompletionStage<List<GroupResult>> apply(List<Group> batch) {
                if (tries.incrementAndGet() == 2) {
                    clock.setBack(back);
                }
                return inner().apply(batch);
            }

            @Override
            public void close() {
                // The other gate on it closes it.
            }
        };
        return start(store, knobs -> knobs).blocking();
    }
}
