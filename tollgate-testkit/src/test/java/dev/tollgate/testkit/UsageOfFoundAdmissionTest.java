package dev.tollgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.Tollgate;
import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.Admission;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.By;
import dev.tollgate.api.Gate;
import dev.tollgate.api.Limit;
import dev.tollgate.api.Operation;
import dev.tollgate.api.Precondition;
import dev.tollgate.api.Usage;
import dev.tollgate.api.WindowKind;
import dev.tollgate.memory.MemoryStore;
import dev.tollgate.spi.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The usage an admission shows is that of when it was counted; when that is not known any more, after a lost answer, it shows none. */
@Timeout(60)
class UsageOfFoundAdmissionTest {
    private final SingleThreadEnvironment environment = new SingleThreadEnvironment(1);
    private final FaultScript script = new FaultScript();
    private final MemoryStore memory = new MemoryStore(new SettableClock(Instant.parse("2026-03-02T10:00:00Z")));
    private final Gate gate = start(new FaultyStore(memory, script, environment));
    private final Gate other = start(new ForwardingStore(memory));

    private Gate start(Store store) {
        return Tollgate.on(store)
                .environment(environment)
                .sweepEvery(Duration.ZERO)
                .start()
                .gate();
    }

    @BeforeEach
    void configure() {
        AccountConfig config = AccountConfig.of("GBP", Limit.amount("daily", WindowKind.DAY, 1_000));
        gate.configure("acme", config, By.of("admin"), Precondition.NONE);
        environment.runUntilIdle();
    }

    private static CompletableFuture<Admission> admit(Gate by, String number, long pence) {
        return by.admit(AdmitRequest.of(new Operation("acme", "payment", number), "clerk-7", pence, "GBP"))
                .toCompletableFuture();
    }

    private static List<Long> used(CompletableFuture<Admission> call) {
        return Answers.expect(Admission.Admitted.class, call.join()).usage().stream()
                .map(Usage::used)
                .toList();
    }

    private CompletableFuture<Admission> admitWith(Fault fault) {
        script.next(fault);
        CompletableFuture<Admission> call = admit(gate, "ORD-1", 100);
        environment.runUntilIdle();
        assertThat(call).as("its answer was lost").isNotDone();
        return call;
    }

    private void othersAdmit() {
        CompletableFuture<Admission> meanwhile = admit(other, "ORD-2", 30);
        environment.runUntilIdle();
        assertThat(meanwhile).isCompleted();
    }

    @Test
    void ofATryThatWasWrittenAndIsStillTheLastItIsThatOfTheTry() {
        CompletableFuture<Admission> call = admitWith(Fault.ERROR_AFTER);
        environment.advance(Duration.ofSeconds(1));
        assertThat(used(call)).containsExactly(100L);
    }

    @Test
    void ofATryThatWasWrittenBeforeOthersMovedTheAccountItIsNotTold() {
        CompletableFuture<Admission> call = admitWith(Fault.ERROR_AFTER);
        othersAdmit();
        environment.advance(Duration.ofSeconds(1));
        assertThat(used(call)).isEmpty();
    }

    @Test
    void ofATryThatWasNotWrittenItIsThatOfTheNext() {
        CompletableFuture<Admission> call = admitWith(Fault.ANSWER_LOST);
        othersAdmit();
        environment.advance(Duration.ofSeconds(1));
        assertThat(used(call)).containsExactly(130L);
    }
}
