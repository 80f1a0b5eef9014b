package dev.tollgate.internal.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.AccountResult;
import dev.tollgate.api.AccountStatus;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.Bounds;
import dev.tollgate.api.By;
import dev.tollgate.api.Limit;
import dev.tollgate.api.Operation;
import dev.tollgate.api.Outcome;
import dev.tollgate.api.Precondition;
import dev.tollgate.api.ReportResult;
import dev.tollgate.api.Resolution;
import dev.tollgate.api.Reversal;
import dev.tollgate.api.Ticket;
import dev.tollgate.api.TicketHandle;
import dev.tollgate.api.WindowKind;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.Decision;
import dev.tollgate.spi.Snapshot;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.UsageRow;
import dev.tollgate.spi.WindowKey;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a decision says beyond its answers. */
class DeciderTest {
    private static final long NOON = 1_772_452_800_000L;
    private static final Operation OPERATION = new Operation("acme", "payment", "ORD-1");
    private static final TicketKey TICKET = TicketKey.of("default", OPERATION);
    private static final AccountKey ACCOUNT = TICKET.account();

    private final Map<WindowKey, UsageRow> usage = new HashMap<>();
    private final Map<TicketKey, TicketRow> tickets = new HashMap<>();
    private @Nullable AccountRow account;
    private Decision decision;
    private Object answer;
    private long storeTimeMillis = NOON;

    private void decide(Command command) {
        Snapshot snapshot = new Snapshot(account, Map.copyOf(usage), Map.copyOf(tickets), storeTimeMillis);
        Decided decided = Decider.decide(ACCOUNT, List.of(command), snapshot, "batch");
        decision = decided.decision();
        answer = decided.answers().get(0);
        account = decision.accountAfter() == null ? account : decision.accountAfter();
        decision.usage().forEach(row -> usage.put(row.key(), row));
        decision.tickets().forEach(change -> tickets.put(change.key(), change.after()));
    }

    private static Command configure(Limit... limits) {
        return new Command.Configure(ACCOUNT, AccountConfig.of("GBP", limits), By.of("clerk-7"), Precondition.NONE);
    }

    private static Command admit(String requestId) {
        return new Command.Admit(TICKET, AdmitRequest.of(OPERATION, "clerk-7", 700, "GBP"), requestId);
    }

    private static Command report(int fence, Action action) {
        return new Command.Report(TICKET, TicketHandle.of(OPERATION, fence, "request-" + fence), action);
    }

    @BeforeEach
    void configureAccount() {
        decide(configure(Limit.amount("daily", WindowKind.DAY, 10_000)));
    }

    private long version() {
        return Objects.requireNonNull(account).version();
    }

    @ParameterizedTest
    @ValueSource(strings = {"succeed", "fail", "release", "doubt"})
    void theStateOfATicketThatALimitCoversMovesTheAccount(String report) {
        decide(admit("request-1"));
        long before = version();
        decide(report(
                1,
                switch (report) {
                    case "succeed" -> new Action.Succeed(null);
                    case "fail" -> new Action.Fail(null);
                    case "release" -> new Action.Release(null);
                    default -> new Action.Doubt(null);
                }));
        assertThat(version()).isEqualTo(before + 1);
    }

    @Test
    void theStateOfATicketThatNoLimitCoversLeavesTheAccountAlone() {
        account = null;
        decide(configure(Limit.amount("payouts", WindowKind.DAY, 10_000).withScenarios("payout")));
        long before = version();
        decide(admit("request-1"));
        decide(report(1, new Action.Succeed(null)));
        assertThat(version()).isEqualTo(before);
        assertThat(decision.accountAfter()).isNull();
    }

    /** Two servers' clocks may differ, and nothing but the account's row keeps the time from going back. */
    @Test
    void auditEntriesRiseEvenWhereNoLimitCoversTheTicketAndTheClockIsSetBack() {
        account = null;
        decide(configure(Limit.amount("payouts", WindowKind.DAY, 10_000).withScenarios("payout")));
        decide(admit("request-1"));
        decide(report(1, new Action.Doubt(null)));
        decide(report(1, new Action.Resolve(Resolution.released("clerk-7"))));
        String first = decision.audit().get(0).id();
        decide(admit("request-2"));
        decide(report(2, new Action.Doubt(null)));
        storeTimeMillis = NOON - 60_000;
        decide(report(2, new Action.Resolve(Resolution.failed(null, "clerk-7"))));
        assertThat(decision.audit().get(0).id()).isGreaterThan(first);
    }

    @ParameterizedTest
    @ValueSource(strings = {"succeed", "renew", "admit"})
    void whatReliesOnALeaseHoldsOnlyUntilItsEnd(String call) {
        decide(admit("request-1"));
        decide(
                switch (call) {
                    case "succeed" -> report(1, new Action.Succeed(null));
                    case "renew" -> report(1, new Action.Renew(60_000));
                    default -> admit("request-2");
                });
        assertThat(decision.validUntilMillis()).isEqualTo(NOON + AdmitRequest.DEFAULT_LEASE.toMillis());
    }

    /** An owner's word is heard before the lease is found to be over, and everything that may give room before who asks for it. */
    @Test
    void theOrderWithinAGroupIsTheOneThatIsPromised() {
        AdmitRequest request = AdmitRequest.of(OPERATION, "clerk-7", 700, "GBP");
        List<List<Command>> order = List.of(
                List.of(
                        report(1, new Action.Succeed(null)),
                        report(1, new Action.Fail(null)),
                        report(1, new Action.Release(null)),
                        report(1, new Action.Doubt(null))),
                List.of(
                        report(1, new Action.Resolve(Resolution.released("ops"))),
                        report(1, new Action.Settle(By.of("ops")))),
                List.of(report(1, new Action.Renew(60_000))),
                List.of(new Command.Lapse(TICKET)),
                List.of(report(1, new Action.Reverse(Reversal.ofRest("r-1")))),
                List.of(configure(), new Command.ChangeStatus(ACCOUNT, AccountStatus.CLOSED, By.of("ops"))),
                List.of(admit("request-1"), new Command.Check(TICKET, request)),
                List.of(new Command.Purge(TICKET, NOON), new Command.DropOutcome(TICKET, NOON)));
        int before = Integer.MIN_VALUE;
        for (List<Command> together : order) {
            assertThat(together.stream().map(Command::rank).distinct())
                    .as("%s", together)
                    .hasSize(1);
            assertThat(together.get(0).rank()).as("%s", together).isGreaterThan(before);
            before = together.get(0).rank();
        }
    }

    @Test
    void theTimeOfAnAccountNeverGoesBack() {
        AccountRow row = Objects.requireNonNull(account);
        assertThat(row.moved("batch-2", NOON - 1).lastTimeMillis()).isEqualTo(NOON);
        assertThat(row.moved("batch-2", NOON + 1).lastTimeMillis()).isEqualTo(NOON + 1);
    }

    @Test
    void limitsThatWereTakenOutAreRememberedUpToTheirBoundAndNeverForgotten() {
        for (int i = 0; i < Bounds.RETIRED_LIMITS_MAX; i++) {
            decide(configure(Limit.amount("limit-" + i, WindowKind.DAY, 10_000)));
            assertThat(answer).isInstanceOf(AccountResult.Changed.class);
        }
        assertThat(Objects.requireNonNull(account).retired()).hasSize(Bounds.RETIRED_LIMITS_MAX);
        decide(configure(Limit.amount("one-more", WindowKind.DAY, 10_000)));
        assertThat(answer).isInstanceOf(AccountResult.LimitShapeChanged.class);
        assertThat(decision.isEmpty()).isTrue();
    }

    @Test
    void aTicketThatIsDisputedAfterItWasFoundIsNotPurged() {
        decide(admit("request-1"));
        decide(report(1, new Action.Fail(null)));
        decide(report(1, new Action.Succeed(null)));
        decide(new Command.Purge(TICKET, Long.MAX_VALUE));
        assertThat(answer).isEqualTo(false);
        assertThat(decision.isEmpty()).isTrue();
        decide(report(1, new Action.Settle(By.of("ops"))));
        decide(new Command.Purge(TICKET, Long.MAX_VALUE));
        assertThat(answer).isEqualTo(true);
    }

    @Test
    void auditEntriesSortTheSameWhateverTheLanguageOfTheMachine() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG"));
        try {
            decide(configure(Limit.amount("daily", WindowKind.DAY, 20_000)));
        } finally {
            Locale.setDefault(before);
        }
        assertThat(decision.audit())
                .singleElement()
                .satisfies(row -> assertThat(row.id()).isEqualTo("001772452800000-000000000001-0000-batch"));
    }

    @Test
    void anEarlierAttemptIsNoLongerDisputedOnceThatIsSettled() {
        decide(admit("request-1"));
        decide(report(1, new Action.Release(null)));
        decide(admit("request-2"));
        decide(report(1, new Action.Succeed(Outcome.text("paid"))));
        decide(report(1, new Action.Release(null)));
        assertThat(shown().disputed()).isTrue();
        decide(report(2, new Action.Settle(By.of("ops"))));
        decide(report(1, new Action.Release(null)));
        assertThat(shown().disputed()).isFalse();
    }

    private Ticket shown() {
        return ((ReportResult.Done) answer).ticket();
    }
}
