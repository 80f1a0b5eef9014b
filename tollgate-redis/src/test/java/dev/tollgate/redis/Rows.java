package dev.tollgate.redis;

import dev.tollgate.api.Account;
import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.AccountStatus;
import dev.tollgate.api.Amount;
import dev.tollgate.api.OnLapse;
import dev.tollgate.api.Outcome;
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
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows and decisions for tests. */
final class Rows {
    static final AccountKey ACME = new AccountKey("default", "acme");

    private Rows() {}

    static TicketKey key(AccountKey account, String businessNumber) {
        return new TicketKey(account, "payment", businessNumber);
    }

    static TicketKey key(String businessNumber) {
        return key(ACME, businessNumber);
    }

    static AccountRow account(AccountKey key, long version) {
        return new AccountRow(
                key,
                version,
                "batch-" + version,
                1_000 + version,
                AccountStatus.ACTIVE,
                AccountConfig.EMPTY,
                1,
                Map.of(),
                List.of(),
                new Account.Change(Instant.ofEpochMilli(1_000), "admin"),
                null,
                null,
                null,
                null);
    }

    /** A ticket of which everything that may be null or empty is. */
    static TicketRow open(TicketKey key, long admittedAtMillis) {
        return ticket(key, 1, TicketState.OPEN, admittedAtMillis, null, null);
    }

    static TicketRow finished(TicketKey key, long admittedAtMillis, long finishedAtMillis, @Nullable Outcome outcome) {
        return ticket(key, 1, TicketState.SUCCEEDED, admittedAtMillis, finishedAtMillis, outcome);
    }

    static TicketRow ticket(
            TicketKey key,
            long revision,
            TicketState state,
            long admittedAtMillis,
            @Nullable Long finishedAtMillis,
            @Nullable Outcome outcome) {
        return new TicketRow(
                key,
                revision,
                1,
                "request-1",
                "clerk-7",
                state,
                new Amount(100, "GBP"),
                0,
                null,
                admittedAtMillis,
                admittedAtMillis + 30_000,
                null,
                finishedAtMillis,
                OnLapse.HOLD,
                0,
                outcome,
                null,
                Map.of(),
                List.of(),
                List.of());
    }

    static TicketChange insert(TicketRow row) {
        return new TicketChange(null, row);
    }

    static Decision tickets(TicketChange... changes) {
        return new Decision(null, false, null, List.of(), List.of(changes), List.of(), Long.MAX_VALUE);
    }

    static Decision account(@Nullable AccountRow before, AccountRow after, UsageRow... usage) {
        return new Decision(before, true, after, List.of(usage), List.of(), List.of(), Long.MAX_VALUE);
    }

    /** Moves the account on, counts one more and inserts a ticket, on whatever is there. */
    static Decision adding(Snapshot snapshot, TicketKey ticket, WindowKey window) {
        AccountRow before = snapshot.account();
        long used =
                snapshot.usage().getOrDefault(window, UsageRow.empty(window)).used();
        AccountRow after =
                before == null ? account(ticket.account(), 1) : before.moved("batch", snapshot.storeTimeMillis());
        return new Decision(
                before,
                true,
                after,
                List.of(new UsageRow(window, used + 1, 0)),
                List.of(insert(open(ticket, snapshot.storeTimeMillis()))),
                List.of(),
                Long.MAX_VALUE);
    }

    static List<GroupResult> apply(Store store, Group... groups) {
        return store.apply(Arrays.asList(groups)).toCompletableFuture().join();
    }

    static void insert(Store store, TicketRow... rows) {
        for (TicketRow row : rows) {
            write(store, row.key().account(), tickets(insert(row)));
        }
    }

    /** Writes what must apply. */
    static void write(Store store, AccountKey account, Decision decision) {
        List<GroupResult> results = apply(store, HandMadeGroup.of(account, snapshot -> decision));
        if (!results.equals(List.of(GroupResult.APPLIED))) {
            throw new AssertionError(results);
        }
    }
}
