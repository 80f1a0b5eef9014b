package dev.tollgate.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.Tollgate;
import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.AccountStatus;
import dev.tollgate.api.Admission;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.BlockingGate;
import dev.tollgate.api.By;
import dev.tollgate.api.Limit;
import dev.tollgate.api.OnLapse;
import dev.tollgate.api.Operation;
import dev.tollgate.api.Outcome;
import dev.tollgate.api.ReportResult;
import dev.tollgate.api.Ticket;
import dev.tollgate.api.TicketHandle;
import dev.tollgate.api.TicketState;
import dev.tollgate.api.Usage;
import dev.tollgate.api.WindowKind;
import dev.tollgate.jdbc.JdbcStore;
import dev.tollgate.spi.Store;
import dev.tollgate.testkit.Fault;
import dev.tollgate.testkit.FaultScript;
import dev.tollgate.testkit.FaultyStore;
import dev.tollgate.testkit.SingleThreadEnvironment;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The timelines of {@link TrapsTest} again, through the gate: none of them goes wrong. */
class TrapsAnsweredTest {
    @TempDir
    Path folder;

    private static final Instant MONDAY = Instant.parse("2026-03-02T00:00:00Z");
    private static final Instant TUESDAY = Instant.parse("2026-03-03T00:00:00Z");
    private static final By CAROL = By.of("carol");

    private final AtomicReference<Instant> clock = new AtomicReference<>(MONDAY);
    private final FaultScript faults = new FaultScript();
    private Tollgate tollgate;
    private BlockingGate gate;

    @BeforeEach
    void open() throws Exception {
        Store store = JdbcStore.open("sqlite:" + folder.resolve("tollgate.db"), clock::get);
        Store faulty = new FaultyStore(store, faults, new SingleThreadEnvironment(1));
        tollgate = Tollgate.on(faulty).sweepEvery(Duration.ZERO).start();
        gate = tollgate.blocking();
        gate.configure("acme", AccountConfig.of("GBP", Limit.amount("daily", WindowKind.DAY, 1000)), CAROL);
        clock.set(TUESDAY.plusSeconds(36_000));
    }

    @AfterEach
    void closeAndVerify() {
        assertThat(tollgate.verify().holds()).isTrue();
        tollgate.close();
    }

    private static AdmitRequest request(String number, long amount) {
        return AdmitRequest.of(new Operation("acme", "payment", number), "clerk-7", amount, "GBP");
    }

    private TicketHandle admit(String number, long amount) throws Exception {
        return ((Admission.Admitted) gate.admit(request(number, amount)))
                .ticket()
                .handle();
    }

    private void pay(String number, long amount) throws Exception {
        assertThat(gate.succeed(admit(number, amount), null)).isInstanceOf(ReportResult.Done.class);
    }

    private void declines(String number, long amount) throws Exception {
        assertThat(gate.admit(request(number, amount))).isInstanceOf(Admission.Declined.class);
    }

    private long used(Instant day) throws Exception {
        return gate.usage("acme", day, day.plus(Duration.ofDays(1))).orElseThrow().stream()
                .mapToLong(Usage::used)
                .sum();
    }

    @Test
    void callerOfMondayNeverTouchesTuesdaysUsage() throws Exception {
        clock.set(TUESDAY.minusSeconds(1));
        pay("P-0", 100);
        TicketHandle paused = admit("A", 50);
        clock.set(TUESDAY.plusSeconds(1));
        pay("B", 900);
        gate.succeed(paused, null);

        declines("C", 850);
        assertThat(used(MONDAY)).isEqualTo(150);
        assertThat(used(TUESDAY)).isEqualTo(900);
    }

    @Test
    void failureAfterMidnightGivesBackToTheDayBefore() throws Exception {
        clock.set(TUESDAY.minusSeconds(1));
        TicketHandle ticket = admit("A", 870);
        clock.set(TUESDAY.plusSeconds(20));
        gate.fail(ticket, null);

        declines("B", 1870);
        assertThat(used(MONDAY)).isZero();
        assertThat(used(TUESDAY)).isZero();
    }

    @Test
    void lateMessageIsCountedOnTheDayItArrives() throws Exception {
        pay("A", 990);
        pay("B", 10);

        declines("C", 990);
        assertThat(used(TUESDAY)).isEqualTo(1000);
    }

    @Test
    void failureReportedTwiceGivesBackOnce() throws Exception {
        TicketHandle ticket = admit("A", 400);
        assertThat(gate.fail(ticket, null)).isInstanceOf(ReportResult.Done.class);
        assertThat(gate.fail(ticket, null)).isInstanceOf(ReportResult.Done.class);

        declines("B", 1400);
        assertThat(used(TUESDAY)).isZero();
    }

    @Test
    void writeWhoseAnswerIsLostIsLookedUpAndNotMadeAgain() throws Exception {
        faults.next(Fault.ERROR_AFTER);
        pay("A", 100);

        assertThat(faults.met()).isEqualTo(1);
        assertThat(used(TUESDAY)).isEqualTo(100);
    }

    @Test
    void callSentAgainByItsCallerIsCountedOnce() throws Exception {
        AdmitRequest call = request("A", 100).withRequestId("call-1");
        gate.admit(call);

        assertThat(gate.admit(call)).isInstanceOf(Admission.Admitted.class);
        assertThat(used(TUESDAY)).isEqualTo(100);
    }

    @Test
    void paymentUnderWayDoesNotReopenAClosedAccount() throws Exception {
        TicketHandle ticket = admit("A", 50);
        gate.close("acme", CAROL);
        assertThat(gate.succeed(ticket, null)).isInstanceOf(ReportResult.Done.class);

        assertThat(gate.account("acme").orElseThrow().status()).isEqualTo(AccountStatus.CLOSED);
        declines("B", 1);
    }

    @Test
    void lapsedTicketKeepsItsAmountForItsSlowCaller() throws Exception {
        TicketHandle slow = admit("P-1", 600);
        clock.set(clock.get().plusSeconds(31));
        tollgate.sweep();

        assertThat(gate.find(slow.operation()).map(Ticket::state)).contains(TicketState.IN_DOUBT);
        declines("P-2", 600);
        assertThat(gate.succeed(slow, Outcome.text("paid")))
                .isInstanceOfSatisfying(
                        ReportResult.Done.class,
                        done -> assertThat(done.ticket().late()).isTrue());
        assertThat(used(TUESDAY)).isEqualTo(600);
    }

    @Test
    void ticketAndUsageMoveTogetherWhoeverComesFirst() throws Exception {
        TicketHandle late = ((Admission.Admitted) gate.admit(request("P-1", 600).withOnLapse(OnLapse.RELEASE)))
                .ticket()
                .handle();
        clock.set(clock.get().plusSeconds(31));
        tollgate.sweep();
        assertThat(used(TUESDAY)).isZero();
        gate.succeed(late, null);

        assertThat(used(TUESDAY)).isEqualTo(600);
        declines("P-2", 1000);
    }
}
