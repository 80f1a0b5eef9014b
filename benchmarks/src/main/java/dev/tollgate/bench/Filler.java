package dev.tollgate.bench;

import dev.tollgate.Tollgate;
import dev.tollgate.api.Amount;
import dev.tollgate.api.OnLapse;
import dev.tollgate.api.TicketState;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.Decision;
import dev.tollgate.spi.Group;
import dev.tollgate.spi.GroupResult;
import dev.tollgate.spi.Snapshot;
import dev.tollgate.spi.Store;
import dev.tollgate.spi.TicketChange;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.UsageRow;
import dev.tollgate.spi.WindowKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Fills a store with tickets as if it had been used for long: operations of many accounts that succeeded in the last month, each counted in
 * the window of its day. Through the seam that every store has, and right to the last sum.
 */
final class Filler {
    static final int ACCOUNTS = 1_000;
    static final String LIMIT = "daily";

    private static final String CURRENCY = "GBP";
    private static final int TICKETS_OF_GROUP = 500;
    private static final int GROUPS = 2;
    private static final int DAYS = 30;
    private static final long MILLIS_APART = 8_640;
    private static final long DAY_MILLIS = TimeUnit.DAYS.toMillis(1);

    private final Store store;
    private final long nowMillis;

    /** @param store whose accounts {@link #account} are there, with an amount limit {@link #LIMIT} for each day */
    Filler(Store store) {
        this.store = store;
        nowMillis = store.timeMillis();
    }

    static String account(int number) {
        return "old-" + number;
    }

    /** Writes so many tickets; what is told is how many there are by then. */
    void fill(long tickets, LongConsumer progress) {
        long done = 0;
        while (done < tickets) {
            List<Group> batch = new ArrayList<>(GROUPS);
            for (int i = 0; i < GROUPS && done < tickets; i++) {
                int count = (int) Math.min(TICKETS_OF_GROUP, tickets - done);
                batch.add(new Old((int) (done / TICKETS_OF_GROUP % ACCOUNTS), done, count));
                done += count;
            }
            batch.sort((a, b) -> a.account().compareTo(b.account()));
            for (GroupResult result : store.apply(batch).toCompletableFuture().join()) {
                if (!(result instanceof GroupResult.Applied)) {
                    throw new IllegalStateException("the store could not be filled: " + result);
                }
            }
            progress.accept(done);
        }
    }

    /** Tickets of one account, all of one day. */
    private final class Old implements Group {
        private final AccountKey account;
        private final WindowKey window;
        private final long admittedAtMillis;
        private final List<TicketRow> rows;

        Old(int number, long first, int count) {
            account = new AccountKey(Tollgate.DEFAULT_TENANT, Filler.account(number));
            long dayMillis = nowMillis - nowMillis % DAY_MILLIS - DAY_MILLIS * (1 + first / TICKETS_OF_GROUP % DAYS);
            window = new WindowKey(LIMIT, dayMillis);
            admittedAtMillis = dayMillis + first * MILLIS_APART % DAY_MILLIS;
            rows = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                rows.add(row(first + i));
            }
        }

        private TicketRow row(long number) {
            return new TicketRow(
                    new TicketKey(account, "payment", Orders.scattered(-1 - number) + "-old"),
                    admittedAtMillis,
                    1,
                    Orders.scattered(number) + "0123",
                    "bench",
                    TicketState.SUCCEEDED,
                    new Amount(1 + number % Load.MINOR_UNITS_MAX, CURRENCY),
                    0,
                    null,
                    admittedAtMillis,
                    admittedAtMillis + 30_000,
                    null,
                    admittedAtMillis + 250,
                    OnLapse.HOLD,
                    0,
                    null,
                    null,
                    Map.of(),
                    List.of(window),
                    List.of());
        }

        @Override
        public AccountKey account() {
            return account;
        }

        @Override
        public int conflictsInARow() {
            return 0;
        }

        @Override
        public List<TicketKey> tickets() {
            return rows.stream().map(TicketRow::key).sorted().toList();
        }

        @Override
        public Collection<WindowKey> windows(
                @Nullable AccountRow row, Map<TicketKey, TicketRow> tickets, long storeTimeMillis) {
            return List.of(window);
        }

        @Override
        public @Nullable Snapshot remembered() {
            return null;
        }

        @Override
        public Decision decide(Snapshot snapshot) {
            AccountRow read = snapshot.account();
            if (read == null) {
                throw new IllegalStateException(account + " is not there");
            }
            long amount = rows.stream()
                    .mapToLong(row -> row.amount() == null ? 0 : row.amount().minorUnits())
                    .sum();
            UsageRow used = snapshot.usage().getOrDefault(window, UsageRow.empty(window));
            return new Decision(
                    read,
                    true,
                    read.moved("fill-" + rows.get(0).key().businessNumber(), snapshot.storeTimeMillis()),
                    List.of(new UsageRow(window, used.used() + amount, used.purged())),
                    rows.stream().map(row -> new TicketChange(null, row)).toList(),
                    List.of(),
                    Long.MAX_VALUE);
        }
    }
}
