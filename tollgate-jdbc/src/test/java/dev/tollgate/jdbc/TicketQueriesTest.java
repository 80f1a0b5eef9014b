package dev.tollgate.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.api.AccountStatus;
import dev.tollgate.api.Outcome;
import dev.tollgate.api.TicketState;
import dev.tollgate.spi.AccountFilter;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.Inspection;
import dev.tollgate.spi.Names;
import dev.tollgate.spi.TicketFilter;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketPosition;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.UsageRow;
import dev.tollgate.spi.WindowKey;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TicketQueriesTest {
    private static final Outcome OUTCOME = Outcome.text("done");
    private static final List<TicketState> STATES = List.of(TicketState.values());
    private static final Comparator<TicketRow> NEWEST_FIRST = Comparator.comparingLong(TicketRow::admittedAtMillis)
            .thenComparing(TicketRow::key)
            .reversed();

    @TempDir
    Path directory;

    private JdbcStore store;

    @BeforeEach
    void open() {
        store = JdbcStore.open("sqlite:" + directory.resolve("t.db"), () -> Instant.ofEpochMilli(100_000));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void lapsedAreTheOpenOnesWhoseLeaseEnded() {
        Rows.insert(
                store,
                Rows.open(Rows.key("ends now"), 70_000),
                Rows.open(Rows.key("ended long ago"), 1_000),
                Rows.open(Rows.key("ends later"), 70_001),
                Rows.finished(Rows.key("finished"), 1, 2, null),
                Rows.ticket(Rows.key("in doubt"), 1, TicketState.IN_DOUBT, 1, null, null));

        assertThat(store.findLapsed(10)).containsExactly(Rows.key("ended long ago"), Rows.key("ends now"));
        assertThat(store.findLapsed(1)).containsExactly(Rows.key("ended long ago"));
    }

    @Test
    void finishedAreFoundFirstForTheirOutcomeThenForThemselves() {
        Rows.insert(
                store,
                Rows.finished(Rows.key("d"), 1, 40, OUTCOME),
                Rows.finished(Rows.key("c"), 2, 30, null),
                Rows.finished(Rows.key("b"), 3, 20, OUTCOME),
                Rows.finished(Rows.key("a"), 4, 10, null),
                Rows.withFlags(Rows.finished(Rows.key("disputed"), 4, 5, OUTCOME), 2),
                Rows.open(Rows.key("open"), 1),
                Rows.ticket(Rows.key("in doubt"), 1, TicketState.IN_DOUBT, 1, null, null));

        assertThat(store.findOutcomesFinishedBefore(40, 10)).containsExactly(Rows.key("disputed"), Rows.key("b"));
        assertThat(store.findOutcomesFinishedBefore(41, 10))
                .containsExactly(Rows.key("disputed"), Rows.key("b"), Rows.key("d"));
        assertThat(store.findOutcomesFinishedBefore(41, 1)).containsExactly(Rows.key("disputed"));
        assertThat(store.findFinishedBefore(41, 10))
                .containsExactly(Rows.key("a"), Rows.key("b"), Rows.key("c"), Rows.key("d"));
        assertThat(store.findFinishedBefore(40, 2)).containsExactly(Rows.key("a"), Rows.key("b"));
        assertThat(store.findFinishedBefore(10, 10)).isEmpty();
    }

    @Test
    void inDoubtAreTheLongestWaitingFirstAcrossTenants() {
        AccountKey other = new AccountKey("another", "acme");
        List<TicketRow> inDoubt = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            AccountKey account = i % 2 == 0 ? Rows.ACME : other;
            inDoubt.add(Rows.ticket(Rows.key(account, "n" + i), 1, TicketState.IN_DOUBT, i / 4, null, null));
        }
        inDoubt.forEach(row -> Rows.insert(store, row));
        Rows.insert(store, Rows.open(Rows.key("open"), 1));
        inDoubt.sort(NEWEST_FIRST.reversed());

        List<TicketRow> found = new ArrayList<>();
        Optional<TicketPosition> after = Optional.empty();
        for (List<TicketRow> page = store.findInDoubt(after, 3); !page.isEmpty(); page = store.findInDoubt(after, 3)) {
            found.addAll(page);
            after = Optional.of(position(page.get(page.size() - 1)));
        }

        assertThat(found).isEqualTo(inDoubt);
    }

    @Test
    void everyFilterFindsWhatItSaysPageByPage() {
        List<TicketRow> all = new ArrayList<>();
        Random random = new Random(1);
        for (int i = 0; i < 300; i++) {
            TicketKey key = new TicketKey(
                    new AccountKey(random.nextInt(4) == 0 ? "other" : "default", "acct-" + random.nextInt(3)),
                    random.nextBoolean() ? "payment" : "refund",
                    "n" + i % 100);
            if (all.stream().noneMatch(row -> row.key().equals(key))) {
                TicketState state = STATES.get(random.nextInt(5));
                all.add(Rows.withFlags(Rows.ticket(key, 1, state, random.nextInt(20), null, null), random.nextInt(4)));
            }
        }
        all.forEach(row -> Rows.insert(store, row));
        all.sort(NEWEST_FIRST);

        for (int i = 0; i < 200; i++) {
            TicketFilter filter = filter(random);
            List<TicketRow> expected = all.stream().filter(matching(filter)).toList();

            assertThat(pages(filter, 1 + random.nextInt(30)))
                    .as(filter.toString())
                    .isEqualTo(expected);
        }
    }

    private static TicketFilter filter(Random random) {
        return new TicketFilter(
                "default",
                random.nextBoolean() ? "acct-1" : null,
                random.nextInt(4) == 0 ? "payment" : null,
                random.nextInt(4) == 0 ? "n" + random.nextInt(100) : null,
                random.nextInt(3) == 0 ? STATES.get(random.nextInt(5)) : null,
                random.nextInt(3) == 0 ? random.nextBoolean() : null,
                random.nextInt(3) == 0 ? (long) random.nextInt(10) : null,
                random.nextInt(3) == 0 ? 10L + random.nextInt(10) : null);
    }

    private static Predicate<TicketRow> matching(TicketFilter filter) {
        return row -> row.key().account().tenant().equals(filter.tenant())
                && (filter.account() == null || row.key().account().account().equals(filter.account()))
                && (filter.scenario() == null || row.key().scenario().equals(filter.scenario()))
                && (filter.businessNumber() == null
                        || row.key().businessNumber().equals(filter.businessNumber()))
                && (filter.state() == null || row.state() == filter.state())
                && (filter.disputed() == null || (row.flags() & 2) != 0 == filter.disputed())
                && (filter.fromMillis() == null || row.admittedAtMillis() >= filter.fromMillis())
                && (filter.toMillis() == null || row.admittedAtMillis() < filter.toMillis());
    }

    private List<TicketRow> pages(TicketFilter filter, int max) {
        List<TicketRow> found = new ArrayList<>();
        Optional<TicketPosition> after = Optional.empty();
        while (true) {
            List<TicketRow> page = store.tickets(filter, after, max);
            found.addAll(page);
            if (page.size() < max) {
                return found;
            }
            after = Optional.of(position(page.get(max - 1)));
        }
    }

    private static TicketPosition position(TicketRow row) {
        return new TicketPosition(row.admittedAtMillis(), row.key());
    }

    @Test
    void everySweepHasItsIndex() throws Exception {
        assertThat(plan(TicketSearch.BY_STATE.lapsed().sql())).contains("tollgate_ticket_open (lease_until<?)");
        assertThat(plan(TicketQueries.inDoubt(TicketSearch.BY_STATE) + TicketQueries.OLDEST_FIRST))
                .contains("INDEX tollgate_ticket_in_doubt");
        assertThat(plan(TicketSearch.BY_STATE.outcomesFinished().sql()))
                .contains("tollgate_ticket_with_outcome (finished_at");
        assertThat(plan(TicketSearch.BY_STATE.allFinished().sql()))
                .contains("tollgate_ticket_with_outcome (finished_at", "tollgate_ticket_without_outcome (finished_at");
    }

    /** Otherwise a page costs more the more tickets there are. */
    @Test
    void everyListingHasItsIndex() throws Exception {
        TicketFilter all = filter(null, null, null, null, null);
        assertThat(listingPlan(all)).contains("tollgate_ticket_by_admission (tenant=?");
        assertThat(listingPlan(filter("a", null, null, null, null)))
                .contains("tollgate_ticket_by_account (tenant=? AND account=?");
        assertThat(listingPlan(filter("a", null, null, 5L, null)))
                .contains("tollgate_ticket_by_account (tenant=? AND account=? AND admitted_at>?");
        assertThat(listingPlan(filter(null, null, null, 5L, null)))
                .contains("tollgate_ticket_by_admission (tenant=? AND admitted_at>?");
        assertThat(listingPlan(filter(null, "n", null, null, null))).contains("(tenant=? AND business_no=?)");
        assertThat(listingPlan(filter(null, "n", null, 5L, null))).contains("(tenant=? AND business_no=?)");
        assertThat(listingPlan(filter("a", "n", null, null, null)))
                .contains("(tenant=? AND business_no=? AND account=?)");
        assertThat(listingPlan(filter(null, null, TicketState.IN_DOUBT, null, null)))
                .contains("tollgate_ticket_in_doubt");
        assertThat(listingPlan(filter(null, null, null, null, true))).contains("tollgate_ticket_disputed (tenant=?");
    }

    private static TicketFilter filter(
            @Nullable String account,
            @Nullable String businessNumber,
            @Nullable TicketState state,
            @Nullable Long fromMillis,
            @Nullable Boolean disputed) {
        return new TicketFilter("default", account, null, businessNumber, state, disputed, fromMillis, null);
    }

    /** The plans of the first page and of the next. */
    private String listingPlan(TicketFilter filter) throws Exception {
        TicketPosition position = new TicketPosition(1, Rows.key("n"));
        String first =
                plan(TicketQueries.listing(TicketQueries.conditions(TicketSearch.BY_STATE, filter, Optional.empty())));
        String next = plan(
                TicketQueries.listing(TicketQueries.conditions(TicketSearch.BY_STATE, filter, Optional.of(position))));
        assertThat(indexOf(next)).isEqualTo(indexOf(first));
        return first;
    }

    private static String indexOf(String plan) {
        return plan.replaceAll("(?s).*INDEX (\\w+).*", "$1");
    }

    private String plan(String sql) throws Exception {
        try (SqliteShell shell = SqliteShell.open(directory.resolve("t.db"))) {
            return String.join("\n", shell.rows("EXPLAIN QUERY PLAN " + sql));
        }
    }

    @Test
    void accountsAreListedByNameAfterAName() {
        List<AccountKey> keys = new ArrayList<>();
        for (String name : List.of("b", "a", "\uFB01", "😀", "B", "ab", "é")) {
            keys.add(new AccountKey("default", name));
        }
        keys.forEach(key -> Rows.write(store, key, Rows.account(null, Rows.account(key, 1))));
        AccountKey foreign = new AccountKey("other", "a");
        Rows.write(store, foreign, Rows.account(null, Rows.account(foreign, 1)));
        keys.sort(null);

        AccountFilter all = new AccountFilter("default", null);
        assertThat(store.accounts(all, Optional.empty(), 10))
                .extracting(AccountRow::key)
                .isEqualTo(keys);
        assertThat(store.accounts(all, Optional.of("b"), 2))
                .extracting(AccountRow::key)
                .isEqualTo(keys.subList(4, 6));
        assertThat(store.accounts(new AccountFilter("default", AccountStatus.CLOSED), Optional.empty(), 10))
                .isEmpty();
        assertThat(store.accounts(new AccountFilter("default", AccountStatus.ACTIVE), Optional.of("é"), 10))
                .extracting(AccountRow::key)
                .isEqualTo(keys.subList(5, 7));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 100})
    void inspectionFindsEveryAccountThatLeftATrace(int page) {
        AccountKey configured = new AccountKey("a", "configured");
        AccountKey withTicket = new AccountKey("b", "with ticket");
        AccountKey withBoth = new AccountKey("a", "with both");
        UsageRow usage = new UsageRow(new WindowKey("daily", 5), 100, 1);
        TicketRow ticket = Rows.finished(Rows.key(withBoth, "n"), 1, 2, OUTCOME);
        Rows.write(store, configured, Rows.account(null, Rows.account(configured, 3)));
        Rows.write(store, withBoth, Rows.account(null, Rows.account(withBoth, 4), usage));
        Rows.insert(store, ticket, Rows.open(Rows.key(withTicket, "n"), 1), Rows.open(Rows.key(withTicket, "m"), 1));

        try (Inspection inspection = store.inspect()) {
            List<AccountKey> found = new ArrayList<>();
            Optional<AccountKey> after = Optional.empty();
            while (true) {
                List<AccountKey> some = inspection.accounts(after, page);
                found.addAll(some);
                if (some.size() < page) {
                    break;
                }
                after = Optional.of(some.get(page - 1));
            }
            assertThat(found).containsExactly(configured, withBoth, withTicket);

            assertThat(inspection.version(withBoth)).isEqualTo(OptionalLong.of(4));
            assertThat(inspection.version(withTicket)).isEmpty();
            assertThat(inspection.account(configured)).contains(Rows.account(configured, 3));
            List<UsageRow> usageRows = new ArrayList<>();
            inspection.usage(withBoth, usageRows::add);
            assertThat(usageRows).containsExactly(usage);
            List<TicketRow> tickets = new ArrayList<>();
            inspection.tickets(withBoth, tickets::add);
            assertThat(tickets).containsExactly(Rows.finished(ticket.key(), 1, 2, null));
        }
    }

    @Test
    void inspectionSeesOneMoment() {
        Rows.write(store, Rows.ACME, Rows.account(null, Rows.account(Rows.ACME, 1)));

        try (Inspection inspection = store.inspect()) {
            assertThat(inspection.version(Rows.ACME)).isEqualTo(OptionalLong.of(1));
            Rows.write(store, Rows.ACME, Rows.account(Rows.account(Rows.ACME, 1), Rows.account(Rows.ACME, 2)));
            Rows.insert(store, Rows.open(Rows.key("n"), 1));

            assertThat(inspection.version(Rows.ACME)).isEqualTo(OptionalLong.of(1));
            List<TicketRow> tickets = new ArrayList<>();
            inspection.tickets(Rows.ACME, tickets::add);
            assertThat(tickets).isEmpty();
        }

        try (Inspection inspection = store.inspect()) {
            assertThat(inspection.version(Rows.ACME)).isEqualTo(OptionalLong.of(2));
        }
    }

    @Test
    void namesThatOnlyLookAlikeAreDifferent() {
        List<String> names = List.of(
                "pay-abc", "PAY-ABC", "páy-abc", "pa\u0301y-abc", "pay-abc ", " pay-abc", "1", "01", "1.0", "%");
        List<TicketKey> keys = new ArrayList<>();
        for (String name : names) {
            keys.add(new TicketKey(Rows.ACME, "payment", name));
            keys.add(new TicketKey(Rows.ACME, name, "n"));
            keys.add(new TicketKey(new AccountKey("default", name), "payment", "n"));
            keys.add(new TicketKey(new AccountKey(name, "acme"), "payment", "n"));
        }
        keys.forEach(key -> Rows.insert(store, Rows.open(key, 1)));

        for (TicketKey key : keys) {
            assertThat(store.read(key.account(), List.of(key)).tickets()).containsOnlyKeys(key);
        }
        assertThat(store.tickets(
                        new TicketFilter("default", null, null, "pay-abc", null, null, null, null),
                        Optional.empty(),
                        10))
                .extracting(TicketRow::key)
                .containsExactly(keys.get(0));
        assertThat(names.stream().sorted(Names::compare).distinct()).hasSize(10);
    }
}
