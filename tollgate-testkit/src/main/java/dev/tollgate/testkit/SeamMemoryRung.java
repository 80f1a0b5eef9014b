package dev.tollgate.testkit;

import static dev.tollgate.testkit.SeamRaceRung.DAILY;
import static dev.tollgate.testkit.SeamRaceRung.adding;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.api.TicketState;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.GroupResult;
import dev.tollgate.spi.Snapshot;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.UsageRow;
import dev.tollgate.testkit.HandMadeGroup.Writing;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the engine remembers may save a read, and nothing is ever written on it that is no longer true. */
abstract class SeamMemoryRung extends SeamRung {
    private static final UsageRow SEVEN = new UsageRow(DAILY, 7, 0);

    private Snapshot remembered(AccountRow account, TicketRow... rows) {
        Map<TicketKey, TicketRow> tickets = new HashMap<>();
        for (TicketRow row : rows) {
            tickets.put(row.key(), row);
        }
        return new Snapshot(account, Map.of(DAILY, UsageRow.empty(DAILY)), tickets, clock.millis());
    }

    private HandMadeGroup adds(String number, long validUntilMillis) {
        TicketKey key = ticket(ACME, number);
        return HandMadeGroup.deciding(ACME, List.of(key), List.of(DAILY), adding(100, key, validUntilMillis));
    }

    @Test
    void aRememberedStateThatIsStillTrueIsAsGoodAsARead() throws Exception {
        AccountRow row = created(ACME);
        HandMadeGroup group = adds("1", clock.millis() + 1).remembering(remembered(row));
        assertThat(apply(store, List.of(group))).containsExactly(GroupResult.APPLIED);
        assertThat(usage(ACME)).containsExactly(new UsageRow(DAILY, 100, 0));
        assertThat(group.lastShown().account()).isEqualTo(row);
    }

    /** Either the store tells of the conflict, or it looked again and decided on what is true now. */
    private void assertNotDecidedOnMemory(HandMadeGroup group, AccountRow now, long usedBefore) throws Exception {
        GroupResult result = apply(store, List.of(group)).get(0);
        if (result instanceof GroupResult.Applied) {
            assertThat(group.lastShown().account()).isEqualTo(now);
            assertThat(usage(ACME)).containsExactly(new UsageRow(DAILY, usedBefore + 100, 0));
        } else {
            assertThat(result).isInstanceOf(GroupResult.Conflict.class);
            assertThat(account(ACME)).isEqualTo(now);
            assertThat(row(group.tickets().get(0))).isNull();
            assertThat(usage(ACME).stream().mapToLong(UsageRow::used).sum()).isEqualTo(usedBefore);
        }
    }

    @Test
    void aRememberedAccountThatMovedIsNeverWrittenOver() throws Exception {
        AccountRow old = created(ACME);
        AccountRow moved = old.moved("batch-2", Rows.NOW);
        write(ACME, new Writing(old).account(moved).usage(SEVEN).decision());
        assertNotDecidedOnMemory(adds("1", Long.MAX_VALUE).remembering(remembered(old)), moved, 7);
    }

    /** What is remembered here is wrong, at the right version, so that its use shows. */
    @Test
    void aRememberedStateIsNotUsedOnceItsTimeHasPassed() throws Exception {
        AccountRow old = created(ACME);
        AccountRow row = old.moved("batch-2", Rows.NOW);
        write(ACME, new Writing(old).account(row).usage(SEVEN).decision());
        long end = clock.millis();
        GroupResult atTheEnd = apply(store, List.of(adds("1", end).remembering(remembered(row))))
                .get(0);
        boolean loaded = atTheEnd instanceof GroupResult.Applied;
        assertThat(usage(ACME)).containsExactly(new UsageRow(DAILY, loaded ? 107 : 7, 0));
        assertThat(row(ticket(ACME, "1")) != null).isEqualTo(loaded);
        if (!loaded) {
            assertThat(atTheEnd).isInstanceOf(GroupResult.Conflict.class);
            assertThat(account(ACME)).isEqualTo(row);
            clock.setBack(Duration.ofMillis(1));
            assertThat(apply(store, List.of(adds("1", end).remembering(remembered(row)))))
                    .as("a millisecond before")
                    .containsExactly(GroupResult.APPLIED);
        }
    }

    @Test
    void aTicketThatIsMissingInMemoryIsNotWrittenOver() throws Exception {
        AccountRow row = created(ACME);
        TicketRow there = inserted(Rows.fullTicket(ticket(ACME, "1")));
        HandMadeGroup group = adds("1", Long.MAX_VALUE).remembering(remembered(row));
        assertThat(apply(store, List.of(group)).get(0)).isInstanceOf(GroupResult.Conflict.class);
        assertThat(row(there.key())).isEqualTo(there);
        assertThat(usage(ACME)).isEmpty();
    }

    @Test
    void aTicketThatIsOnlyReadMustBeAsItIsRemembered() throws Exception {
        AccountRow row = created(ACME);
        TicketRow old = inserted(Rows.ticket(ticket(ACME, "1")));
        TicketRow moved = Rows.moved(old, TicketState.SUCCEEDED, Rows.NOW);
        write(ACME, new Writing(null).update(old, moved).decision());
        HandMadeGroup group = HandMadeGroup.deciding(
                        ACME,
                        List.of(old.key()),
                        List.of(DAILY),
                        snapshot -> new Writing(snapshot.account())
                                .relyingOnAccount()
                                .decision())
                .remembering(remembered(row, old));
        GroupResult result = apply(store, List.of(group)).get(0);
        if (result instanceof GroupResult.Applied) {
            assertThat(group.lastShown().tickets()).isEqualTo(Map.of(old.key(), moved));
        } else {
            assertThat(result).isInstanceOf(GroupResult.Conflict.class);
        }
    }

    @Test
    void aRememberedStateWithoutItsUsageIsNotTakenForZero() throws Exception {
        AccountRow old = created(ACME);
        AccountRow moved = old.moved("batch-2", Rows.NOW);
        write(ACME, new Writing(old).account(moved).usage(SEVEN).decision());
        Snapshot withoutUsage = new Snapshot(moved, Map.of(), Map.of(), clock.millis());
        HandMadeGroup group = adds("1", Long.MAX_VALUE).remembering(withoutUsage);
        assertThat(apply(store, List.of(group))).containsExactly(GroupResult.APPLIED);
        assertThat(usage(ACME)).containsExactly(new UsageRow(DAILY, 107, 0));
    }
}
