package dev.tollgate.testkit;

import static dev.tollgate.testkit.Answers.admitted;
import static dev.tollgate.testkit.Answers.done;
import static dev.tollgate.testkit.Answers.expect;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.Tollgate;
import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.Admission;
import dev.tollgate.api.Limit;
import dev.tollgate.api.ReportResult;
import dev.tollgate.api.Reversal;
import dev.tollgate.api.Ticket;
import dev.tollgate.api.TicketHandle;
import dev.tollgate.api.TicketState;
import dev.tollgate.api.Verification;
import dev.tollgate.api.WindowKind;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.GroupResult;
import dev.tollgate.spi.UsageRow;
import dev.tollgate.testkit.HandMadeGroup.Writing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is dropped when its time is over, what stays, and that the books still balance; and that they are found out when they do not. */
abstract class RetentionRung extends GateRung {
    private static final Duration OUTCOMES = Duration.ofDays(30);
    private static final Duration TICKETS = Duration.ofDays(400);
    private static final String ACCOUNT = "acme";

    private Tollgate sweeper;

    @BeforeEach
    final void openAccount() throws InterruptedException {
        configure(
                ACCOUNT,
                AccountConfig.of(
                        "GBP",
                        Limit.amount("ever", WindowKind.TOTAL, 10_000),
                        Limit.count("count", WindowKind.TOTAL, 100)));
        sweeper = start(open(clock), knobs -> knobs.outcomeRetention(OUTCOMES).ticketRetention(TICKETS));
    }

    private void sweep() {
        int acted = sweeper.sweep();
        for (int rounds = 0; acted > 0 && rounds < 100; rounds++) {
            acted = sweeper.sweep();
        }
        assertThat(acted).as("comes to rest").isZero();
    }

    private TicketHandle succeeded(String number, long pence) throws InterruptedException {
        Ticket ticket = admitted(gate.admit(pounds(ACCOUNT, number, pence)));
        done(gate.succeed(ticket.handle(), Report.PAID));
        return ticket.handle();
    }

    @Test
    void anOutcomeIsDroppedAfterItsRetentionAndTheTicketStays() throws InterruptedException {
        TicketHandle handle = succeeded("1", 100);
        clock.advance(OUTCOMES);
        sweep();
        assertThat(gate.ticket(handle).orElseThrow().outcome())
                .as("at the edge")
                .isEqualTo(Report.PAID);
        clock.advance(Duration.ofMillis(1));
        sweep();
        Ticket dropped = gate.ticket(handle).orElseThrow();
        assertThat(dropped.outcome()).isNull();
        assertThat(dropped.outcomeDropped()).isTrue();
        assertThat(dropped.state()).isEqualTo(TicketState.SUCCEEDED);
        Admission.Replayed replayed = expect(Admission.Replayed.class, gate.admit(pounds(ACCOUNT, "1", 100)));
        assertThat(replayed.ticket().outcomeDropped()).isTrue();
        assertThat(used(ACCOUNT)).isEqualTo(Map.of("ever", 100L, "count", 1L));
        assertThat(tollgate.verify().holds()).isTrue();
    }

    @Test
    void aTicketIsPurgedAfterItsRetentionAndItsUsageStaysCounted() throws InterruptedException {
        TicketHandle paid = succeeded("paid", 1_000);
        TicketHandle reversed = succeeded("reversed", 2_000);
        done(gate.reverse(reversed, Reversal.of("r-1", 500)));
        TicketHandle failed =
                admitted(gate.admit(pounds(ACCOUNT, "failed", 4_000))).handle();
        done(gate.fail(failed, null));
        TicketHandle released =
                admitted(gate.admit(pounds(ACCOUNT, "released", 4_000))).handle();
        done(gate.release(released, null));
        Map<String, Long> before = used(ACCOUNT);
        assertThat(before).isEqualTo(Map.of("ever", 2_500L, "count", 2L));
        clock.advance(TICKETS);
        sweep();
        assertThat(gate.ticket(paid)).as("at the edge").isPresent();
        clock.advance(Duration.ofMillis(1));
        sweep();
        for (TicketHandle gone : List.of(paid, reversed, failed, released)) {
            assertThat(gate.ticket(gone)).isEmpty();
            assertThat(gate.succeed(gone, Report.PAID)).isEqualTo(new ReportResult.NotFound());
        }
        assertThat(used(ACCOUNT)).isEqualTo(before);
        assertThat(gate.usage(ACCOUNT).orElseThrow()).hasSize(2);
        Verification verification = tollgate.verify();
        assertThat(verification.holds()).isTrue();
        assertThat(verification.tickets()).isZero();
        assertThat(stored(payment(ACCOUNT, "paid")).tickets()).isEmpty();
    }

    @Test
    void usageGoesOnAfterAPurge() throws InterruptedException {
        succeeded("1", 9_000);
        clock.advance(TICKETS.plusMillis(1));
        sweep();
        Ticket ticket = admitted(gate.admit(pounds(ACCOUNT, "1", 1_000)));
        assertThat(ticket.fence()).as("uniqueness ends with the ticket").isEqualTo(1);
        assertThat(gate.admit(pounds(ACCOUNT, "2", 1))).isInstanceOf(Admission.Declined.class);
        assertThat(tollgate.verify().holds()).isTrue();
        done(gate.fail(ticket.handle(), null));
        assertThat(used(ACCOUNT)).isEqualTo(Map.of("ever", 9_000L, "count", 1L));
        assertThat(tollgate.verify().holds()).isTrue();
    }

    @Test
    void openTicketsAndTicketsInDoubtAndDisputedOnesAreNeverPurged() throws InterruptedException {
        TicketHandle open = admitted(gate.admit(pounds(ACCOUNT, "open", 1))).handle();
        done(gate.renew(open, Duration.ofHours(24)));
        TicketHandle doubted =
                admitted(gate.admit(pounds(ACCOUNT, "doubted", 2))).handle();
        done(gate.doubt(doubted, null));
        TicketHandle disputed =
                admitted(gate.admit(pounds(ACCOUNT, "disputed", 4))).handle();
        done(gate.fail(disputed, null));
        gate.succeed(disputed, Report.PAID);
        for (int i = 0; i < 420; i++) {
            clock.advance(Duration.ofHours(23));
            done(gate.renew(open, Duration.ofHours(24)));
            if (i % 100 == 99) {
                sweep();
            }
        }
        clock.advance(Duration.ofHours(1));
        sweep();
        assertThat(gate.ticket(open).orElseThrow().state()).isEqualTo(TicketState.OPEN);
        assertThat(gate.ticket(doubted).orElseThrow().state()).isEqualTo(TicketState.IN_DOUBT);
        assertThat(gate.ticket(disputed).orElseThrow().disputed()).isTrue();
        done(Report.SETTLE.send(tollgate.gate(), disputed));
        sweep();
        assertThat(gate.ticket(disputed)).as("settled, it goes").isEmpty();
        done(gate.succeed(doubted, null));
        sweep();
        assertThat(gate.ticket(doubted))
                .as("its retention begins when it finishes")
                .isPresent();
        assertThat(tollgate.verify().holds()).isTrue();
    }

    @Test
    void aTicketOfAnAccountThatNobodyConfiguredIsPurgedToo() throws InterruptedException {
        Ticket ticket = admitted(gate.admit(plain("nobody", "1")));
        done(gate.succeed(ticket.handle(), Report.PAID));
        clock.advance(TICKETS.plusMillis(1));
        sweep();
        assertThat(gate.ticket(ticket.handle())).isEmpty();
        assertThat(tollgate.verify().holds()).isTrue();
    }

    @Test
    void manyArePurgedInSmallBatches() throws InterruptedException {
        for (int i = 0; i < 40; i++) {
            succeeded("ORD-" + i, 10);
        }
        for (int i = 0; i < 400; i++) {
            done(gate.succeed(
                    admitted(gate.admit(plain("plain-" + i % 7, "ORD-" + i))).handle(), null));
        }
        clock.advance(TICKETS.plusMillis(1));
        sweep();
        assertThat(tollgate.verify().tickets()).isZero();
        assertThat(tollgate.verify().holds()).isTrue();
        assertThat(used(ACCOUNT)).isEqualTo(Map.of("ever", 400L, "count", 40L));
    }

    @Test
    void aUsageRowThatWasFalsifiedIsFoundAndNamed() throws Exception {
        succeeded("1", 1_000);
        configure("honest", AccountConfig.of("GBP", Limit.amount("ever", WindowKind.TOTAL, 10_000)));
        admitted(gate.admit(pounds("honest", "1", 5)));
        assertThat(tollgate.verify().holds()).isTrue();
        AccountRow row =
                Objects.requireNonNull(store.read(account(ACCOUNT), List.of()).account());
        UsageRow honest = store.usage(account(ACCOUNT), 0, Long.MAX_VALUE, 10).stream()
                .filter(u -> u.key().limit().equals("ever"))
                .findFirst()
                .orElseThrow();
        falsify(row, new UsageRow(honest.key(), honest.used() - 1, 0));
        Verification verification = tollgate.verify();
        assertThat(verification.holds()).isFalse();
        assertThat(verification.mismatches())
                .containsExactly(new Verification.Mismatch(
                        "default",
                        ACCOUNT,
                        "ever",
                        Instant.ofEpochMilli(honest.key().startMillis()),
                        999,
                        1_000));
        assertThat(verification.accounts()).isEqualTo(2);
        assertThat(verification.unsettled()).isEmpty();
    }

    @Test
    void aTicketThatVanishedAndAPurgedSumThatIsWrongAreFound() throws Exception {
        TicketHandle handle = succeeded("1", 1_000);
        AccountRow row =
                Objects.requireNonNull(store.read(account(ACCOUNT), List.of()).account());
        var snapshot = stored(handle.operation());
        var ticket = snapshot.tickets().values().iterator().next();
        write(new Writing(row).delete(ticket));
        assertThat(tollgate.verify().mismatches())
                .extracting(m -> m.limit() + " " + m.recorded() + " " + m.recounted())
                .containsExactlyInAnyOrder("ever 1000 0", "count 1 0");
        List<UsageRow> rows = store.usage(account(ACCOUNT), 0, Long.MAX_VALUE, 10);
        write(new Writing(row)
                .account(row.moved("by hand", row.lastTimeMillis()))
                .usage(rows.stream()
                        .map(u -> new UsageRow(u.key(), u.used(), u.used()))
                        .toArray(UsageRow[]::new)));
        assertThat(tollgate.verify().holds()).as("accounted for as purged").isTrue();
    }

    private void falsify(AccountRow row, UsageRow usage) throws Exception {
        write(new Writing(row)
                .account(row.moved("by hand", row.lastTimeMillis()))
                .usage(usage));
    }

    private void write(Writing writing) throws Exception {
        GroupResult result = SeamRung.apply(store, account(ACCOUNT), writing.decision());
        assertThat(result).isEqualTo(GroupResult.APPLIED);
    }
}
