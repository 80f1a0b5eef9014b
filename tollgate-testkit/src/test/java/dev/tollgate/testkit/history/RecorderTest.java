package dev.tollgate.testkit.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.Tollgate;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.By;
import dev.tollgate.api.Gate;
import dev.tollgate.api.Operation;
import dev.tollgate.api.Reversal;
import dev.tollgate.api.TicketHandle;
import dev.tollgate.memory.MemoryStore;
import dev.tollgate.testkit.Fault;
import dev.tollgate.testkit.FaultScript;
import dev.tollgate.testkit.FaultyStore;
import dev.tollgate.testkit.SingleThreadEnvironment;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RecorderTest {
    private static final Operation OPERATION = new Operation("acme", "payment", "ORD-1001");

    private final SingleThreadEnvironment environment = new SingleThreadEnvironment(1);
    private final FaultScript script = new FaultScript();
    private final Gate gate = Tollgate.on(new FaultyStore(new MemoryStore(), script, environment))
            .environment(environment)
            .sweepEvery(Duration.ZERO)
            .callTimeout(Duration.ofSeconds(1))
            .start()
            .gate();
    private final Recorder recorder = new Recorder(2);
    private final Gate recorded = recorder.on(gate);

    private CompletableFuture<?> admit() {
        return recorded.admit(AdmitRequest.of(OPERATION, "clerk-7")).toCompletableFuture();
    }

    @Test
    void aCallThatWaitsForItsAnswerIsOneThatNobodyKnowsTheOutcomeOf() {
        CompletableFuture<?> call = admit();
        assertThat(recorder.history().calls()).singleElement().matches(c -> c.answer() == null);
        environment.runUntilIdle();
        assertThat(recorder.history().calls()).singleElement().satisfies(c -> {
            assertThat(c.answer()).isSameAs(call.join());
            assertThat(c.asked()).isInstanceOf(Asked.Admit.class);
            assertThat(c.end()).isGreaterThan(c.start());
        });
    }

    @Test
    void aCallWhoseAnswerWasLostStaysUnknown() {
        script.always("acme", Fault.ANSWER_LOST);
        CompletableFuture<?> call = admit();
        environment.advance(Duration.ofMinutes(1));
        assertThat(call).isCompletedExceptionally();
        assertThat(recorder.history().calls())
                .singleElement()
                .matches(c -> c.answer() == null && c.end() == RecordedCall.NEVER);
    }

    @Test
    void aCallThatCertainlyHadNoEffectIsLeftOut() {
        script.always("acme", Fault.ERROR_BEFORE);
        CompletableFuture<?> call = admit();
        environment.advance(Duration.ofMinutes(1));
        assertThat(call).isCompletedExceptionally();
        assertThat(recorder.history().calls()).isEmpty();
    }

    @Test
    void itHoldsNoMoreThanItMay() {
        assertThat(admit()).isNotDone();
        assertThat(admit()).isNotDone();
        assertThatThrownBy(this::admit).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatWouldChangeTicketsUnseenIsNotSupported() {
        var handle = TicketHandle.of(OPERATION, 1, "request-1");
        List<Runnable> unseen = List.of(
                () -> recorded.reverse(handle, Reversal.of("r-1", 1)), () -> recorded.close("acme", By.of("admin")));
        assertThat(unseen)
                .allSatisfy(call -> assertThatThrownBy(call::run).isInstanceOf(UnsupportedOperationException.class));
    }
}
