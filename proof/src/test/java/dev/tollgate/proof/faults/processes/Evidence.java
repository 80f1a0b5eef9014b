package dev.tollgate.proof.faults.processes;

import dev.tollgate.api.HistoryEvent;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.HistoryRow;
import dev.tollgate.spi.Inspection;
import dev.tollgate.spi.Store;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.UsageRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a store holds in the end, read by its rows and without the engine.
 *
 * @param tickets by the operation's number
 * @param requests the request id of every attempt, as {@code number/fence}
 * @param texts every outcome and reason that is kept
 * @param usage what is counted, as {@code account/limit/day}
 * @param stored how many tickets there are in all
 */
record Evidence(
        Map<Integer, TicketRow> tickets,
        Map<String, String> requests,
        Set<String> texts,
        Map<String, Long> usage,
        long stored) {

    private static final int READ_AT_ONCE = 200;
    private static final long ALL_MILLIS = 1L << 52;
    private static final int WINDOWS_MAX = 10_000;

    /** @param count how many operations there are */
    static Evidence of(Store store, int count) {
        Evidence evidence =
                new Evidence(new HashMap<>(), new HashMap<>(), new HashSet<>(), new HashMap<>(), stored(store));
        Map<AccountKey, List<TicketKey>> keys = new HashMap<>();
        for (int number = 0; number < count; number++) {
            TicketKey key = Work.key(number);
            keys.computeIfAbsent(key.account(), account -> new ArrayList<>()).add(key);
        }
        keys.forEach((account, all) -> {
            for (int from = 0; from < all.size(); from += READ_AT_ONCE) {
                List<TicketKey> some = all.subList(from, Math.min(all.size(), from + READ_AT_ONCE));
                store.read(account, some).tickets().values().forEach(evidence::add);
            }
            for (UsageRow row : store.usage(account, 0, ALL_MILLIS, WINDOWS_MAX)) {
                evidence.usage.put(
                        window(
                                account.account(),
                                row.key().limit(),
                                Instant.ofEpochMilli(row.key().startMillis())),
                        row.used());
            }
        });
        evidence.usage.values().removeIf(used -> used == 0);
        return evidence;
    }

    private static long stored(Store store) {
        long[] stored = {0};
        try (Inspection inspection = store.inspect()) {
            for (String account : Work.accounts()) {
                inspection.tickets(new AccountKey(Work.TENANT, account), row -> stored[0]++);
            }
        }
        return stored[0];
    }

    private void add(TicketRow row) {
        int number = Work.number(row.key().businessNumber());
        tickets.put(number, row);
        requests.put(attempt(number, row.fence()), row.requestId());
        if (row.outcome() != null) {
            texts.add(row.outcome().asText());
        }
        if (row.reason() != null) {
            texts.add(row.reason());
        }
        for (HistoryRow entry : row.history()) {
            if (entry.kind() == HistoryEvent.Kind.ADMITTED && entry.id() != null) {
                requests.put(attempt(number, entry.fence()), entry.id());
            }
            if (entry.reason() != null) {
                texts.add(entry.reason());
            }
        }
    }

    static String attempt(int number, int fence) {
        return number + "/" + fence;
    }

    static String window(String account, String limit, Instant day) {
        return account + "/" + limit + "/" + day;
    }
}
