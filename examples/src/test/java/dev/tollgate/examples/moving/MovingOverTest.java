package dev.tollgate.examples.moving;

import static dev.tollgate.examples.moving.BothGates.MONDAY;
import static dev.tollgate.examples.moving.BothGates.TUESDAY;
import static dev.tollgate.examples.moving.BothGates.payment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import dev.tollgate.Tollgate;
import dev.tollgate.api.Admission;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.By;
import dev.tollgate.api.Operation;
import dev.tollgate.api.Reversal;
import dev.tollgate.api.Ticket;
import dev.tollgate.api.TicketState;
import dev.tollgate.api.TollgateException;
import dev.tollgate.examples.Printed;
import dev.tollgate.examples.moving.Backfill.Result;
import dev.tollgate.examples.moving.SideBySide.Phase;
import dev.tollgate.memory.MemoryStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code docs/coming-from-a-version-column.md} says about moving over while live. */
class MovingOverTest {
    @TempDir
    Path folder;

    private BothGates both;

    @BeforeEach
    void open() throws Exception {
        both = new BothGates(folder);
    }

    @AfterEach
    void closeAndVerify() {
        assertThat(both.tollgate.verify().holds()).isTrue();
        both.close();
    }

    private Ticket ticket(String number) throws Exception {
        return both.gate.find(payment(number, 1).request().operation()).orElseThrow();
    }

    private SideBySide servers(SideBySide.Bank bank) {
        return new SideBySide(both.old, both.tollgate.gate(), bank);
    }

    @Test
    void nothingIsPaidTwiceAndTheLimitHoldsThroughTheWholeStory() throws Exception {
        Printed printed = new Printed();

        MovingOver.tell(Files.createDirectory(folder.resolve("story")), printed.stream());

        assertThat(printed.lines())
                .containsExactly(
                        "the old gate alone: paid [A-1, A-2, B-1]",
                        "the old gate decides, Tollgate is told: 20000 pence of Tuesday used",
                        "backfill: {IMPORTED=4, KNOWN=1, NOT_NEEDED=1}, 50000 pence of Tuesday used",
                        "backfill: {KNOWN=5, UNDER_WAY=1, NOT_NEEDED=1}, 60000 pence of Tuesday used",
                        "both decide: paid [A-1, A-2, B-1, B-2, B-3, B-4], 70000 pence of Tuesday used",
                        "Tollgate decides: paid [A-1, A-2, B-1, B-2, B-3, B-4, B-6], 100000 pence of Tuesday used");
    }

    @Test
    void backfillCountsEveryPaymentInTheWindowOfItsDay() throws Exception {
        both.payOld("A-1", 400);
        both.old.admit(payment("A-2", 50));
        both.clock.set(TUESDAY);
        both.payOld("B-1", 300);
        both.limits(false);
        assertThat(both.script("compare-tickets.sql")).hasSize(2);
        assertThat(both.script("compare-usage.sql")).containsExactly("acme|2026-03-03|300|null|300");

        assertThat(both.backfill()).containsExactly(entry(Result.IMPORTED, 3));

        assertThat(both.used(MONDAY)).isEqualTo(450);
        assertThat(both.used(TUESDAY)).isEqualTo(300);
        assertThat(ticket("A-1").state()).isEqualTo(TicketState.SUCCEEDED);
        assertThat(ticket("A-2").state()).isEqualTo(TicketState.IN_DOUBT);
        assertThat(both.script("compare-tickets.sql")).isEmpty();
        assertThat(both.script("compare-usage.sql")).isEmpty();
        assertThat(both.gate.admit(payment("A-1", 400).request())).isInstanceOf(Admission.Replayed.class);
    }

    @Test
    void backfillCanBeRepeatedWhilePaymentsGoOn() throws Exception {
        both.limits(false);
        both.payOld("A-1", 100);
        both.old.admit(payment("A-2", 100));
        both.old.admit(payment("A-3", 100));
        both.old.report(payment("A-3", 100), false);
        servers(payment -> true).serve(payment("A-4", 100), Phase.BOTH_DECIDE);
        both.backfill();

        assertThat(both.backfill())
                .containsOnly(entry(Result.KNOWN, 2), entry(Result.UNDER_WAY, 1), entry(Result.NOT_NEEDED, 1));
        assertThat(both.used(MONDAY)).isEqualTo(300);
    }

    @Test
    void oldTableResolvesWhatItLearnsLater() throws Exception {
        both.limits(false);
        both.old.admit(payment("A-1", 100));
        both.old.admit(payment("A-2", 100));
        both.backfill();
        both.old.report(payment("A-1", 100), true);
        both.old.report(payment("A-2", 100), false);

        both.tollgate.sweep();

        assertThat(ticket("A-1").state()).isEqualTo(TicketState.SUCCEEDED);
        assertThat(ticket("A-2").state()).isEqualTo(TicketState.RELEASED);
        assertThat(both.used(MONDAY)).isEqualTo(100);
    }

    @Test
    void backfillThatDiedBetweenAdmissionAndReportIsFinishedByTheResolver() throws Exception {
        both.limits(false);
        both.payOld("A-1", 100);
        both.gate.admit(payment("A-1", 100).request());
        both.clock.set(MONDAY.plus(AdmitRequest.DEFAULT_LEASE).plusSeconds(1));

        both.tollgate.sweep();

        assertThat(ticket("A-1").state()).isEqualTo(TicketState.SUCCEEDED);
    }

    @ParameterizedTest
    @CsvSource({"OLD_DECIDES, BOTH_DECIDE", "BOTH_DECIDE, TOLLGATE_DECIDES"})
    void serversInNeighbouringPhasesRunEachPaymentOnceAndKeepTheLimit(Phase one, Phase other) throws Exception {
        both.limits(one == Phase.BOTH_DECIDE);
        Map<String, Integer> runs = new ConcurrentHashMap<>();
        AtomicLong paid = new AtomicLong();
        AtomicInteger refused = new AtomicInteger();
        SideBySide servers = servers(payment -> {
            // Every fifth payment is refused the first time.
            if (payment.number().endsWith("5") && runs.putIfAbsent("refused " + payment.number(), 1) == null) {
                refused.incrementAndGet();
                return false;
            }
            runs.merge(payment.number(), 1, Integer::sum);
            paid.addAndGet(payment.pence());
            return true;
        });
        ExecutorService callers = Executors.newFixedThreadPool(8);
        List<Future<?>> answers = new ArrayList<>();
        for (int delivery = 0; delivery < 4; delivery++) {
            for (int i = 0; i < 60; i++) {
                Phase phase = (delivery + i) % 2 == 0 ? one : other;
                Payment payment = payment("P-" + i, 20);
                answers.add(callers.submit(() -> servers.serve(payment, phase)));
            }
        }
        for (Future<?> answer : answers) {
            answer.get();
        }
        callers.shutdown();
        servers.settle();

        assertThat(runs.entrySet()).filteredOn(e -> e.getKey().startsWith("P-")).allMatch(e -> e.getValue() == 1);
        assertThat(refused).hasPositiveValue();
        assertThat(paid).hasValueLessThanOrEqualTo(1000).hasValueGreaterThan(800);
    }

    @Test
    void paymentThatTollgateWasNotToldOfIsNotRunAgainAfterTheLastBackfill() throws Exception {
        both.limits(true);
        both.payOld("A-1", 100);
        both.backfill();

        boolean paid = servers(payment -> {
                    throw new AssertionError("ran again");
                })
                .serve(payment("A-1", 100), Phase.TOLLGATE_DECIDES);

        assertThat(paid).isFalse();
    }

    @Test
    void noAnswerFromTollgateRunsNothingAndGivesTheOldAmountBack() throws Exception {
        Tollgate gone = Tollgate.on(new MemoryStore()).start();
        gone.close();
        SideBySide servers = new SideBySide(both.old, gone.gate(), payment -> {
            throw new AssertionError("ran without an answer");
        });

        assertThatExceptionOfType(TollgateException.class)
                .isThrownBy(() -> servers.serve(payment("A-1", 500), Phase.BOTH_DECIDE));
        assertThat(both.old.admit(payment("A-1", 500))).isTrue();
        assertThat(both.old.admit(payment("A-2", 500))).isTrue();
    }

    @Test
    void openingTicketStandsForWhatTheOldCounterSays() throws Exception {
        both.payOld("A-1", 300);
        both.old.admit(payment("A-2", 100));
        both.limits(true);

        AdmitRequest opening =
                AdmitRequest.of(new Operation("acme", "opening", "2026-03-02"), "moving over", 400, "GBP");
        Ticket ticket = ((Admission.Admitted) both.gate.admit(opening)).ticket();
        both.gate.succeed(ticket.handle(), null);
        assertThat(both.script("compare-usage.sql")).isEmpty();
        assertThat(both.script("compare-tickets.sql")).contains("acme|opening|2026-03-02|null|null|succeeded|400");
        assertThat(both.gate.admit(payment("A-3", 601).request())).isInstanceOf(Admission.Declined.class);

        both.old.report(payment("A-2", 100), false);
        both.clock.set(TUESDAY);
        both.gate.reverse(ticket.handle(), Reversal.of("A-2", 100));
        both.gate.reverse(ticket.handle(), Reversal.of("A-2", 100));
        assertThat(both.used(MONDAY)).isEqualTo(300);
        assertThat(both.used(TUESDAY)).isZero();
    }

    @Test
    void wayBackBringsTheOldTablesUpToDate() throws Exception {
        both.payOld("A-1", 300);
        both.limits(true);
        both.backfill();
        both.clock.set(TUESDAY);
        both.gate.runOnce(payment("B-1", 400).request(), ticket -> null);
        both.gate.admit(payment("B-2", 100).request());
        both.gate.release(
                ((Admission.Admitted) both.gate.admit(payment("B-3", 50).request()))
                        .ticket()
                        .handle(),
                null);
        assertThat(both.script("compare-tickets.sql")).hasSize(1);

        both.script("way-back.sql");
        both.script("way-back.sql");

        assertThat(both.script("compare-tickets.sql")).isEmpty();
        assertThat(both.script("compare-usage.sql")).isEmpty();
        assertThat(both.old.admit(payment("B-1", 400))).isFalse();
        assertThat(both.old.admit(payment("B-2", 100))).isFalse();
        assertThat(both.old.admit(payment("B-3", 50))).isTrue();
        assertThat(both.old.admit(payment("B-4", 451))).isFalse();
        assertThat(both.old.admit(payment("B-5", 450))).isTrue();
    }

    @Test
    void wayBackClosesWhatWasClosedMeanwhile() throws Exception {
        both.limits(true);
        both.gate.suspend("acme", By.of("carol"));

        both.script("way-back.sql");

        assertThat(both.old.admit(payment("A-1", 1))).isFalse();
    }

    @Test
    void namesThatCannotMoveAreFoundBeforehand() throws Exception {
        both.payOld("A-1", 1);
        assertThat(both.script("check-names.sql")).isEmpty();
        both.payOld("a-1 ", 1);
        both.payOld("x".repeat(129), 1);
        both.payOld("tab\there", 1);
        both.payOld("", 1);
        both.execute("INSERT INTO payment VALUES ('A-2', 'payment', 'acme', 0, 0)");
        both.execute("INSERT INTO biz_ticket VALUES ('clerk-7', 'A-3', 'payment', 'done')");

        assertThat(both.script("check-names.sql"))
                .extracting(row -> row.substring(0, 12))
                .containsExactlyInAnyOrder(
                        "refused: too", "refused: emp", "refused: emp", "refused: amo", "two operatio", "no amount an");
    }
}
