package dev.tollgate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.Admission;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.BlockingGate;
import dev.tollgate.api.By;
import dev.tollgate.api.Limit;
import dev.tollgate.api.NotDone;
import dev.tollgate.api.OnceResult;
import dev.tollgate.api.Operation;
import dev.tollgate.api.Outcome;
import dev.tollgate.api.Reason;
import dev.tollgate.api.Refused;
import dev.tollgate.api.ReportResult;
import dev.tollgate.api.TicketQuery;
import dev.tollgate.api.TicketState;
import dev.tollgate.api.WindowKind;
import dev.tollgate.memory.MemoryStore;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The gate from outside, on the store in memory, with the engine's own threads. */
class TollgateTest {
    private static final By OPERATOR = By.of("ops");

    private Tollgate tollgate;
    private BlockingGate gate;

    @BeforeEach
    void start() throws Exception {
        tollgate = Tollgate.on(new MemoryStore()).sweepEvery(Duration.ZERO).start();
        gate = tollgate.blocking();
        gate.configure("acme", AccountConfig.of("GBP", Limit.amount("daily", WindowKind.DAY, 1_000)), OPERATOR);
    }

    @AfterEach
    void stop() {
        tollgate.close();
    }

    @Test
    void aTimeBeyondAllYearsDoesNotFilter() throws Exception {
        gate.admit(AdmitRequest.of(new Operation("acme", "payment", "1"), "clerk-7", 1, "GBP"));
        TicketQuery all = TicketQuery.ALL.withAdmitted(Instant.MIN, Instant.MAX);
        assertThat(gate.tickets(all).items()).hasSize(1);
        assertThat(gate.tickets(TicketQuery.ALL.withAdmitted(Instant.MAX, null)).items())
                .isEmpty();
        assertThat(gate.usage("acme", Instant.MIN, Instant.MAX).orElseThrow()).hasSize(1);
    }

    private static AdmitRequest pay(String number, long minorUnits) {
        return AdmitRequest.of(new Operation("acme", "payment", number), "clerk-7", minorUnits, "GBP");
    }

    @Test
    void succeededOperationIsReplayedWithItsOutcome() throws Exception {
        OnceResult first = gate.runOnce(pay("1", 400), ticket -> Outcome.text("paid"));
        OnceResult second = gate.runOnce(pay("1", 400), ticket -> {
            throw new AssertionError("ran twice");
        });

        assertThat(first).isInstanceOf(OnceResult.Ran.class);
        assertThat(((OnceResult.NotRun) second).admission())
                .isInstanceOfSatisfying(
                        Admission.Replayed.class,
                        replayed -> assertThat(replayed.ticket().outcome()).isEqualTo(Outcome.text("paid")));
    }

    @Test
    void limitDeclinesWhatIsTooMuchAndFailureGivesTheAmountBack() throws Exception {
        gate.runOnce(pay("1", 700), ticket -> null);
        Admission declined = gate.admit(pay("2", 301));
        OnceResult failed = gate.runOnce(pay("3", 300), ticket -> {
            throw new Refused("card expired", Outcome.text("no"));
        });
        Admission again = gate.admit(pay("4", 300));

        assertThat(((Admission.Declined) declined).reasons()).singleElement().satisfies(reason -> {
            assertThat(reason.code()).isEqualTo(Reason.Code.AMOUNT_LIMIT_EXCEEDED);
            assertThat(reason.used()).isEqualTo(700);
            assertThat(reason.available()).isEqualTo(300);
        });
        assertThat(((ReportResult.Done) ((OnceResult.Ran) failed).report())
                        .ticket()
                        .state())
                .isEqualTo(TicketState.FAILED);
        assertThat(again).isInstanceOf(Admission.Admitted.class);
        assertThat(tollgate.verify().holds()).isTrue();
    }

    @Test
    void abandonedOperationMayBeTriedAgainWithAHigherFence() throws Exception {
        gate.runOnce(pay("1", 400), ticket -> {
            throw new NotDone("bank closed");
        });
        OnceResult second = gate.runOnce(pay("1", 500), ticket -> Outcome.text("fence " + ticket.fence()));

        assertThat(((ReportResult.Done) ((OnceResult.Ran) second).report())
                        .ticket()
                        .outcome())
                .isEqualTo(Outcome.text("fence 2"));
    }

    @Test
    void anyOtherFailurePutsTheTicketInDoubtAndIsThrownOn() throws Exception {
        assertThatThrownBy(() -> gate.runOnce(pay("1", 400), ticket -> {
                    throw new IllegalStateException("the bank timed out");
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(gate.admit(pay("1", 400))).isInstanceOf(Admission.InDoubt.class);
        assertThat(gate.find(new Operation("acme", "payment", "1"))
                        .orElseThrow()
                        .reason())
                .contains("the bank timed out");
    }
}
