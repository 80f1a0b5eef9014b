package dev.tollgate.testkit;

import static dev.tollgate.testkit.SeamRaceRung.DAILY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.api.TicketState;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.Decision;
import dev.tollgate.spi.GroupResult;
import dev.tollgate.spi.Snapshot;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.UsageRow;
import dev.tollgate.testkit.HandMadeGroup.Writing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A group is written if, and only if, nothing it was decided on has moved; and it is written whole. */
abstract class SeamConflictRung extends SeamRung {
    private static final UsageRow SEVEN = new UsageRow(DAILY, 7, 0);

    private void assertConflict(Decision decision) throws Exception {
        assertThat(apply(store, ACME, decision)).isInstanceOf(GroupResult.Conflict.class);
    }

    /** Something of every kind, so that it shows when a part of a group is written. */
    private static Writing everything(Writing writing) {
        return writing.insert(Rows.fullTicket(ticket(ACME, "fresh"))).audit(Rows.audit(ACME, "fresh"));
    }

    private void assertNothingOfItIsWritten() {
        assertThat(row(ticket(ACME, "fresh"))).isNull();
        assertThat(rival.audit(ACME, Optional.empty(), 10)).isEmpty();
        assertThat(usage(ACME)).doesNotContain(SEVEN);
    }

    @Test
    void anAccountThatMovedIsAConflict() throws Exception {
        AccountRow old = created(ACME);
        AccountRow moved = old.moved("batch-2", Rows.NOW);
        write(ACME, new Writing(old).account(moved).decision());
        assertConflict(everything(
                        new Writing(old).account(old.moved("batch-3", Rows.NOW)).usage(SEVEN))
                .decision());
        assertThat(account(ACME)).isEqualTo(moved);
        assertNothingOfItIsWritten();
    }

    @Test
    void anAccountIsComparedByItsWholeVersion() throws Exception {
        List<AccountRow> rows = new ArrayList<>(List.of(created(ACME)));
        for (int i = 0; i < 10; i++) {
            AccountRow moved = rows.get(i).moved("batch-" + i, Rows.NOW);
            write(ACME, new Writing(rows.get(i)).account(moved).decision());
            rows.add(moved);
        }
        for (AccountRow old : rows.subList(0, 10)) {
            AccountRow mine = old.moved("mine", Rows.NOW);
            assertConflict(
                    everything(new Writing(old).account(mine).usage(SEVEN)).decision());
        }
        assertThat(account(ACME)).isEqualTo(rows.get(10));
        assertNothingOfItIsWritten();
    }

    @Test
    void anAccountThatIsThereAlreadyIsAConflict() throws Exception {
        AccountRow row = created(ACME);
        AccountRow other = new AccountRow(
                ACME,
                1,
                "batch-9",
                5,
                row.status(),
                row.config(),
                1,
                Map.of(),
                List.of(),
                row.opened(),
                null,
                null,
                null,
                "mine");
        assertConflict(everything(new Writing(null).account(other).usage(SEVEN)).decision());
        assertThat(account(ACME)).isEqualTo(row);
        assertNothingOfItIsWritten();
    }

    @Test
    void anAccountThatWasNeverThereIsAConflict() throws Exception {
        AccountRow never = Rows.account(ACME);
        assertConflict(
                everything(new Writing(never).account(never.moved("batch-2", 1)).usage(SEVEN))
                        .decision());
        assertThat(account(ACME)).isNull();
        assertNothingOfItIsWritten();
    }

    @Test
    void anAccountThatIsOnlyReliedUponMustNotHaveMovedEither() throws Exception {
        AccountRow old = created(ACME);
        write(ACME, new Writing(old).account(old.moved("batch-2", Rows.NOW)).decision());
        assertConflict(everything(new Writing(old).relyingOnAccount()).decision());
        assertConflict(everything(new Writing(null).relyingOnAccount()).decision());
        assertConflict(new Writing(old).relyingOnAccount().decision());
        assertNothingOfItIsWritten();
    }

    @Test
    void anAccountThatIsWrittenMustNotHaveMovedEvenIfNothingElseReliesOnIt() throws Exception {
        AccountRow old = created(ACME);
        AccountRow moved = old.moved("batch-2", Rows.NOW);
        write(ACME, new Writing(old).account(moved).decision());
        AccountRow mine = old.moved("batch-3", Rows.NOW);
        assertConflict(new Decision(old, false, mine, List.of(SEVEN), List.of(), List.of(), Long.MAX_VALUE));
        assertThat(account(ACME)).isEqualTo(moved);
        assertNothingOfItIsWritten();
    }

    @Test
    void anAccountThatIsNotReliedUponMayMove() throws Exception {
        AccountRow old = created(ACME);
        AccountRow moved = old.moved("batch-2", Rows.NOW);
        write(ACME, new Writing(old).account(moved).decision());
        write(ACME, new Writing(old).insert(Rows.ticket(ticket(ACME, "1"))).decision());
        assertThat(account(ACME)).isEqualTo(moved);
        assertThat(row(ticket(ACME, "1"))).isNotNull();
    }

    @Test
    void aTicketThatMovedIsAConflict() throws Exception {
        TicketRow old = inserted(Rows.ticket(ticket(ACME, "1")));
        TicketRow moved = Rows.moved(old, TicketState.IN_DOUBT, null, Rows.event(1));
        write(ACME, new Writing(null).update(old, moved).decision());
        TicketRow mine = Rows.moved(old, TicketState.SUCCEEDED, 8L, Rows.fullEvent(1));
        assertConflict(everything(new Writing(null).update(old, mine)).decision());
        assertConflict(everything(new Writing(null).delete(old)).decision());
        assertThat(row(old.key())).isEqualTo(moved);
        assertNothingOfItIsWritten();
    }

    @Test
    void aTicketIsComparedByItsWholeRevision() throws Exception {
        List<TicketRow> rows = new ArrayList<>(List.of(inserted(Rows.ticket(ticket(ACME, "1")))));
        for (int i = 0; i < 10; i++) {
            TicketRow moved = rows.get(i).moved();
            write(ACME, new Writing(null).update(rows.get(i), moved).decision());
            rows.add(moved);
        }
        for (TicketRow old : rows.subList(0, 10)) {
            assertConflict(everything(new Writing(null).update(old, Rows.moved(old, TicketState.SUCCEEDED, 8L)))
                    .decision());
        }
        assertThat(row(ticket(ACME, "1"))).isEqualTo(rows.get(10));
        assertNothingOfItIsWritten();
    }

    @Test
    void aTicketThatIsThereInsteadOfAbsentIsAConflict() throws Exception {
        TicketRow there = inserted(Rows.ticket(ticket(ACME, "1")));
        assertConflict(everything(new Writing(null).insert(Rows.fullTicket(there.key())))
                .decision());
        assertConflict(everything(new Writing(null).insert(there)).decision());
        assertThat(row(there.key())).isEqualTo(there);
        assertNothingOfItIsWritten();
    }

    @Test
    void aTicketThatWasDeletedIsAConflict() throws Exception {
        TicketRow old = inserted(Rows.fullTicket(ticket(ACME, "1")));
        write(ACME, new Writing(null).delete(old).decision());
        TicketRow moved = new TicketRow(
                old.key(),
                Long.MAX_VALUE,
                old.fence(),
                old.requestId(),
                old.operator(),
                old.state(),
                old.amount(),
                old.reversedMinorUnits(),
                old.fingerprint(),
                old.admittedAtMillis(),
                old.leaseUntilMillis(),
                old.renewedAtMillis(),
                old.finishedAtMillis(),
                old.onLapse(),
                old.flags(),
                old.outcome(),
                old.reason(),
                old.attributes(),
                old.windows(),
                old.history());
        assertConflict(everything(new Writing(null).update(old, moved)).decision());
        assertConflict(everything(new Writing(null).delete(old)).decision());
        assertThat(row(old.key())).isNull();
        assertNothingOfItIsWritten();
    }

    @Test
    void oneOfManyTicketsThatMovedKeepsTheWholeGroupFromBeingWritten() throws Exception {
        AccountRow row = created(ACME);
        inserted(Rows.ticket(ticket(ACME, "50")));
        Writing writing = everything(
                new Writing(row).account(row.moved("batch-2", Rows.NOW)).usage(SEVEN));
        for (int i = 0; i < 100; i++) {
            writing.insert(Rows.ticket(ticket(ACME, Integer.toString(i))));
        }
        assertConflict(writing.decision());
        assertThat(account(ACME)).isEqualTo(row);
        assertThat(listed(every("default"), 1_000)).hasSize(1);
        assertNothingOfItIsWritten();
    }

    @Test
    void aGroupThatConflictsLeavesItsNeighboursApplied() throws Exception {
        AccountRow other = created(OTHER);
        Writing stale = new Writing(null).account(Rows.account(OTHER)).insert(Rows.ticket(ticket(OTHER, "1")));
        List<HandMadeGroup> batch = List.of(
                HandMadeGroup.writing(
                        ACME,
                        new Writing(null)
                                .account(Rows.account(ACME))
                                .usage(SEVEN)
                                .insert(Rows.fullTicket(ticket(ACME, "1")))
                                .decision()),
                HandMadeGroup.writing(OTHER, stale.decision()),
                HandMadeGroup.writing(
                        THIRD,
                        new Writing(null)
                                .insert(Rows.ticket(ticket(THIRD, "1")))
                                .audit(Rows.audit(THIRD, "1"))
                                .decision()));
        List<GroupResult> results = apply(store, batch);
        assertThat(results.get(0)).isEqualTo(GroupResult.APPLIED);
        assertThat(results.get(1)).isInstanceOf(GroupResult.Conflict.class);
        assertThat(results.get(2)).isEqualTo(GroupResult.APPLIED);
        assertThat(row(ticket(ACME, "1"))).isEqualTo(Rows.fullTicket(ticket(ACME, "1")));
        assertThat(usage(ACME)).containsExactly(SEVEN);
        assertThat(account(OTHER)).isEqualTo(other);
        assertThat(row(ticket(OTHER, "1"))).isNull();
        assertThat(row(ticket(THIRD, "1"))).isNotNull();
        assertThat(rival.audit(THIRD, Optional.empty(), 10)).hasSize(1);
    }

    @Test
    void aFreshStateThatAConflictBringsIsTheTruth() throws Exception {
        AccountRow old = created(ACME);
        AccountRow moved = old.moved("batch-2", Rows.NOW);
        write(ACME, new Writing(old).account(moved).usage(SEVEN).decision());
        TicketRow there = inserted(Rows.ticket(ticket(ACME, "1")));
        HandMadeGroup group = HandMadeGroup.writing(
                ACME,
                new Writing(old)
                        .account(old.moved("batch-3", Rows.NOW))
                        .usage(new UsageRow(DAILY, 9, 0))
                        .insert(Rows.ticket(there.key()))
                        .decision());
        GroupResult.Conflict conflict = Answers.expect(
                GroupResult.Conflict.class, apply(store, List.of(group)).get(0));
        Snapshot fresh = conflict.fresh();
        if (fresh != null) {
            assertThat(fresh.account()).isEqualTo(moved);
            assertThat(fresh.tickets()).isEqualTo(Map.of(there.key(), there));
            assertThat(fresh.usage()).isEqualTo(Map.of(DAILY, SEVEN));
            assertThat(fresh.storeTimeMillis()).isEqualTo(clock.millis());
        }
    }

    @Test
    void aGroupWithNothingToWriteIsAppliedAndChangesNothing() throws Exception {
        AccountRow row = created(ACME);
        HandMadeGroup group = HandMadeGroup.deciding(ACME, List.of(), List.of(), snapshot -> {
            Decision empty = new Writing(snapshot.account()).relyingOnAccount().decision();
            assertThat(empty.isEmpty()).isTrue();
            return empty;
        });
        assertThat(apply(store, List.of(group))).containsExactly(GroupResult.APPLIED);
        assertThat(account(ACME)).isEqualTo(row);
    }

    @Test
    void manyAccountsInOneBatchAreEachWrittenWhole() throws Exception {
        List<HandMadeGroup> batch = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            AccountKey key = new AccountKey("default", NastyNames.ALL.get(i % NastyNames.ALL.size()) + i);
            Writing writing = new Writing(null).account(Rows.account(key)).usage(new UsageRow(DAILY, i, 0));
            for (int ticket = 0; ticket < 4; ticket++) {
                writing.insert(Rows.ticket(ticket(key, "ORD-" + ticket)));
            }
            batch.add(HandMadeGroup.writing(key, writing.decision()));
        }
        assertThat(apply(store, batch)).allMatch(result -> result instanceof GroupResult.Applied);
        assertThat(listed(every("default"), 5_000)).hasSize(1_200);
    }
}
