package dev.tollgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.api.AccountStatus;
import dev.tollgate.api.Outcome;
import dev.tollgate.api.TicketState;
import dev.tollgate.spi.AccountFilter;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.Inspection;
import dev.tollgate.spi.TicketFilter;
import dev.tollgate.spi.TicketFlag;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketPosition;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.UsageRow;
import dev.tollgate.spi.WindowKey;
import dev.tollgate.testkit.HandMadeGroup.Writing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Lists and searches: complete, in order, within their bounds, while others write. */
abstract class SeamQueryRung extends SeamRung {
    private static final Comparator<TicketRow> NEWEST_FIRST = Comparator.comparingLong(TicketRow::admittedAtMillis)
            .thenComparing(TicketRow::key)
            .reversed();

    private static TicketPosition position(TicketRow row) {
        return new TicketPosition(row.admittedAtMillis(), row.key());
    }

    private static List<TicketKey> keys(List<TicketRow> rows) {
        return rows.stream().map(TicketRow::key).toList();
    }

    private List<TicketKey> paged(TicketFilter filter, int pageSize, Interruption between) throws Exception {
        List<TicketKey> keys = new ArrayList<>();
        Optional<TicketPosition> after = Optional.empty();
        while (true) {
            List<TicketRow> page = rival.tickets(filter, after, pageSize);
            keys.addAll(keys(page));
            if (page.size() < pageSize) {
                return keys;
            }
            after = Optional.of(position(page.get(pageSize - 1)));
            between.happens();
        }
    }

    private interface Interruption {
        void happens() throws Exception;
    }

    /** Forty tickets of four accounts, several of them admitted in the same millisecond. */
    private List<TicketRow> forty() throws Exception {
        List<TicketRow> rows = new ArrayList<>();
        for (AccountKey account : List.of(ACME, OTHER, THIRD, new AccountKey("default", "ACME"))) {
            Writing writing = new Writing(null);
            for (int i = 0; i < 10; i++) {
                TicketKey key = new TicketKey(account, i % 2 == 0 ? "payment" : "Payment", "ORD-" + i);
                TicketRow row = Rows.timed(Rows.ticket(key), Rows.NOW + i / 3, Rows.NOW + 1_000);
                rows.add(row);
                writing.insert(row);
            }
            write(account, writing.decision());
        }
        rows.sort(NEWEST_FIRST);
        return rows;
    }

    @Test
    void ticketsAreListedNewestFirstThenByKeyBackwards() throws Exception {
        List<TicketRow> rows = forty();
        inserted(Rows.ticket(ticket(new AccountKey("another", "acme"), "1")));
        assertThat(keys(listed(every("default"), 1_000))).isEqualTo(keys(rows));
        for (int pageSize : List.of(1, 2, 3, 7, 39, 40, 41)) {
            assertThat(paged(every("default"), pageSize, () -> {}))
                    .as("pages of %d", pageSize)
                    .isEqualTo(keys(rows));
        }
    }

    @Test
    void pagesStayCompleteWhileOthersInsertAndDelete() throws Exception {
        List<TicketRow> rows = forty();
        int[] turn = {0};
        List<TicketKey> seen = paged(every("default"), 3, () -> {
            turn[0]++;
            inserted(Rows.timed(Rows.ticket(ticket(ACME, "newer-" + turn[0])), Rows.NOW + 100, Rows.NOW + 1_000));
            inserted(Rows.timed(Rows.ticket(ticket(ACME, "older-" + turn[0])), Rows.NOW - 100, Rows.NOW + 1_000));
            inserted(Rows.timed(Rows.ticket(ticket(ACME, "same-" + turn[0])), Rows.NOW + 1, Rows.NOW + 1_000));
            TicketRow first = rows.get(0);
            if (turn[0] == 2) {
                write(first.key().account(), new Writing(null).delete(first).decision());
            }
        });
        assertThat(seen).doesNotHaveDuplicates().containsAll(keys(rows));
        assertThat(seen.stream().filter(key -> keys(rows).contains(key))).containsExactlyElementsOf(keys(rows));
    }

    @Test
    void everyFilterFiltersAndAllOfThemTogether() throws Exception {
        List<TicketRow> rows = new ArrayList<>(forty());
        TicketRow disputed = inserted(Rows.finished(
                Rows.timed(Rows.ticket(ticket(ACME, "disputed")), Rows.NOW + 50, 1),
                TicketState.FAILED,
                Rows.NOW + 60,
                TicketFlag.DISPUTED.bit() | TicketFlag.LATE.bit(),
                null));
        TicketRow late = inserted(Rows.finished(
                Rows.timed(Rows.ticket(ticket(OTHER, "late")), Rows.NOW + 50, 1),
                TicketState.SUCCEEDED,
                Rows.NOW + 60,
                TicketFlag.LATE.bit(),
                null));
        rows.addAll(List.of(disputed, late));
        rows.sort(NEWEST_FIRST);
        List<TicketFilter> filters = List.of(
                new TicketFilter("default", "acme", null, null, null, null, null, null),
                new TicketFilter("default", "ACME", null, null, null, null, null, null),
                new TicketFilter("default", null, "payment", null, null, null, null, null),
                new TicketFilter("default", null, "Payment", null, null, null, null, null),
                new TicketFilter("default", null, null, "ORD-3", null, null, null, null),
                new TicketFilter("default", null, null, "ord-3", null, null, null, null),
                new TicketFilter("default", null, null, null, TicketState.OPEN, null, null, null),
                new TicketFilter("default", null, null, null, TicketState.SUCCEEDED, null, null, null),
                new TicketFilter("default", null, null, null, null, true, null, null),
                new TicketFilter("default", null, null, null, null, false, null, null),
                new TicketFilter("default", null, null, null, null, null, Rows.NOW + 1, null),
                new TicketFilter("default", null, null, null, null, null, null, Rows.NOW + 1),
                new TicketFilter("default", null, null, null, null, null, Rows.NOW + 1, Rows.NOW + 2),
                new TicketFilter("default", null, null, null, null, null, Rows.NOW + 2, Rows.NOW + 2),
                new TicketFilter(
                        "default",
                        "acme",
                        "payment",
                        "disputed",
                        TicketState.FAILED,
                        true,
                        Rows.NOW + 50,
                        Rows.NOW + 51),
                new TicketFilter("default", "other", "payment", null, TicketState.SUCCEEDED, false, null, null),
                new TicketFilter("nobody", null, null, null, null, null, null, null),
                new TicketFilter("default", "%", null, null, null, null, null, null));
        for (TicketFilter filter : filters) {
            List<TicketKey> wanted =
                    keys(rows.stream().filter(row -> matches(filter, row)).toList());
            assertThat(keys(listed(filter, 1_000))).as(filter.toString()).isEqualTo(wanted);
            assertThat(paged(filter, 2, () -> {})).as(filter.toString()).isEqualTo(wanted);
        }
    }

    private static boolean matches(TicketFilter filter, TicketRow row) {
        return filter.tenant().equals(row.key().account().tenant())
                && isOrAny(filter.account(), row.key().account().account())
                && isOrAny(filter.scenario(), row.key().scenario())
                && isOrAny(filter.businessNumber(), row.key().businessNumber())
                && isOrAny(filter.state(), row.state())
                && isOrAny(filter.disputed(), row.is(TicketFlag.DISPUTED))
                && (filter.fromMillis() == null || row.admittedAtMillis() >= filter.fromMillis())
                && (filter.toMillis() == null || row.admittedAtMillis() < filter.toMillis());
    }

    private static boolean isOrAny(@Nullable Object wanted, Object is) {
        return wanted == null || wanted.equals(is);
    }

    @Test
    void aListThatMovesFollowsTheTicketsAdmission() throws Exception {
        TicketRow old = inserted(Rows.ticket(ticket(ACME, "1")));
        inserted(Rows.timed(Rows.ticket(ticket(ACME, "2")), Rows.NOW + 10, Rows.NOW + 1_000));
        TicketRow again = Rows.timed(Rows.moved(old, TicketState.OPEN, null), Rows.NOW + 20, Rows.NOW + 1_000);
        write(ACME, new Writing(null).update(old, again).decision());
        assertThat(keys(listed(every("default"), 10))).containsExactly(ticket(ACME, "1"), ticket(ACME, "2"));
    }

    @Test
    void lapsedAreOpenTicketsWhoseLeaseIsOverTheLongestAgoFirst() throws Exception {
        long now = clock.millis();
        for (int i = 0; i < 9; i++) {
            AccountKey account = i % 2 == 0 ? ACME : new AccountKey("tenant-" + i, "acme");
            inserted(Rows.timed(Rows.ticket(ticket(account, "ORD-" + i)), now - 100, now - (i * 7) % 9));
        }
        inserted(Rows.timed(Rows.ticket(ticket(ACME, "not yet")), now - 100, now + 1));
        inserted(Rows.moved(
                Rows.timed(Rows.ticket(ticket(ACME, "doubted")), now - 100, now - 50), TicketState.IN_DOUBT, null));
        inserted(Rows.moved(
                Rows.timed(Rows.ticket(ticket(ACME, "done")), now - 100, now - 50), TicketState.SUCCEEDED, now));
        List<TicketKey> lapsed = rival.findLapsed(100);
        assertThat(lapsed)
                .extracting(TicketKey::businessNumber)
                .containsExactly("ORD-5", "ORD-1", "ORD-6", "ORD-2", "ORD-7", "ORD-3", "ORD-8", "ORD-4", "ORD-0");
        assertThat(rival.findLapsed(4)).isEqualTo(lapsed.subList(0, 4));
        TicketRow renewed = Rows.timed(Rows.moved(row0("ORD-5"), TicketState.OPEN, null), now - 100, now + 500);
        write(
                renewed.key().account(),
                new Writing(null).update(row0("ORD-5"), renewed).decision());
        assertThat(rival.findLapsed(100)).isEqualTo(lapsed.subList(1, 9));
    }

    private TicketRow row0(String number) {
        TicketRow row = listed(new TicketFilter("tenant-5", null, null, number, null, null, null, null), 1)
                .get(0);
        TicketRow full = row(row.key());
        return full == null ? row : full;
    }

    @Test
    void ticketsInDoubtAreFoundTheLongestWaitingFirst() throws Exception {
        List<TicketRow> rows = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            AccountKey account = i % 2 == 0 ? ACME : OTHER;
            rows.add(inserted(Rows.moved(
                    Rows.timed(Rows.fullTicket(ticket(account, "ORD-" + i)), Rows.NOW + (i * 5) % 4, Rows.NOW),
                    TicketState.IN_DOUBT,
                    null)));
        }
        inserted(Rows.ticket(ticket(ACME, "open")));
        rows.sort(NEWEST_FIRST.reversed());
        assertThat(keys(rival.findInDoubt(Optional.empty(), 100))).isEqualTo(keys(rows));
        assertThat(keys(rival.findInDoubt(Optional.empty(), 5))).isEqualTo(keys(rows.subList(0, 5)));
        assertThat(keys(rival.findInDoubt(Optional.of(position(rows.get(4))), 5)))
                .isEqualTo(keys(rows.subList(5, 10)));
        assertThat(rival.findInDoubt(Optional.of(position(rows.get(11))), 5)).isEmpty();
        TicketRow first = rival.findInDoubt(Optional.empty(), 1).get(0);
        assertThat(first.attributes()).isEqualTo(rows.get(0).attributes());
        assertThat(first.amount()).isEqualTo(rows.get(0).amount());
    }

    @Test
    void finishedTicketsAreFoundTheLongestAgoFirstAndNeverLivingOrDisputedOnes() throws Exception {
        Outcome outcome = Outcome.json("1");
        for (int i = 0; i < 6; i++) {
            AccountKey account = i % 2 == 0 ? ACME : OTHER;
            TicketState state = List.of(TicketState.SUCCEEDED, TicketState.FAILED, TicketState.RELEASED)
                    .get(i % 3);
            inserted(Rows.finished(
                    Rows.ticket(ticket(account, "ORD-" + i)),
                    state,
                    Rows.NOW + (i * 5) % 6,
                    0,
                    i < 3 ? outcome : null));
        }
        inserted(Rows.finished(
                Rows.ticket(ticket(ACME, "disputed")),
                TicketState.FAILED,
                Rows.NOW,
                TicketFlag.DISPUTED.bit(),
                outcome));
        inserted(Rows.ticket(ticket(ACME, "open")));
        inserted(Rows.moved(Rows.ticket(ticket(ACME, "in doubt")), TicketState.IN_DOUBT, null));
        assertThat(numbers(rival.findFinishedBefore(Rows.NOW + 6, 100)))
                .containsExactly("ORD-0", "ORD-5", "ORD-4", "ORD-3", "ORD-2", "ORD-1");
        assertThat(numbers(rival.findFinishedBefore(Rows.NOW + 3, 100))).containsExactly("ORD-0", "ORD-5", "ORD-4");
        assertThat(numbers(rival.findFinishedBefore(Rows.NOW + 6, 2))).containsExactly("ORD-0", "ORD-5");
        assertThat(rival.findFinishedBefore(Rows.NOW, 100)).isEmpty();

        assertThat(numbers(rival.findOutcomesFinishedBefore(Rows.NOW + 6, 100)))
                .filteredOn(number -> !number.equals("disputed"))
                .containsExactly("ORD-0", "ORD-2", "ORD-1");
        assertThat(rival.findOutcomesFinishedBefore(Rows.NOW, 100)).isEmpty();
        TicketRow first =
                Rows.finished(Rows.ticket(ticket(ACME, "ORD-0")), TicketState.SUCCEEDED, Rows.NOW, 0, outcome);
        TicketRow dropped = Rows.finished(
                Rows.moved(first, TicketState.SUCCEEDED, Rows.NOW),
                TicketState.SUCCEEDED,
                Rows.NOW,
                TicketFlag.OUTCOME_DROPPED.bit(),
                null);
        write(ACME, new Writing(null).update(first, dropped).decision());
        assertThat(numbers(rival.findOutcomesFinishedBefore(Rows.NOW + 6, 100)))
                .filteredOn(number -> !number.equals("disputed"))
                .containsExactly("ORD-2", "ORD-1");
    }

    private static List<String> numbers(List<TicketKey> keys) {
        return keys.stream().map(TicketKey::businessNumber).toList();
    }

    @Test
    void accountsAreListedByNameAfterAName() throws Exception {
        TreeSet<AccountKey> keys = new TreeSet<>();
        for (String name : NastyNames.ALL.subList(0, 40)) {
            AccountKey key = new AccountKey("default", name);
            keys.add(key);
            created(key);
        }
        AccountRow other = created(new AccountKey("default2", "acme"));
        AccountRow closed = Rows.fullAccount(new AccountKey("default", "pay-abc"));
        write(
                closed.key(),
                new Writing(Rows.account(closed.key())).account(closed).decision());
        List<String> names = keys.stream().map(AccountKey::account).toList();
        AccountFilter all = new AccountFilter("default", null);
        assertThat(names(rival.accounts(all, Optional.empty(), 100))).isEqualTo(names);
        assertThat(names(rival.accounts(all, Optional.empty(), 7))).isEqualTo(names.subList(0, 7));
        assertThat(names(rival.accounts(all, Optional.of(names.get(6)), 7))).isEqualTo(names.subList(7, 14));
        assertThat(rival.accounts(all, Optional.of(names.get(names.size() - 1)), 7))
                .isEmpty();
        assertThat(rival.accounts(new AccountFilter("default", AccountStatus.CLOSED), Optional.empty(), 7))
                .containsExactly(closed);
        assertThat(rival.accounts(new AccountFilter("default", AccountStatus.SUSPENDED), Optional.empty(), 7))
                .isEmpty();
        assertThat(rival.accounts(new AccountFilter("default2", null), Optional.empty(), 7))
                .containsExactly(other);
    }

    private static List<String> names(List<AccountRow> rows) {
        return rows.stream().map(row -> row.key().account()).toList();
    }

    @Test
    void usageIsReadByTheStartOfItsWindows() throws Exception {
        AccountRow row = created(ACME);
        List<UsageRow> rows = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            rows.add(new UsageRow(new WindowKey("limit-" + i % 4, Rows.NOW + i / 4), i + 1, i / 2));
        }
        write(
                ACME,
                new Writing(row)
                        .account(row.moved("batch-2", 1))
                        .usage(rows.toArray(UsageRow[]::new))
                        .decision());
        assertThat(usage(ACME)).containsExactlyInAnyOrderElementsOf(rows);
        assertThat(usage(ACME))
                .isSortedAccordingTo(Comparator.comparingLong(u -> u.key().startMillis()));
        assertThat(rival.usage(ACME, Rows.NOW + 1, Rows.NOW + 3, 100))
                .containsExactlyInAnyOrderElementsOf(rows.subList(4, 12));
        assertThat(rival.usage(ACME, Rows.NOW, Rows.NOW + 5, 6))
                .hasSize(6)
                .allSatisfy(u -> assertThat(u.key().startMillis()).isLessThanOrEqualTo(Rows.NOW + 1));
        assertThat(rival.usage(ACME, Rows.NOW + 5, Rows.NOW + 9, 6)).isEmpty();
    }

    @Test
    void anInspectionShowsEveryAccountWithItsUsageAndTickets() throws Exception {
        AccountRow row = created(ACME);
        UsageRow usage = new UsageRow(new WindowKey("daily", Rows.NOW), 5, 2);
        write(
                ACME,
                new Writing(row)
                        .account(row.moved("batch-2", 1))
                        .usage(usage)
                        .insert(Rows.fullTicket(ticket(ACME, "1")))
                        .decision());
        inserted(Rows.ticket(ticket(ACME, "2")));
        AccountKey onlyTickets = new AccountKey("another", "acme");
        inserted(Rows.ticket(ticket(onlyTickets, "1")));
        AccountKey onlyRow = new AccountKey("default", "Acme");
        created(onlyRow);
        try (Inspection inspection = rival.inspect()) {
            List<AccountKey> all = inspection.accounts(Optional.empty(), 100);
            assertThat(all)
                    .isEqualTo(Stream.of(ACME, onlyTickets, onlyRow).sorted().toList());
            assertThat(inspection.accounts(Optional.empty(), 1)).isEqualTo(all.subList(0, 1));
            assertThat(inspection.accounts(Optional.of(all.get(0)), 1)).isEqualTo(all.subList(1, 2));
            assertThat(inspection.accounts(Optional.of(all.get(2)), 1)).isEmpty();
            assertThat(inspection.version(ACME)).isEqualTo(OptionalLong.of(2));
            assertThat(inspection.version(onlyTickets)).isEmpty();
            assertThat(inspection.account(ACME)).contains(row.moved("batch-2", 1));
            assertThat(inspection.account(onlyTickets)).isEmpty();
            List<UsageRow> rows = new ArrayList<>();
            inspection.usage(ACME, rows::add);
            assertThat(rows).containsExactly(usage);
            List<TicketRow> tickets = new ArrayList<>();
            inspection.tickets(ACME, tickets::add);
            assertThat(keys(tickets)).containsExactlyInAnyOrder(ticket(ACME, "1"), ticket(ACME, "2"));
            TicketRow full = Rows.fullTicket(ticket(ACME, "1"));
            assertThat(tickets)
                    .filteredOn(t -> t.key().equals(full.key()))
                    .singleElement()
                    .satisfies(t -> {
                        assertThat(t.state()).isEqualTo(full.state());
                        assertThat(t.amount()).isEqualTo(full.amount());
                        assertThat(t.reversedMinorUnits()).isEqualTo(full.reversedMinorUnits());
                        assertThat(t.windows()).isEqualTo(full.windows());
                    });
            tickets.clear();
            inspection.tickets(onlyRow, tickets::add);
            inspection.usage(onlyTickets, rows::add);
            assertThat(tickets).isEmpty();
            assertThat(rows).hasSize(1);
        }
        inserted(Rows.ticket(ticket(ACME, "3")));
    }
}
