package dev.tollgate.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.Decision;
import dev.tollgate.spi.GroupResult;
import dev.tollgate.spi.Snapshot;
import dev.tollgate.spi.TicketChange;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.UsageRow;
import dev.tollgate.spi.WindowKey;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Groups in a batch on a server. */
abstract class ServerBatchContract extends BatchContract {
    abstract String url();

    @Test
    void estimateThatWasAheadOfTheServersTimeIsNotBelieved() {
        AtomicLong millis = new AtomicLong(5_000);
        List<Long> decidedAt = new ArrayList<>();
        HandMadeGroup group = HandMadeGroup.of(MIDDLE, s -> {
                    decidedAt.add(s.storeTimeMillis());
                    millis.set(1_000);
                    return Rows.tickets(Rows.insert(Rows.open(TICKET, s.storeTimeMillis())));
                })
                .remembering(new Snapshot(null, Map.of(), Map.of(), 5_000));

        try (JdbcStore own = JdbcStore.open(url() + "&strategy=optimistic", () -> Instant.ofEpochMilli(millis.get()))) {
            assertThat(Rows.apply(own, group)).containsExactly(GroupResult.APPLIED);
        }

        assertThat(decidedAt).containsExactly(5_000L, 1_000L);
        assertThat(stored(TICKET).admittedAtMillis()).isEqualTo(1_000);
    }

    /** Account and ticket move together, so what is seen of them must be of one moment. */
    @Test
    void whatIsReadIsAsOfOneMoment() throws Exception {
        Rows.write(store, MIDDLE, Rows.account(null, Rows.account(MIDDLE, 1)));
        Rows.insert(store, Rows.open(TICKET, 1));
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> moving = CompletableFuture.runAsync(() -> {
            try (JdbcStore rival = open(() -> Instant.ofEpochMilli(5_000))) {
                while (!over.get()) {
                    Rows.apply(
                            rival,
                            HandMadeGroup.of(MIDDLE, ServerBatchContract::moved).loading(TICKET));
                }
            }
        });
        try {
            HandMadeGroup looking = HandMadeGroup.of(MIDDLE, s -> {
                        assertThat(s.tickets().get(TICKET).revision())
                                .isEqualTo(s.account().version());
                        return Rows.nothing();
                    })
                    .loading(TICKET);
            for (int i = 0; i < 500; i++) {
                // Those that are under row locks may find it held.
                assertThat(Rows.apply(store, looking).get(0)).isNotInstanceOf(GroupResult.Unavailable.class);
            }
        } finally {
            over.set(true);
            moving.get();
        }
    }

    private static Decision moved(Snapshot s) {
        TicketRow row = s.tickets().get(TICKET);
        return new Decision(
                s.account(),
                true,
                s.account().moved("batch", 2_000),
                List.of(),
                List.of(new TicketChange(row, row.moved())),
                List.of(),
                Long.MAX_VALUE);
    }

    /** Sessions that move some of the same accounts must neither stop each other nor write over what another has written. */
    @Test
    void storesThatMoveSomeOfTheSameAccountsLoseNothing() throws Exception {
        List<AccountKey> keys = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            keys.add(new AccountKey("default", "acme" + (100 + i)));
            Rows.write(store, keys.get(i), Rows.account(null, Rows.account(keys.get(i), 1)));
        }
        List<CompletableFuture<Integer>> moving = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int first = 5 * i;
            moving.add(CompletableFuture.supplyAsync(() -> move(keys.subList(first, first + 25))));
        }
        int applied = 0;
        for (CompletableFuture<Integer> one : moving) {
            applied += one.get();
        }

        long moves = 0;
        for (AccountKey key : keys) {
            moves += store.read(key, List.of()).account().version() - 1;
        }
        assertThat(moves).isPositive().isEqualTo(applied);
    }

    private int move(List<AccountKey> keys) {
        int applied = 0;
        try (JdbcStore own = open(() -> Instant.ofEpochMilli(5_000))) {
            for (int i = 0; i < 20; i++) {
                HandMadeGroup[] batch = keys.stream()
                        .map(key -> HandMadeGroup.of(
                                key, s -> Rows.account(s.account(), s.account().moved("batch", 1))))
                        .toArray(HandMadeGroup[]::new);
                for (GroupResult result : Rows.apply(own, batch)) {
                    assertThat(result)
                            .isInstanceOfAny(
                                    GroupResult.Applied.class, GroupResult.Conflict.class, GroupResult.Held.class);
                    applied += result instanceof GroupResult.Applied ? 1 : 0;
                }
            }
        }
        return applied;
    }

    /** More accounts than MariaDB moves without holding them first. */
    @Test
    void oneOfVeryManyAccountsThatHasMovedIsTheOnlyConflict() {
        List<AccountKey> keys = new ArrayList<>();
        List<HandMadeGroup> founding = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            AccountKey key = new AccountKey("default", "acme" + (1_000 + i));
            keys.add(key);
            founding.add(HandMadeGroup.of(key, s -> Rows.account(null, Rows.account(key, 1))));
        }
        assertThat(Rows.apply(store, founding.toArray(HandMadeGroup[]::new))).containsOnly(GroupResult.APPLIED);
        AtomicBoolean moved = new AtomicBoolean();
        AtomicLong decisions = new AtomicLong();
        WindowKey window = new WindowKey("daily", 0);
        HandMadeGroup[] batch = keys.stream()
                .map(key -> HandMadeGroup.of(key, s -> {
                            decisions.incrementAndGet();
                            if (!moved.getAndSet(true)) {
                                without("UPDATE tollgate_account SET version = 7 WHERE account = 'acme1155'");
                            }
                            return new Decision(
                                    s.account(),
                                    true,
                                    s.account().moved("batch", 1),
                                    List.of(new UsageRow(window, 3, 0)),
                                    List.of(Rows.insert(Rows.open(Rows.key(key, "1"), 1))),
                                    List.of(),
                                    Long.MAX_VALUE);
                        })
                        .loading(window)
                        .loading(Rows.key(key, "1")))
                .toArray(HandMadeGroup[]::new);

        List<GroupResult> results;
        try (JdbcStore own = JdbcStore.open(url() + "&strategy=optimistic")) {
            results = Rows.apply(own, batch);
        }

        assertThat(decisions).as("nobody is decided anew").hasValue(batch.length);
        for (int i = 0; i < batch.length; i++) {
            boolean isMoved = i == 155;
            AccountKey key = keys.get(i);
            assertThat(results.get(i))
                    .as("account %d", i)
                    .isInstanceOf(isMoved ? GroupResult.Conflict.class : GroupResult.Applied.class);
            assertThat(store.usage(key, 0, 1, 10)).hasSize(isMoved ? 0 : 1);
            assertThat(store.read(key, List.of()).account().version()).isEqualTo(isMoved ? 7 : 2);
        }
    }

    @Test
    void accountThatIsGoneBeforeTheWriteIsAConflictAndIsNotMadeUp() {
        AccountRow row = Rows.account(MIDDLE, 1);
        Rows.write(store, MIDDLE, Rows.account(null, row));
        HandMadeGroup moving = HandMadeGroup.of(MIDDLE, s -> {
            without("DELETE FROM tollgate_account WHERE account = 'b'");
            return Rows.account(row, row.moved("batch", 2_000));
        });

        try (JdbcStore own = JdbcStore.open(url() + "&strategy=optimistic")) {
            assertThat(Rows.apply(own, moving).get(0)).isInstanceOf(GroupResult.Conflict.class);
        }

        assertThat(store.read(MIDDLE, List.of()).account()).isNull();
    }

    /** What was given back to nothing may be a row or none; and a sum that somebody took away is not taken for written. */
    @Test
    void sumsAreWrittenWhetherTheyAreThereOrNot() {
        WindowKey window = new WindowKey("daily", 0);
        Rows.write(store, MIDDLE, Rows.account(null, Rows.account(MIDDLE, 1)));
        for (long used : new long[] {5, 0, 7, 9}) {
            assertThat(Rows.apply(store, counting(window, used))).containsExactly(GroupResult.APPLIED);
            assertThat(used(window)).isEqualTo(used);
        }
        without("DELETE FROM tollgate_usage");
        assertThat(Rows.apply(store, counting(window, 3))).containsExactly(GroupResult.APPLIED);
        assertThat(used(window)).isEqualTo(3);

        // Decided on a sum that is gone when it is written: PostgreSQL finds out and decides anew, MariaDB writes it
        // all the same.
        AtomicBoolean gone = new AtomicBoolean();
        HandMadeGroup late = HandMadeGroup.of(MIDDLE, s -> {
                    if (!gone.getAndSet(true)) {
                        without("DELETE FROM tollgate_usage");
                    }
                    return Rows.account(s.account(), s.account().moved("batch", 2_000), new UsageRow(window, 4, 0));
                })
                .loading(window);
        GroupResult result;
        try (JdbcStore own = JdbcStore.open(url() + "&strategy=optimistic")) {
            result = Rows.apply(own, late).get(0);
        }
        assertThat(result).isInstanceOfAny(GroupResult.Applied.class, GroupResult.Conflict.class);
        assertThat(used(window)).isEqualTo(result instanceof GroupResult.Applied ? 4 : 0);
    }

    private static HandMadeGroup counting(WindowKey window, long used) {
        return HandMadeGroup.of(
                        MIDDLE,
                        s -> Rows.account(
                                s.account(), s.account().moved("batch", 2_000), new UsageRow(window, used, 0)))
                .loading(window);
    }

    private long used(WindowKey window) {
        return store.usage(MIDDLE, window.startMillis(), window.startMillis() + 1, 10).stream()
                .mapToLong(UsageRow::used)
                .sum();
    }

    private void without(String sql) {
        try {
            foreign(sql);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
