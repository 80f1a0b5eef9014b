package dev.tollgate.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.api.TicketState;
import dev.tollgate.servers.RedisServer;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.Decision;
import dev.tollgate.spi.Group;
import dev.tollgate.spi.GroupResult;
import dev.tollgate.spi.Snapshot;
import dev.tollgate.spi.TicketChange;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.UsageRow;
import dev.tollgate.spi.WindowKey;
import dev.tollgate.testkit.SettableClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How many round trips a batch takes, and what is compared in each. */
@Timeout(60)
class ScriptWriterTest {
    private static final WindowKey DAILY = new WindowKey("daily", 1_000);
    private static final long PAST_EXACT_DOUBLES = (1L << 53) + 1;

    private final RedisServer server = SharedServers.server();
    private final String url = SharedServers.url();
    private RedisStore store;
    private RedisStore rival;

    @BeforeEach
    void openStores() {
        store = RedisStore.open(url);
        rival = RedisStore.open(url);
    }

    @AfterEach
    void closeStores() {
        store.close();
        rival.close();
    }

    /** What the engine would remember after the account was moved so many times. */
    private Snapshot remembered(AccountKey account, long used) {
        return new Snapshot(
                rival.read(account, List.of()).account(), Map.of(DAILY, new UsageRow(DAILY, used, 0)), Map.of(), 0);
    }

    private long scriptCalls() {
        return server.call("INFO", "commandstats")
                .lines()
                .filter(line -> line.startsWith("cmdstat_evalsha:"))
                .map(line -> line.replaceAll("cmdstat_evalsha:calls=(\\d+),.*", "$1"))
                .mapToLong(Long::parseLong)
                .sum();
    }

    private static GroupResult one(RedisStore on, HandMadeGroup group) {
        return Rows.apply(on, group).get(0);
    }

    @Test
    void aBatchIsReadByOneCallAndWrittenByOneHoweverManyAccountsItHas() {
        HandMadeGroup[] batch = IntStream.range(0, 64)
                .mapToObj(i -> HandMadeGroup.adding(Rows.key(new AccountKey("default", "account-" + i), "1"), DAILY))
                .toArray(HandMadeGroup[]::new);
        long before = scriptCalls();
        assertThat(Rows.apply(store, batch)).hasSize(64).containsOnly(GroupResult.APPLIED);
        assertThat(scriptCalls() - before).isEqualTo(2);
    }

    @Test
    void whatIsRememberedSavesTheReading() {
        assertThat(one(store, HandMadeGroup.adding(Rows.key("1"), DAILY))).isEqualTo(GroupResult.APPLIED);
        Snapshot known = remembered(Rows.ACME, 1);
        long before = scriptCalls();
        assertThat(one(store, HandMadeGroup.adding(Rows.key("2"), DAILY).remembering(known)))
                .isEqualTo(GroupResult.APPLIED);
        assertThat(scriptCalls() - before).isEqualTo(1);
        assertThat(rival.usage(Rows.ACME, 0, 2_000, 10)).containsExactly(new UsageRow(DAILY, 2, 0));
    }

    @Test
    void memoryIsDecidedAtTheStoresTimeAndNotAtItsOwn() {
        assertThat(one(store, HandMadeGroup.adding(Rows.key("1"), DAILY))).isEqualTo(GroupResult.APPLIED);
        long before = rival.timeMillis();
        List<Long> times = new ArrayList<>();
        HandMadeGroup group = HandMadeGroup.of(Rows.ACME, snapshot -> {
                    times.add(snapshot.storeTimeMillis());
                    return Rows.adding(snapshot, Rows.key("2"), DAILY);
                })
                .loading(Rows.key("2"))
                .loading(DAILY)
                .remembering(remembered(Rows.ACME, 1));
        assertThat(one(store, group)).isEqualTo(GroupResult.APPLIED);
        assertThat(times).hasSize(1);
        // It may lag by as long as the last answer took to come.
        assertThat(times.get(0)).isBetween(before - 2_000, rival.timeMillis());
    }

    @Test
    void memoryIsNotDecidedAheadOfTheServersClock() {
        SettableClock clock = new SettableClock(Instant.ofEpochMilli(5_000));
        List<Long> times = new ArrayList<>();
        HandMadeGroup group = HandMadeGroup.of(Rows.ACME, snapshot -> {
                    times.add(snapshot.storeTimeMillis());
                    clock.set(Instant.ofEpochMilli(4_000));
                    return Rows.adding(snapshot, Rows.key("1"), DAILY);
                })
                .loading(Rows.key("1"))
                .loading(DAILY)
                .remembering(remembered(Rows.ACME, 0));
        try (RedisStore timed = RedisStore.open(url, clock)) {
            assertThat(one(timed, group)).isEqualTo(GroupResult.APPLIED);
        }
        assertThat(times).containsExactly(5_000L, 4_000L);
    }

    @Test
    void aWrongMemoryIsReadAnewInTheSameCallAndIsNoConflict() {
        assertThat(one(store, HandMadeGroup.adding(Rows.key("1"), DAILY))).isEqualTo(GroupResult.APPLIED);
        Snapshot known = remembered(Rows.ACME, 1);
        assertThat(one(rival, HandMadeGroup.adding(Rows.key("2"), DAILY))).isEqualTo(GroupResult.APPLIED);
        long before = scriptCalls();
        assertThat(one(store, HandMadeGroup.adding(Rows.key("3"), DAILY).remembering(known)))
                .isEqualTo(GroupResult.APPLIED);
        assertThat(scriptCalls() - before).as("tried, read, written").isEqualTo(3);
        assertThat(rival.usage(Rows.ACME, 0, 2_000, 10)).containsExactly(new UsageRow(DAILY, 3, 0));
        before = scriptCalls();
        assertThat(one(store, HandMadeGroup.adding(Rows.key("4"), DAILY).remembering(remembered(Rows.ACME, 3))))
                .isEqualTo(GroupResult.APPLIED);
        assertThat(scriptCalls() - before)
                .as("read and written: memory was wrong the last time")
                .isEqualTo(3);
    }

    @Test
    void aTicketThatIsMissingInMemoryAndThereInTheStoreIsSeen() {
        assertThat(one(store, HandMadeGroup.adding(Rows.key("1"), DAILY))).isEqualTo(GroupResult.APPLIED);
        List<Snapshot> shown = new ArrayList<>();
        HandMadeGroup again = HandMadeGroup.of(Rows.ACME, snapshot -> {
                    shown.add(snapshot);
                    return new Decision(
                            snapshot.account(), true, null, List.of(), List.of(), List.of(), Long.MAX_VALUE);
                })
                .loading(Rows.key("1"))
                .loading(DAILY)
                .remembering(remembered(Rows.ACME, 1));
        assertThat(one(store, again)).isEqualTo(GroupResult.APPLIED);
        assertThat(shown).hasSize(2);
        assertThat(shown.get(0).tickets()).isEmpty();
        assertThat(shown.get(1).tickets()).containsOnlyKeys(Rows.key("1"));
    }

    /** With many windows behind it an account's usage is read after the account, at another moment. */
    @Test
    void whatWasReadAtTwoMomentsIsComparedThoughNothingIsWritten() {
        UsageRow[] past = IntStream.range(0, 100)
                .mapToObj(i -> new UsageRow(new WindowKey("daily", i), 1, 0))
                .toArray(UsageRow[]::new);
        AccountRow row = Rows.account(Rows.ACME, 1);
        Rows.write(store, Rows.ACME, Rows.account(null, row, past));
        AtomicBoolean moved = new AtomicBoolean();
        Group declining =
                new ForwardingGroup(HandMadeGroup.of(
                        Rows.ACME,
                        snapshot -> new Decision(
                                snapshot.account(), true, null, List.of(), List.of(), List.of(), Long.MAX_VALUE))) {
                    @Override
                    public Collection<WindowKey> windows(
                            AccountRow account, Map<TicketKey, TicketRow> found, long storeTimeMillis) {
                        if (moved.compareAndSet(false, true)) {
                            Rows.write(rival, Rows.ACME, Rows.account(row, row.moved("rival", 1)));
                        }
                        return List.of(past[0].key());
                    }
                };
        assertThat(Rows.apply(store, declining).get(0)).isInstanceOf(GroupResult.Conflict.class);
        assertThat(Rows.apply(store, declining).get(0)).isEqualTo(GroupResult.APPLIED);
    }

    @Test
    void nothingIsWrittenOnceItsTimeHasPassed() {
        SettableClock clock = new SettableClock(Instant.ofEpochMilli(5_000));
        try (RedisStore timed = RedisStore.open(url, clock)) {
            HandMadeGroup group = HandMadeGroup.of(
                            Rows.ACME,
                            snapshot -> new Decision(
                                    null,
                                    false,
                                    null,
                                    List.of(),
                                    List.of(Rows.insert(Rows.open(Rows.key("1"), 1))),
                                    List.of(),
                                    5_000))
                    .loading(Rows.key("1"));
            assertThat(one(timed, group)).isInstanceOf(GroupResult.Conflict.class);
            clock.set(Instant.ofEpochMilli(4_999));
            assertThat(one(timed, group)).isEqualTo(GroupResult.APPLIED);
        }
    }

    @Test
    void revisionsAndVersionsThatAreEqualAsDoublesAreNotEqual() {
        TicketKey key = Rows.key("1");
        TicketRow row = Rows.ticket(key, PAST_EXACT_DOUBLES, TicketState.OPEN, 1, null, null);
        TicketRow equalAsDouble = Rows.ticket(key, PAST_EXACT_DOUBLES - 1, TicketState.OPEN, 1, null, null);
        TicketRow next = Rows.ticket(key, PAST_EXACT_DOUBLES + 1, TicketState.FAILED, 1, 2L, null);
        Rows.insert(store, row);
        assertThat((double) row.revision()).isEqualTo((double) equalAsDouble.revision());
        assertThat(one(store, HandMadeGroup.of(Rows.ACME, s -> Rows.tickets(new TicketChange(equalAsDouble, next)))))
                .isInstanceOf(GroupResult.Conflict.class);
        assertThat(one(store, HandMadeGroup.of(Rows.ACME, s -> Rows.tickets(new TicketChange(row, next)))))
                .isEqualTo(GroupResult.APPLIED);

        AccountRow account = Rows.account(Rows.ACME, PAST_EXACT_DOUBLES);
        AccountRow stale = Rows.account(Rows.ACME, PAST_EXACT_DOUBLES - 1);
        Rows.write(store, Rows.ACME, Rows.account(null, account));
        assertThat(one(store, HandMadeGroup.of(Rows.ACME, s -> Rows.account(stale, stale.moved("b", 1)))))
                .isInstanceOf(GroupResult.Conflict.class);
        assertThat(one(store, HandMadeGroup.of(Rows.ACME, s -> Rows.account(account, account.moved("b", 1)))))
                .isEqualTo(GroupResult.APPLIED);
    }

    @Test
    void sumsPastWhatDoublesHoldAreExact() {
        UsageRow usage = new UsageRow(DAILY, Long.MAX_VALUE - 1, PAST_EXACT_DOUBLES);
        Rows.write(store, Rows.ACME, Rows.account(null, Rows.account(Rows.ACME, 1), usage));
        assertThat(rival.usage(Rows.ACME, 0, 2_000, 10)).containsExactly(usage);
    }

    @Test
    void aGroupOfThousandsOfTicketsIsWrittenWhole() {
        int count = 3_000;
        TicketChange[] changes = IntStream.range(0, count)
                .mapToObj(i -> Rows.insert(Rows.open(Rows.key("ORD-" + i), i)))
                .toArray(TicketChange[]::new);
        TicketKey[] keys = IntStream.range(0, count)
                .mapToObj(i -> Rows.key("ORD-" + i))
                .sorted()
                .toArray(TicketKey[]::new);
        HandMadeGroup group =
                HandMadeGroup.of(Rows.ACME, s -> Rows.tickets(changes)).loading(keys);
        assertThat(one(store, group)).isEqualTo(GroupResult.APPLIED);
        assertThat(rival.read(Rows.ACME, List.of(keys)).tickets()).hasSize(count);
        assertThat(rival.findLapsed(10_000)).hasSize(count);
        assertThat(one(store, group)).isInstanceOf(GroupResult.Conflict.class);
    }

    @Test
    void anAccountWithoutARowIsForgottenWithItsLastTicket() {
        TicketRow first = Rows.open(Rows.key("1"), 1);
        TicketRow second = Rows.open(Rows.key("2"), 1);
        Rows.insert(store, first, second);
        assertThat(accountsSeen()).containsExactly(Rows.ACME);
        Rows.write(store, Rows.ACME, Rows.tickets(new TicketChange(first, null)));
        assertThat(accountsSeen()).containsExactly(Rows.ACME);
        Rows.write(store, Rows.ACME, Rows.tickets(new TicketChange(second, null)));
        assertThat(accountsSeen()).isEmpty();
    }

    private List<AccountKey> accountsSeen() {
        try (var inspection = rival.inspect()) {
            return inspection.accounts(java.util.Optional.empty(), 10);
        }
    }
}
