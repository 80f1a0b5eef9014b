package dev.tollgate.internal;

import dev.tollgate.api.Verification;
import dev.tollgate.api.Verification.Mismatch;
import dev.tollgate.internal.decide.Shares;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.Inspection;
import dev.tollgate.spi.Store;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.UsageRow;
import dev.tollgate.spi.WindowKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Recounts every usage row from the tickets and the purged sums, and compares. Changes nothing. */
final class Verifier {
    private static final int PAGE = 500;
    private static final int TRIES_MAX = 10;

    private final Inspection inspection;
    private final List<Mismatch> mismatches = new ArrayList<>();
    private final List<String> unsettled = new ArrayList<>();
    private long accounts;
    private long usageRows;
    private long tickets;

    private Verifier(Inspection inspection) {
        this.inspection = inspection;
    }

    static Verification verify(Store store) {
        try (Inspection inspection = store.inspect()) {
            Verifier verifier = new Verifier(inspection);
            Optional<AccountKey> last = Optional.empty();
            while (true) {
                List<AccountKey> page = inspection.accounts(last, PAGE);
                page.forEach(verifier::recount);
                if (page.size() < PAGE) {
                    return verifier.result();
                }
                last = Optional.of(page.get(page.size() - 1));
            }
        }
    }

    private Verification result() {
        return new Verification(accounts, usageRows, tickets, List.copyOf(mismatches), List.copyOf(unsettled));
    }

    private void recount(AccountKey account) {
        accounts++;
        for (int tries = 0; tries < TRIES_MAX; tries++) {
            long version = inspection.version(account).orElse(0);
            Count count = count(account);
            if (inspection.version(account).orElse(0) == version) {
                add(account, count);
                return;
            }
        }
        unsettled.add(account.toString());
    }

    private Count count(AccountKey account) {
        Count count = new Count(inspection.account(account).orElse(null));
        inspection.usage(account, row -> count.recorded.put(row.key(), row));
        inspection.tickets(account, count::add);
        return count;
    }

    private void add(AccountKey account, Count count) {
        tickets += count.tickets;
        usageRows += count.recorded.size();
        TreeSet<WindowKey> windows =
                new TreeSet<>(Comparator.comparing(WindowKey::limit).thenComparingLong(WindowKey::startMillis));
        windows.addAll(count.recorded.keySet());
        windows.addAll(count.live.keySet());
        for (WindowKey window : windows) {
            UsageRow row = count.recorded.getOrDefault(window, UsageRow.empty(window));
            long recounted = row.purged() + count.live.getOrDefault(window, 0L);
            if (row.used() != recounted) {
                mismatches.add(new Mismatch(
                        account.tenant(),
                        account.account(),
                        window.limit(),
                        Instant.ofEpochMilli(window.startMillis()),
                        row.used(),
                        recounted));
            }
        }
    }

    /** One recount of one account. */
    private static final class Count {
        final Map<WindowKey, UsageRow> recorded = new HashMap<>();
        final Map<WindowKey, Long> live = new HashMap<>();
        final @Nullable AccountRow account;
        long tickets;

        Count(@Nullable AccountRow account) {
            this.account = account;
        }

        void add(TicketRow ticket) {
            tickets++;
            if (ticket.state().counts()) {
                for (WindowKey window : ticket.windows()) {
                    long share = Shares.of(account, window.limit(), ticket.amount(), ticket.reversedMinorUnits());
                    live.merge(window, share, Math::addExact);
                }
            }
        }
    }
}
