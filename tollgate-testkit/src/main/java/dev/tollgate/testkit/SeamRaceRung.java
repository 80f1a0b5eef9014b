package dev.tollgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.api.Account;
import dev.tollgate.api.TicketState;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.Decision;
import dev.tollgate.spi.GroupResult;
import dev.tollgate.spi.Snapshot;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.UsageRow;
import dev.tollgate.spi.WindowKey;
import dev.tollgate.testkit.HandMadeGroup.Writing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A rival writes after a group was loaded and before it is written: one of the two wins, and only one. */
abstract class SeamRaceRung extends SeamRung {
    static final WindowKey DAILY = new WindowKey("daily", Rows.NOW);

    /** A decision that moves the account, adds to its usage and inserts a ticket, on whatever it is shown. */
    static Function<Snapshot, Decision> adding(long amount, TicketKey ticket, long validUntilMillis) {
        return snapshot -> {
            AccountRow row = snapshot.account();
            UsageRow used = snapshot.usage().getOrDefault(DAILY, UsageRow.empty(DAILY));
            AccountRow after =
                    row == null ? Rows.account(ACME) : row.moved("batch-" + ticket.businessNumber(), Rows.NOW);
            return new Writing(row)
                    .account(after)
                    .usage(new UsageRow(DAILY, used.used() + amount, 0))
                    .insert(Rows.ticket(ticket))
                    .validUntil(validUntilMillis)
                    .decision();
        };
    }

    @Test
    void whoeverMovesTheAccountBetweenLoadingAndWritingOneOfTheTwoWins() throws Exception {
        created(ACME);
        List<GroupResult> rivals = new ArrayList<>();
        HandMadeGroup group = HandMadeGroup.deciding(ACME, List.of(ticket(ACME, "mine")), List.of(DAILY), snapshot -> {
            if (rivals.isEmpty()) {
                rivals.add(rivalWrites());
            }
            return adding(100, ticket(ACME, "mine"), Long.MAX_VALUE).apply(snapshot);
        });
        GroupResult mine = apply(store, List.of(group)).get(0);
        boolean rivalWrote = rivals.get(0) instanceof GroupResult.Applied;
        boolean iWrote = mine instanceof GroupResult.Applied;
        assertThat(rivalWrote || iWrote).as("one wins: %s, %s", rivals, mine).isTrue();
        if (rivalWrote && !iWrote) {
            assertThat(mine).isInstanceOf(GroupResult.Conflict.class);
        }
        assertThat(usage(ACME).get(0).used()).isEqualTo((rivalWrote ? 5 : 0) + (iWrote ? 100 : 0));
        assertThat(row(ticket(ACME, "mine")) != null).isEqualTo(iWrote);
        assertThat(row(ticket(ACME, "rival")) != null).isEqualTo(rivalWrote);
    }

    private GroupResult rivalWrites() {
        return rivalWrites(HandMadeGroup.deciding(
                ACME,
                List.of(ticket(ACME, "rival")),
                List.of(DAILY),
                adding(5, ticket(ACME, "rival"), Long.MAX_VALUE)));
    }

    private GroupResult rivalWrites(Decision decision) {
        return rivalWrites(HandMadeGroup.writing(ACME, decision));
    }

    private GroupResult rivalWrites(HandMadeGroup group) {
        try {
            return apply(rival, List.of(group)).get(0);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aTicketThatIsOnlyReadMustNotMoveBetweenLoadingAndWriting() throws Exception {
        TicketRow old = inserted(Rows.ticket(ticket(ACME, "read")));
        TicketRow moved = Rows.moved(old, TicketState.SUCCEEDED, Rows.NOW);
        TicketRow mine = Rows.ticket(ticket(ACME, "written"));
        List<GroupResult> rivals = new ArrayList<>();
        HandMadeGroup group = HandMadeGroup.deciding(ACME, List.of(old.key(), mine.key()), List.of(), snapshot -> {
            if (rivals.isEmpty()) {
                rivals.add(rivalWrites(new Writing(null).update(old, moved).decision()));
            }
            return old.equals(snapshot.tickets().get(old.key()))
                    ? new Writing(snapshot.account()).insert(mine).decision()
                    : new Writing(snapshot.account()).decision();
        });
        GroupResult result = apply(store, List.of(group)).get(0);
        boolean rivalWrote = rivals.get(0) instanceof GroupResult.Applied;
        boolean iWrote = row(mine.key()) != null;
        assertThat(rivalWrote).as("one wins: %s, %s", rivals, result).isNotEqualTo(iWrote);
    }

    @Test
    void aTicketThatIsWrittenMustNotMoveBetweenLoadingAndWriting() throws Exception {
        TicketRow old = inserted(Rows.ticket(ticket(ACME, "written")));
        TicketRow theirs = Rows.moved(old, TicketState.FAILED, Rows.NOW);
        TicketRow mine = Rows.moved(old, TicketState.SUCCEEDED, Rows.NOW);
        boolean iWrote = writesBeforeRival(
                List.of(old.key()),
                new Writing(null).update(old, theirs).decision(),
                snapshot -> old.equals(snapshot.tickets().get(old.key())),
                writing -> writing.update(old, mine));
        assertThat(row(old.key())).isEqualTo(iWrote ? mine : theirs);
    }

    /** As it is when it is just admitted, and with everything that a ticket can have. */
    @Test
    void twoThatInsertOneTicketOneOfTheTwoWins() throws Exception {
        TicketKey plain = ticket(ACME, "plain");
        TicketKey full = ticket(ACME, "full");
        assertOneInserts(Rows.ticket(plain), Rows.fullTicket(plain));
        assertOneInserts(Rows.fullTicket(full), Rows.ticket(full));
    }

    private void assertOneInserts(TicketRow mine, TicketRow theirs) throws Exception {
        boolean iWrote = writesBeforeRival(
                List.of(mine.key()),
                new Writing(null).insert(theirs).decision(),
                snapshot -> snapshot.tickets().isEmpty(),
                writing -> writing.insert(mine));
        assertThat(row(mine.key())).isEqualTo(iWrote ? mine : theirs);
    }

    @Test
    void twoThatConfigureOneAccountOneOfTheTwoWins() throws Exception {
        AccountRow old = created(ACME);
        AccountRow theirs = configured(old, "them");
        AccountRow mine = configured(old, "me");
        boolean iWrote = writesBeforeRival(
                List.of(),
                new Writing(old).account(theirs).decision(),
                snapshot -> old.equals(snapshot.account()),
                writing -> writing.account(mine));
        assertThat(account(ACME)).isEqualTo(iWrote ? mine : theirs);
    }

    /**
     * Decides to write while something holds; at the first look a rival writes what makes that false. Exactly one of the two is told that
     * it has written.
     *
     * @return whether it is not the rival
     */
    private boolean writesBeforeRival(
            List<TicketKey> tickets, Decision rivals, Predicate<Snapshot> holds, UnaryOperator<Writing> mine)
            throws Exception {
        List<GroupResult> rival = new ArrayList<>();
        AtomicBoolean writes = new AtomicBoolean();
        HandMadeGroup group = HandMadeGroup.deciding(ACME, tickets, List.of(), snapshot -> {
            if (rival.isEmpty()) {
                rival.add(rivalWrites(rivals));
            }
            writes.set(holds.test(snapshot));
            Writing writing = new Writing(snapshot.account());
            return (writes.get() ? mine.apply(writing) : writing).decision();
        });
        GroupResult result = apply(store, List.of(group)).get(0);
        boolean iWrote = writes.get() && result instanceof GroupResult.Applied;
        assertThat(rival.get(0) instanceof GroupResult.Applied)
                .as("one wins: %s, %s", rival, result)
                .isNotEqualTo(iWrote);
        return iWrote;
    }

    private static AccountRow configured(AccountRow row, String by) {
        return new AccountRow(
                row.key(),
                row.version() + 1,
                "batch-" + by,
                Rows.NOW,
                row.status(),
                row.config(),
                row.configVersion() + 1,
                row.totalStarts(),
                row.retired(),
                row.opened(),
                new Account.Change(Instant.ofEpochMilli(Rows.NOW), by),
                row.suspended(),
                row.closed(),
                row.reason());
    }

    /** Decides to insert a ticket while something holds; at the first look a rival writes what makes that false. */
    private void assertOneWins(List<TicketKey> others, Decision rivals, Predicate<Snapshot> holds) throws Exception {
        TicketRow mine = Rows.ticket(ticket(ACME, "written"));
        List<GroupResult> rival = new ArrayList<>();
        List<TicketKey> tickets = new ArrayList<>(others);
        tickets.add(mine.key());
        HandMadeGroup group = HandMadeGroup.deciding(ACME, tickets, List.of(), snapshot -> {
            if (rival.isEmpty()) {
                rival.add(rivalWrites(rivals));
            }
            Writing writing = new Writing(snapshot.account()).relyingOnAccount();
            return (holds.test(snapshot) ? writing.insert(mine) : writing).decision();
        });
        GroupResult result = apply(store, List.of(group)).get(0);
        assertThat(rival.get(0) instanceof GroupResult.Applied)
                .as("one wins: %s, %s", rival, result)
                .isNotEqualTo(row(mine.key()) != null);
    }

    @Test
    void aTicketThatWasReadAsAbsentMustNotAppearBetweenLoadingAndWriting() throws Exception {
        TicketRow theirs = Rows.ticket(ticket(ACME, "read"));
        assertOneWins(
                List.of(theirs.key()),
                new Writing(null).insert(theirs).decision(),
                snapshot -> !snapshot.tickets().containsKey(theirs.key()));
    }

    @Test
    void anAccountThatIsOnlyReliedUponMustNotMoveBetweenLoadingAndWriting() throws Exception {
        AccountRow old = created(ACME);
        assertOneWins(
                List.of(),
                new Writing(old).account(old.moved("batch-2", Rows.NOW)).decision(),
                snapshot -> old.equals(snapshot.account()));
    }

    @Test
    void anAccountWhoseAbsenceIsReliedUponMustNotAppearBetweenLoadingAndWriting() throws Exception {
        assertOneWins(
                List.of(),
                new Writing(null).account(Rows.account(ACME)).decision(),
                snapshot -> snapshot.account() == null);
    }
}
