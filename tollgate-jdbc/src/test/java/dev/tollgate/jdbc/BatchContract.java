package dev.tollgate.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.tollgate.api.AuditEntry;
import dev.tollgate.api.HistoryEvent;
import dev.tollgate.api.Outcome;
import dev.tollgate.api.StoreUnavailableException;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.AuditRow;
import dev.tollgate.spi.Decision;
import dev.tollgate.spi.Group;
import dev.tollgate.spi.GroupResult;
import dev.tollgate.spi.HistoryRow;
import dev.tollgate.spi.Snapshot;
import dev.tollgate.spi.TicketChange;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.UsageRow;
import dev.tollgate.spi.WindowKey;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Groups in a batch: each applies or not by itself. */
abstract class BatchContract {
    static final AccountKey BEFORE = new AccountKey("default", "a");
    static final AccountKey MIDDLE = new AccountKey("default", "b");
    private static final AccountKey AFTER = new AccountKey("default", "c");
    static final TicketKey TICKET = Rows.key(MIDDLE, "n");

    /** Opens the store of this test. */
    abstract JdbcStore open(InstantSource clock);

    /** Runs a statement in a session of somebody else. */
    abstract void foreign(String sql) throws SQLException;

    JdbcStore store;

    @BeforeEach
    final void open() {
        store = open(() -> Instant.ofEpochMilli(5_000));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void groupIsHandedWhatIsStoredAndTheStoresTime() {
        AccountRow account = Rows.account(MIDDLE, 1);
        TicketRow ticket = Rows.open(TICKET, 1);
        UsageRow usage = new UsageRow(new WindowKey("daily", 7), 3, 1);
        Rows.write(store, MIDDLE, Rows.account(null, account, usage));
        Rows.insert(store, ticket);
        List<Snapshot> seen = new ArrayList<>();

        List<GroupResult> results = Rows.apply(
                store,
                HandMadeGroup.of(MIDDLE, snapshot -> {
                            seen.add(snapshot);
                            return Rows.nothing();
                        })
                        .loading(TICKET, Rows.key(MIDDLE, "missing"))
                        .loading(usage.key(), new WindowKey("daily", 8)));

        assertThat(results).containsExactly(GroupResult.APPLIED);
        assertThat(seen)
                .containsExactly(new Snapshot(account, Map.of(usage.key(), usage), Map.of(TICKET, ticket), 5_000));
    }

    @Test
    void groupThatCannotBeDecidedLeavesItsNeighboursAlone() {
        IllegalStateException failure = new IllegalStateException("cannot decide");

        List<GroupResult> results = applyBetweenNeighbours(HandMadeGroup.of(MIDDLE, snapshot -> {
            throw failure;
        }));

        assertNeighboursApplied(results);
        assertThat(results.get(1)).isEqualTo(new GroupResult.Unavailable(failure));
    }

    @Test
    void errorInADecisionLeavesItsNeighboursAlone() {
        List<GroupResult> results = applyBetweenNeighbours(HandMadeGroup.of(MIDDLE, snapshot -> {
            throw new StackOverflowError();
        }));

        assertNeighboursApplied(results);
        assertThat(results.get(1)).isInstanceOf(GroupResult.Unavailable.class);
    }

    @Test
    void accountThatMovedIsAConflictThatBringsTheStateAsItIs() {
        AccountRow stored = Rows.account(MIDDLE, 5);
        Rows.write(store, MIDDLE, Rows.account(null, stored));

        List<GroupResult> results = applyBetweenNeighbours(
                HandMadeGroup.of(MIDDLE, snapshot -> Rows.account(Rows.account(MIDDLE, 4), Rows.account(MIDDLE, 5))));

        assertNeighboursApplied(results);
        assertThat(results.get(1)).isEqualTo(new GroupResult.Conflict(new Snapshot(stored, Map.of(), Map.of(), 5_000)));
    }

    @Test
    void accountThatCameOrWentIsAConflict() {
        assertThat(Rows.apply(
                        store,
                        HandMadeGroup.of(MIDDLE, s -> Rows.account(Rows.account(MIDDLE, 1), Rows.account(MIDDLE, 2)))))
                .containsExactly(new GroupResult.Conflict(new Snapshot(null, Map.of(), Map.of(), 5_000)));
        Rows.write(store, MIDDLE, Rows.account(null, Rows.account(MIDDLE, 1)));
        assertThat(Rows.apply(store, HandMadeGroup.of(MIDDLE, s -> Rows.account(null, Rows.account(MIDDLE, 1)))))
                .singleElement()
                .isInstanceOf(GroupResult.Conflict.class);
    }

    @Test
    void decisionThatOnlyReliedOnAMovedAccountIsAConflictToo() {
        Rows.write(store, MIDDLE, Rows.account(null, Rows.account(MIDDLE, 2)));

        GroupResult relying = Rows.apply(
                        store, HandMadeGroup.of(MIDDLE, s -> decisionOn(Rows.account(MIDDLE, 1), true)))
                .get(0);
        GroupResult not = Rows.apply(store, HandMadeGroup.of(MIDDLE, s -> decisionOn(Rows.account(MIDDLE, 1), false)))
                .get(0);

        assertThat(relying).isInstanceOf(GroupResult.Conflict.class);
        assertThat(not).isEqualTo(GroupResult.APPLIED);
    }

    private static Decision decisionOn(AccountRow account, boolean reliesOnAccount) {
        return new Decision(account, reliesOnAccount, null, List.of(), List.of(), List.of(), Long.MAX_VALUE);
    }

    @Test
    void ticketThatMovedIsAConflict() {
        TicketRow stored = Rows.open(TICKET, 1);
        TicketRow stale = Rows.ticket(TICKET, 9, stored.state(), 1, null, null);
        Rows.insert(store, stored);

        List<GroupResult> results = applyBetweenNeighbours(HandMadeGroup.of(
                        MIDDLE, s -> Rows.tickets(new TicketChange(stale, Rows.succeeded(stale, 2, Outcome.text("x")))))
                .loading(TICKET));

        assertNeighboursApplied(results);
        assertThat(results.get(1))
                .isEqualTo(new GroupResult.Conflict(new Snapshot(null, Map.of(), Map.of(TICKET, stored), 5_000)));
        assertThat(stored(TICKET)).isEqualTo(stored);
    }

    @Test
    void ticketThatIsThereCannotBeInserted() {
        TicketRow stored = Rows.open(TICKET, 1);
        Rows.insert(store, stored);

        List<GroupResult> results =
                applyBetweenNeighbours(HandMadeGroup.of(MIDDLE, s -> Rows.tickets(Rows.insert(Rows.open(TICKET, 2))))
                        .loading(TICKET));

        assertNeighboursApplied(results);
        assertThat(results.get(1)).isInstanceOf(GroupResult.Conflict.class);
        assertThat(stored(TICKET)).isEqualTo(stored);
    }

    /** What was not loaded only the database itself can find to have moved, after the group's other rows were written. */
    @Test
    void conflictThatOnlyTheDatabaseFindsTakesNothingOfTheGroupAndNoneOfItsNeighbours() {
        TicketRow stored = Rows.open(TICKET, 1);
        Rows.insert(store, stored);
        AtomicInteger decisions = new AtomicInteger();

        List<GroupResult> results = applyBetweenNeighbours(HandMadeGroup.of(MIDDLE, s -> {
            decisions.incrementAndGet();
            return new Decision(
                    null,
                    true,
                    Rows.account(MIDDLE, 1),
                    List.of(new UsageRow(new WindowKey("daily", 0), 1, 0)),
                    List.of(Rows.insert(Rows.open(Rows.key(MIDDLE, "m"), 2)), Rows.insert(Rows.open(TICKET, 2))),
                    List.of(),
                    Long.MAX_VALUE);
        }));

        assertNeighboursApplied(results);
        assertThat(results.get(1)).isInstanceOf(GroupResult.Conflict.class);
        assertThat(decisions).hasValueGreaterThan(1);
        assertThat(store.read(MIDDLE, List.of(TICKET, Rows.key(MIDDLE, "m"))))
                .isEqualTo(new Snapshot(null, Map.of(), Map.of(TICKET, stored), 5_000));
        assertThat(store.usage(MIDDLE, 0, 1, 10)).isEmpty();
    }

    @Test
    void updateAndDeleteOfATicketThatIsGoneAreConflicts() {
        TicketRow gone = Rows.open(TICKET, 1);

        for (TicketRow after : new TicketRow[] {Rows.succeeded(gone, 2, Outcome.text("x")), null}) {
            List<GroupResult> results =
                    Rows.apply(store, HandMadeGroup.of(MIDDLE, s -> Rows.tickets(new TicketChange(gone, after))));
            assertThat(results).singleElement().isInstanceOf(GroupResult.Conflict.class);
        }
    }

    @Test
    void groupWhoseRowsAreRefusedTakesNothingAndNoneOfItsNeighbours() {
        AuditEntry entry = new AuditEntry(Instant.EPOCH, "admin", "configured", null, null, null);
        AuditRow audit = new AuditRow(MIDDLE, "same id", entry);

        List<GroupResult> results = applyBetweenNeighbours(HandMadeGroup.of(
                MIDDLE,
                s -> new Decision(
                        null,
                        true,
                        Rows.account(MIDDLE, 1),
                        List.of(),
                        List.of(),
                        List.of(audit, audit),
                        Long.MAX_VALUE)));

        assertNeighboursApplied(results);
        assertRefusedAsTwice(results.get(1));
        assertThat(store.read(MIDDLE, List.of()).account()).isNull();
        assertThat(store.audit(MIDDLE, Optional.empty(), 10)).isEmpty();
    }

    @Test
    void everyGroupOfABatchCanBeRefused() {
        TicketRow row = Rows.open(TICKET, 1);
        HistoryRow twice = new HistoryRow(1, 1, HistoryEvent.Kind.DOUBTED, 1, null, null, null, null, null, null);
        TicketRow bad = new TicketRow(
                TICKET,
                1,
                1,
                "r",
                "o",
                row.state(),
                null,
                0,
                null,
                1,
                2,
                null,
                null,
                row.onLapse(),
                0,
                null,
                null,
                Map.of(),
                List.of(),
                List.of(twice, twice));

        List<GroupResult> results = Rows.apply(store, HandMadeGroup.of(MIDDLE, s -> Rows.tickets(Rows.insert(bad))));

        assertThat(results).hasSize(1);
        assertRefusedAsTwice(results.get(0));
        assertThat(store.read(MIDDLE, List.of(TICKET)).tickets()).isEmpty();
    }

    @Test
    void valuesThatHaveNoStoredFormAreRefusedForTheirGroupAlone() {
        TicketRow row = Rows.open(TICKET, 1);
        TicketRow bad = new TicketRow(
                TICKET,
                1,
                1,
                "r",
                "o",
                row.state(),
                null,
                0,
                null,
                1,
                2,
                null,
                null,
                row.onLapse(),
                0,
                null,
                null,
                Map.of(),
                List.of(new WindowKey("daily", 1), new WindowKey("daily", 2)),
                List.of());

        List<GroupResult> results =
                applyBetweenNeighbours(HandMadeGroup.of(MIDDLE, s -> Rows.tickets(Rows.insert(bad))));

        assertNeighboursApplied(results);
        assertThat(results.get(1)).isInstanceOf(GroupResult.Unavailable.class);
    }

    @Test
    void usageWithoutItsAccountIsRefused() {
        Decision decision = new Decision(
                null,
                false,
                null,
                List.of(new UsageRow(new WindowKey("daily", 1), 1, 0)),
                List.of(Rows.insert(Rows.open(TICKET, 1))),
                List.of(),
                Long.MAX_VALUE);

        List<GroupResult> results = applyBetweenNeighbours(HandMadeGroup.of(MIDDLE, s -> decision));

        assertNeighboursApplied(results);
        assertThat(results.get(1)).isInstanceOf(GroupResult.Unavailable.class);
        assertThat(store.read(MIDDLE, List.of(TICKET)).tickets()).isEmpty();
    }

    @Test
    void rowThatCannotBeReadStopsItsGroupAlone() throws Exception {
        Rows.write(store, MIDDLE, Rows.account(null, Rows.account(MIDDLE, 1)));
        foreign("UPDATE tollgate_account SET config = '{' WHERE account = 'b'");

        List<GroupResult> results = applyBetweenNeighbours(HandMadeGroup.of(MIDDLE, s -> Rows.nothing()));

        assertNeighboursApplied(results);
        assertThat(results.get(1))
                .asInstanceOf(type(GroupResult.Unavailable.class))
                .extracting(GroupResult.Unavailable::cause)
                .satisfies(e -> assertThat(e).hasMessageContaining("not a stored configuration"));
    }

    @Test
    void emptyBatchHasNoResults() {
        assertThat(Rows.apply(store)).isEmpty();
    }

    @Test
    void closedStoreWritesNothing() {
        store.close();

        assertThat(Rows.apply(store, HandMadeGroup.of(MIDDLE, s -> Rows.tickets(Rows.insert(Rows.open(TICKET, 1))))))
                .singleElement()
                .isInstanceOf(GroupResult.Unavailable.class);
    }

    /** A row whose key is there already, and that is neither an account nor a ticket. */
    void assertRefusedAsTwice(GroupResult result) {
        assertThat(result)
                .asInstanceOf(type(GroupResult.Unavailable.class))
                .extracting(GroupResult.Unavailable::cause)
                .asInstanceOf(type(StoreUnavailableException.class))
                .satisfies(e -> assertThat(e).hasMessageContaining("refuses a row"));
    }

    final List<GroupResult> applyBetweenNeighbours(Group group) {
        return Rows.apply(
                store,
                HandMadeGroup.of(BEFORE, s -> Rows.tickets(Rows.insert(Rows.open(Rows.key(BEFORE, "n"), 1)))),
                group,
                HandMadeGroup.of(AFTER, s -> Rows.account(null, Rows.account(AFTER, 1))));
    }

    final void assertNeighboursApplied(List<GroupResult> results) {
        assertThat(results).hasSize(3);
        assertThat(results.get(0)).isEqualTo(GroupResult.APPLIED);
        assertThat(results.get(2)).isEqualTo(GroupResult.APPLIED);
        assertThat(stored(Rows.key(BEFORE, "n"))).isEqualTo(Rows.open(Rows.key(BEFORE, "n"), 1));
        assertThat(store.read(AFTER, List.of()).account()).isEqualTo(Rows.account(AFTER, 1));
    }

    final TicketRow stored(TicketKey key) {
        return store.read(key.account(), List.of(key)).tickets().get(key);
    }
}
