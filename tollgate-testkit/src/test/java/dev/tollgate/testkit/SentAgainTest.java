package dev.tollgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.Tollgate;
import dev.tollgate.api.Admission;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.Gate;
import dev.tollgate.api.Operation;
import dev.tollgate.api.OutcomeUnknownException;
import dev.tollgate.api.ReportResult;
import dev.tollgate.api.TicketHandle;
import dev.tollgate.api.TicketState;
import dev.tollgate.memory.MemoryStore;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.Store;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketRow;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A caller whose answer was lost with its instance sends the same call to another, and only then the first copy arrives. */
@Timeout(60)
class SentAgainTest {
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(1);
    private static final AccountKey ACME = new AccountKey(Tollgate.DEFAULT_TENANT, "acme");

    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-02T10:00:00Z"));
    private final MemoryStore memory = new MemoryStore(clock);
    private final SingleThreadEnvironment environment = new SingleThreadEnvironment(1);
    private final FaultScript script = new FaultScript();
    private final FaultyStore faulty = new FaultyStore(memory, script, environment);
    private Gate dying;
    private Gate other;

    @BeforeEach
    void startTwoGates() {
        dying = start(faulty);
        other = start(memory);
    }

    private Gate start(Store store) {
        return Tollgate.on(store)
                .environment(environment)
                .sweepEvery(Duration.ZERO)
                .lanes(1)
                .callTimeout(CALL_TIMEOUT)
                .start()
                .gate();
    }

    private static AdmitRequest plain(String number) {
        return AdmitRequest.of(new Operation("acme", "payment", number), "clerk-7");
    }

    private Collection<TicketRow> stored(String number) {
        return memory.read(ACME, List.of(new TicketKey(ACME, "payment", number)))
                .tickets()
                .values();
    }

    private <T> T run(CompletionStage<T> call) {
        environment.runUntilIdle();
        return call.toCompletableFuture().join();
    }

    private TicketHandle admitted(CompletionStage<Admission> call) {
        return ((Admission.Admitted) run(call)).ticket().handle();
    }

    /** What was sent to the gate hangs on its way to the store, and the gate never finds out. */
    private void hang(CompletableFuture<?>... calls) {
        script.next(new Fault.AppliedLate(1_000));
        environment.runUntilIdle();
        script.always("acme", Fault.ANSWER_LOST);
        environment.advance(CALL_TIMEOUT.multipliedBy(2));
        for (CompletableFuture<?> call : calls) {
            assertThatThrownBy(call::join).hasCauseInstanceOf(OutcomeUnknownException.class);
        }
        script.heal();
    }

    /** Nothing but its own revision guards a ticket that no limit covers. */
    @Test
    void aReportThatIsOlderThanAPurgeLeavesTheNextTicketAlone() {
        TicketHandle first = admitted(dying.admit(plain("1")));
        assertThat(run(dying.doubt(first, "no answer"))).isInstanceOf(ReportResult.Done.class);
        hang(dying.release(first, "not needed").toCompletableFuture());
        assertThat(run(other.release(first, "not needed"))).isInstanceOf(ReportResult.Done.class);
        clock.advance(Duration.ofDays(401));
        try (Tollgate sweeper = Tollgate.on(memory).sweepEvery(Duration.ZERO).start()) {
            sweeper.sweep();
        }
        assertThat(stored("1")).isEmpty();
        TicketHandle second = admitted(other.admit(plain("1").withRequestId("request-2")));
        assertThat(run(other.doubt(second, "no answer"))).isInstanceOf(ReportResult.Done.class);

        faulty.landAll();
        assertThat(stored("1")).singleElement().satisfies(row -> {
            assertThat(row.requestId()).isEqualTo("request-2");
            assertThat(row.state()).isEqualTo(TicketState.IN_DOUBT);
        });
    }
}
