package dev.tollgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.Tollgate;
import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.Admission;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.By;
import dev.tollgate.api.Limit;
import dev.tollgate.api.Operation;
import dev.tollgate.api.Precondition;
import dev.tollgate.api.ReportResult;
import dev.tollgate.api.TicketHandle;
import dev.tollgate.api.WindowKind;
import dev.tollgate.memory.MemoryStore;
import dev.tollgate.spi.TicketKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who was told that nothing happened must be right for ever, also when what was sent before arrives after the answer. */
@Timeout(30)
class LateArrivalTest {
    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-02T23:30:00Z"));
    private final SingleThreadEnvironment environment = new SingleThreadEnvironment(1);
    private final FaultScript script = new FaultScript();
    private final FaultyStore store = new FaultyStore(new MemoryStore(clock), script, environment);
    private final Tollgate tollgate = Tollgate.on(store)
            .environment(environment)
            .callTimeout(Duration.ofSeconds(2))
            .sweepEvery(Duration.ZERO)
            .lanes(1)
            .start();

    private <T> CompletableFuture<T> ask(CompletionStage<T> call) {
        environment.runUntilIdle();
        return call.toCompletableFuture();
    }

    private void configure() {
        AccountConfig config = AccountConfig.of("GBP", Limit.amount("daily", WindowKind.DAY, 100));
        assertThat(ask(tollgate.gate().configure("acme", config, By.of("admin"), Precondition.NONE)))
                .isCompleted();
    }

    private static AdmitRequest payment(String number) {
        return payment(number, 100);
    }

    private static AdmitRequest payment(String number, long pence) {
        return AdmitRequest.of(new Operation("acme", "payment", number), "clerk-7", pence, "GBP");
    }

    private boolean isKept(String number) {
        TicketKey key = TicketKey.of(Tollgate.DEFAULT_TENANT, payment(number).operation());
        return !store.read(key.account(), List.of(key)).tickets().isEmpty();
    }

    @Test
    void aDeclineIsTrueForEverAlthoughItsFirstTryArrivesAfterIt() {
        configure();
        TicketHandle full = ((Admission.Admitted)
                        ask(tollgate.gate().admit(payment("full"))).join())
                .ticket()
                .handle();

        script.always("acme", Fault.HELD);
        CompletableFuture<ReportResult> release = ask(tollgate.gate().release(full, null));
        environment.advance(Duration.ofMillis(1_900));
        CompletableFuture<Admission> admission = ask(tollgate.gate().admit(payment("next")));
        script.heal().next(new Fault.AppliedLate(1_000));
        int met = script.met();
        for (int millis = 0; millis < 50 && script.met() == met; millis++) {
            environment.advance(Duration.ofMillis(1));
        }
        assertThat(script.met()).as("both are on the way together").isEqualTo(met + 1);
        script.always("acme", Fault.HELD);
        environment.advance(Duration.ofMillis(200));
        assertThat(release).as("its time is over, nobody knows").isCompletedExceptionally();
        assertThat(admission).isNotDone();
        script.heal();
        environment.advance(Duration.ofMillis(200));
        assertThat(admission).isCompleted();

        boolean told = admission.join() instanceof Admission.Admitted;
        store.landAll();
        assertThat(isKept("next")).as("told: " + admission.join()).isEqualTo(told);
    }

    @Test
    void aDeclineIsTrueForEverAlthoughTheClockWasSetBackMeanwhile() {
        configure();
        assertThat(ask(tollgate.gate().admit(payment("full"))).join()).isInstanceOf(Admission.Admitted.class);

        clock.advance(Duration.ofHours(1));
        script.next(new Fault.AppliedLate(1_000));
        CompletableFuture<Admission> admission = ask(tollgate.gate().admit(payment("next")));
        assertThat(admission).as("its first try is on the way, of tomorrow").isNotDone();
        clock.setBack(Duration.ofMinutes(50));
        environment.advance(Duration.ofMillis(200));
        assertThat(admission).isCompleted();

        boolean told = admission.join() instanceof Admission.Admitted;
        store.landAll();
        assertThat(isKept("next")).as("told: " + admission.join()).isEqualTo(told);
    }

    @Test
    void aGroupThatArrivesLateIsNotWrittenWhenATicketItTookToBeAbsentIsThere() {
        configure();
        Admission.Admitted paid = (Admission.Admitted)
                ask(tollgate.gate().admit(payment("paid", 60))).join();
        assertThat(ask(tollgate.gate().succeed(paid.ticket().handle(), null))).isCompleted();

        // A finished ticket is not remembered: on memory, what asks for it again is declined.
        script.next(new Fault.AppliedLate(1));
        CompletionStage<Admission> beside = tollgate.gate().admit(payment("other", 30));
        CompletableFuture<Admission> again = ask(tollgate.gate().admit(payment("paid", 60)));
        environment.advance(Duration.ofMillis(200));

        assertThat(beside.toCompletableFuture().join()).isInstanceOf(Admission.Admitted.class);
        assertThat(again.join()).isInstanceOf(Admission.Replayed.class);
    }
}
