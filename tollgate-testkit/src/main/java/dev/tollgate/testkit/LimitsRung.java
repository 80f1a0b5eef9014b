package dev.tollgate.testkit;

import static dev.tollgate.testkit.Answers.admitted;
import static dev.tollgate.testkit.Answers.codes;
import static dev.tollgate.testkit.Answers.declined;
import static dev.tollgate.testkit.Answers.done;
import static dev.tollgate.testkit.Answers.expect;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.Admission;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.Amount;
import dev.tollgate.api.Bounds;
import dev.tollgate.api.Checked;
import dev.tollgate.api.Limit;
import dev.tollgate.api.Metric;
import dev.tollgate.api.OnLapse;
import dev.tollgate.api.Operation;
import dev.tollgate.api.Reason;
import dev.tollgate.api.Reversal;
import dev.tollgate.api.Ticket;
import dev.tollgate.api.Window;
import dev.tollgate.api.WindowKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Limits at their edges: the last that fits, the first that does not, and what a decline says and leaves. */
abstract class LimitsRung extends GateRung {
    private static final String ACCOUNT = "acme";
    private static final Window MONDAY =
            new Window(Instant.parse("2026-03-02T00:00:00Z"), Instant.parse("2026-03-03T00:00:00Z"));

    private void limits(Limit... limits) throws InterruptedException {
        configure(ACCOUNT, AccountConfig.of("GBP", limits));
    }

    private Admission admit(String number, long pence) throws InterruptedException {
        return gate.admit(pounds(ACCOUNT, number, pence));
    }

    @ParameterizedTest
    @CsvSource({
        "AMOUNT, DAY", "AMOUNT, WEEK", "AMOUNT, MONTH", "AMOUNT, TOTAL",
        "COUNT, DAY", "COUNT, WEEK", "COUNT, MONTH", "COUNT, TOTAL"
    })
    void theLastThatFitsIsAdmittedAndOneMoreIsDeclined(Metric metric, WindowKind window) throws InterruptedException {
        boolean amounts = metric == Metric.AMOUNT;
        limits(amounts ? Limit.amount("limit", window, 1_000) : Limit.count("limit", window, 3));
        admitted(admit("1", 333));
        admitted(admit("2", 333));
        Admission.Admitted last = expect(Admission.Admitted.class, admit("3", 334));
        assertThat(last.usage()).singleElement().satisfies(usage -> {
            assertThat(usage.used()).isEqualTo(amounts ? 1_000 : 3);
            assertThat(usage.available()).isZero();
        });
        Reason reason = declined(admit("4", 1)).get(0);
        assertThat(reason.code())
                .isEqualTo(amounts ? Reason.Code.AMOUNT_LIMIT_EXCEEDED : Reason.Code.COUNT_LIMIT_EXCEEDED);
        assertThat(reason.limit()).isEqualTo("limit");
        assertThat(reason.bound()).isEqualTo(amounts ? 1_000 : 3);
        assertThat(reason.used()).isEqualTo(amounts ? 1_000 : 3);
        assertThat(reason.requested()).isEqualTo(1);
        assertThat(reason.available()).isZero();
        assertThat(reason.resetsAt() == null).isEqualTo(window == WindowKind.TOTAL);
        assertThat(used(ACCOUNT)).isEqualTo(Map.of("limit", amounts ? 1_000L : 3L));
    }

    @Test
    void aLimitOfZeroAdmitsNothing() throws InterruptedException {
        limits(Limit.amount("none", WindowKind.DAY, 0));
        assertThat(codes(admit("1", 1))).containsExactly(Reason.Code.AMOUNT_LIMIT_EXCEEDED);
        limits(Limit.amount("none", WindowKind.DAY, 0), Limit.count("nobody", WindowKind.TOTAL, 0));
        assertThat(codes(admit("1", 1)))
                .containsExactlyInAnyOrder(Reason.Code.AMOUNT_LIMIT_EXCEEDED, Reason.Code.COUNT_LIMIT_EXCEEDED);
    }

    @Test
    void eachOperationStaysBetweenMinimumAndMaximum() throws InterruptedException {
        limits(Limit.amount("each", WindowKind.OPERATION, 500).withMin(100));
        admitted(admit("1", 100));
        admitted(admit("2", 500));
        Reason above = declined(admit("3", 501)).get(0);
        assertThat(above.code()).isEqualTo(Reason.Code.ABOVE_MAXIMUM);
        assertThat(List.of(above.limit(), above.bound(), above.requested())).isEqualTo(List.of("each", 500L, 501L));
        assertThat(above.window()).isNull();
        Reason below = declined(admit("4", 99)).get(0);
        assertThat(below.code()).isEqualTo(Reason.Code.BELOW_MINIMUM);
        assertThat(List.of(below.limit(), below.bound(), below.requested())).isEqualTo(List.of("each", 100L, 99L));
        assertThat(gate.usage(ACCOUNT)).as("nothing is added up").contains(List.of());
    }

    @Test
    void everyFailingLimitIsListedAndNoneIsTaken() throws InterruptedException {
        limits(
                Limit.amount("each", WindowKind.OPERATION, 600),
                Limit.amount("daily", WindowKind.DAY, 1_000),
                Limit.amount("monthly", WindowKind.MONTH, 100_000),
                Limit.count("daily-count", WindowKind.DAY, 1));
        admitted(admit("1", 600));
        Map<String, Long> before = used(ACCOUNT);
        List<Reason> reasons = declined(admit("2", 601));
        assertThat(reasons).extracting(Reason::limit).containsExactlyInAnyOrder("each", "daily", "daily-count");
        assertThat(reasons)
                .contains(new Reason(Reason.Code.AMOUNT_LIMIT_EXCEEDED, "daily", MONDAY, 1_000L, 600L, 601L, 400L));
        assertThat(reasons)
                .contains(new Reason(Reason.Code.COUNT_LIMIT_EXCEEDED, "daily-count", MONDAY, 1L, 1L, 1L, 0L));
        assertThat(used(ACCOUNT)).isEqualTo(before);
        Checked foreseen = gate.check(pounds(ACCOUNT, "2", 601));
        assertThat(foreseen.decision()).isEqualTo(Checked.Decision.DECLINED);
        assertThat(foreseen.reasons()).containsExactlyInAnyOrderElementsOf(reasons);
    }

    @Test
    void aLimitCoversItsScenariosOnly() throws InterruptedException {
        limits(
                Limit.count("payments", WindowKind.DAY, 1).withScenarios("payment", "payout"),
                Limit.count("everything", WindowKind.DAY, 3));
        admitted(gate.admit(AdmitRequest.of(new Operation(ACCOUNT, "payment", "1"), "clerk-7", 5, "GBP")));
        assertThat(declined(gate.admit(AdmitRequest.of(new Operation(ACCOUNT, "payout", "1"), "clerk-7", 5, "GBP"))))
                .extracting(Reason::limit)
                .containsExactly("payments");
        Ticket refund =
                admitted(gate.admit(AdmitRequest.of(new Operation(ACCOUNT, "refund", "1"), "clerk-7", 5, "GBP")));
        assertThat(refund.windows()).extracting(w -> w.limit()).containsExactly("everything");
        admitted(gate.admit(AdmitRequest.of(new Operation(ACCOUNT, "Payment", "1"), "clerk-7", 5, "GBP")));
        assertThat(used(ACCOUNT)).isEqualTo(Map.of("payments", 1L, "everything", 3L));
    }

    @Test
    void aShadowLimitOnlyTellsWhatItWouldDecline() throws InterruptedException {
        limits(
                Limit.amount("trial", WindowKind.DAY, 100).asShadow(),
                Limit.amount("trial-each", WindowKind.OPERATION, 50).asShadow());
        Admission.Admitted admission = expect(Admission.Admitted.class, admit("1", 101));
        assertThat(admission.wouldDecline())
                .extracting(Reason::code)
                .containsExactlyInAnyOrder(Reason.Code.AMOUNT_LIMIT_EXCEEDED, Reason.Code.ABOVE_MAXIMUM);
        assertThat(used(ACCOUNT)).as("it is counted all the same").isEqualTo(Map.of("trial", 101L));
        limits(
                Limit.amount("trial", WindowKind.DAY, 100),
                Limit.amount("trial-each", WindowKind.OPERATION, 50).asShadow());
        Reason reason = declined(admit("2", 1)).get(0);
        assertThat(List.of(reason.used(), reason.available())).isEqualTo(List.of(101L, 0L));
    }

    @Test
    void anOperationWithoutAnAmountMeetsCountLimitsOnly() throws InterruptedException {
        limits(
                Limit.amount("daily", WindowKind.DAY, 0),
                Limit.amount("each", WindowKind.OPERATION, 100).withMin(50),
                Limit.count("daily-count", WindowKind.DAY, 1));
        Ticket ticket = admitted(gate.admit(plain(ACCOUNT, "1")));
        assertThat(ticket.windows()).extracting(w -> w.limit()).containsExactly("daily-count");
        assertThat(codes(gate.admit(plain(ACCOUNT, "2")))).containsExactly(Reason.Code.COUNT_LIMIT_EXCEEDED);
        done(gate.fail(ticket.handle(), null));
        admitted(gate.admit(plain(ACCOUNT, "2")));
    }

    @Test
    void anotherCurrencyIsNotAllowed() throws InterruptedException {
        limits(Limit.amount("daily", WindowKind.DAY, 1_000));
        assertThat(codes(gate.admit(AdmitRequest.of(payment(ACCOUNT, "1"), "clerk-7", 10, "EUR"))))
                .containsExactly(Reason.Code.CURRENCY_NOT_ALLOWED);
        configure("any", AccountConfig.of(null, Limit.count("daily-count", WindowKind.DAY, 10)));
        admitted(gate.admit(AdmitRequest.of(payment("any", "1"), "clerk-7", 10, "EUR")));
        admitted(gate.admit(AdmitRequest.of(payment("any", "2"), "clerk-7", 10, "JPY")));
    }

    @Test
    void failureAndReleaseMakeRoomAgain() throws InterruptedException {
        limits(Limit.amount("daily", WindowKind.DAY, 1_000), Limit.count("daily-count", WindowKind.DAY, 1));
        Ticket first = admitted(admit("1", 1_000));
        assertThat(admit("2", 1_000)).isInstanceOf(Admission.Declined.class);
        done(gate.fail(first.handle(), null));
        Ticket second = admitted(admit("2", 1_000));
        assertThat(admit("3", 1_000)).isInstanceOf(Admission.Declined.class);
        done(gate.release(second.handle(), null));
        Ticket third = admitted(admit("3", 1_000));
        done(gate.doubt(third.handle(), null));
        assertThat(admit("4", 1)).as("in doubt keeps its amount").isInstanceOf(Admission.Declined.class);
        assertThat(used(ACCOUNT)).isEqualTo(Map.of("daily", 1_000L, "daily-count", 1L));
    }

    @Test
    void aLoweredMaximumDeclinesTheNextAndTakesNothingBack() throws InterruptedException {
        limits(Limit.amount("daily", WindowKind.DAY, 1_000));
        Ticket ticket = admitted(admit("1", 800));
        limits(Limit.amount("daily", WindowKind.DAY, 500));
        Reason reason = declined(admit("2", 1)).get(0);
        assertThat(List.of(reason.bound(), reason.used(), reason.available())).isEqualTo(List.of(500L, 800L, 0L));
        assertThat(done(gate.succeed(ticket.handle(), null)).late()).isFalse();
        assertThat(used(ACCOUNT)).isEqualTo(Map.of("daily", 800L));
        limits(Limit.amount("daily", WindowKind.DAY, 801));
        admitted(admit("2", 1));
    }

    @Test
    void theLargestAmountsAreAddedExactly() throws InterruptedException {
        long largest = Bounds.AMOUNT_MAX;
        limits(Limit.amount("daily", WindowKind.DAY, largest));
        admitted(admit("1", largest - 1));
        Reason reason = declined(admit("2", largest)).get(0);
        assertThat(List.of(reason.used(), reason.requested(), reason.available()))
                .isEqualTo(List.of(largest - 1, largest, 1L));
        admitted(admit("3", 1));
        assertThat(admit("4", 1)).isInstanceOf(Admission.Declined.class);
        assertThat(used(ACCOUNT)).isEqualTo(Map.of("daily", largest));
        assertThat(gate.find(payment(ACCOUNT, "1")).orElseThrow().amount()).isEqualTo(new Amount(largest - 1, "GBP"));
    }

    @Test
    void aSumThatCouldNotBeKeptExactlyIsDeclinedEvenByAShadowLimit() throws InterruptedException {
        limits(Limit.amount("trial", WindowKind.DAY, 1).asShadow());
        admitted(admit("1", Bounds.AMOUNT_MAX - 1));
        assertThat(declined(admit("2", 2))).extracting(Reason::limit).containsExactly("trial");
        admitted(admit("3", 1));
        assertThat(used(ACCOUNT)).isEqualTo(Map.of("trial", Bounds.AMOUNT_MAX));
    }

    @Test
    void lateSuccessesPastTheLargestAmountAreStillAddedExactly() throws InterruptedException {
        long largest = Bounds.AMOUNT_MAX;
        limits(Limit.amount("daily", WindowKind.DAY, largest));
        List<Ticket> tickets = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            AdmitRequest request = pounds(ACCOUNT, "ORD-" + i, largest - i).withOnLapse(OnLapse.RELEASE);
            tickets.add(admitted(gate.admit(request)));
            clock.advance(AdmitRequest.DEFAULT_LEASE);
            tollgate.sweep();
        }
        for (Ticket ticket : tickets) {
            done(gate.succeed(ticket.handle(), null));
        }
        assertThat(used(ACCOUNT)).isEqualTo(Map.of("daily", 4 * largest - 10));
        done(gate.reverse(tickets.get(1).handle(), Reversal.ofRest("r-1")));
        assertThat(used(ACCOUNT)).isEqualTo(Map.of("daily", 3 * largest - 8));
        assertThat(tollgate.verify().holds()).isTrue();
    }

    @Test
    void aLargeDeclineDoesNotBlockALaterSmallOne() throws InterruptedException {
        limits(Limit.amount("daily", WindowKind.DAY, 1_000));
        List<CompletableFuture<Admission>> answers = new ArrayList<>();
        for (long pence : new long[] {900, 500, 50, 51, 50, 1}) {
            AdmitRequest request = pounds(ACCOUNT, "ORD-" + answers.size(), pence);
            answers.add(tollgate.gate().admit(request).toCompletableFuture());
        }
        assertThat(answers.stream().map(CompletableFuture::join).map(a -> a instanceof Admission.Admitted))
                .containsExactly(true, false, true, false, true, false);
        assertThat(used(ACCOUNT)).isEqualTo(Map.of("daily", 1_000L));
    }

    @Test
    void theTicketRemembersTheWindowsItWasCountedIn() throws InterruptedException {
        limits(
                Limit.amount("daily", WindowKind.DAY, 1_000),
                Limit.count("weekly", WindowKind.WEEK, 10),
                Limit.amount("each", WindowKind.OPERATION, 1_000));
        Ticket ticket = admitted(admit("1", 10));
        assertThat(ticket.windows())
                .extracting(w -> w.limit() + " " + w.start())
                .containsExactlyInAnyOrder("daily 2026-03-02T00:00:00Z", "weekly 2026-03-02T00:00:00Z");
    }
}
