package dev.tollgate.internal;

import dev.tollgate.api.TicketState;
import dev.tollgate.internal.decide.Command;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.Decision;
import dev.tollgate.spi.Snapshot;
import dev.tollgate.spi.TicketChange;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.UsageRow;
import dev.tollgate.spi.WindowKey;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a lane remembers of its accounts from the last batch, for stores that can decide on it and save the read. Bounded: the accounts
 * used last, and of each the open tickets admitted last. Forgotten whenever it may be wrong.
 */
final class Memory {
    private static final int ACCOUNTS_MAX = 1_024;
    private static final int TICKETS_MAX = 1_024;
    private static final int WINDOWS_MAX = 256;

    private final Map<AccountKey, Snapshot> snapshots = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<AccountKey, Snapshot> eldest) {
            return size() > ACCOUNTS_MAX;
        }
    };

    /** A snapshot to decide these calls on; null when it does not hold what they need. */
    @Nullable
    Snapshot recall(AccountKey account, List<Call> calls) {
        Snapshot snapshot = snapshots.get(account);
        if (snapshot == null) {
            return null;
        }
        for (Call call : calls) {
            TicketKey ticket = call.command.ticket();
            // An admission's ticket is taken to be absent; any other must be known to be decided at all.
            boolean needsTicket = ticket != null && !(call.command instanceof Command.Admit);
            if (call.isUnknown() || (needsTicket && !snapshot.tickets().containsKey(ticket))) {
                return null;
            }
        }
        return snapshot;
    }

    void forget(AccountKey account) {
        snapshots.remove(account);
    }

    /** Remembers the state that a decision led to. */
    void remember(AccountKey account, Snapshot decidedOn, Decision applied) {
        AccountRow row = applied.accountAfter() != null ? applied.accountAfter() : decidedOn.account();
        Map<WindowKey, UsageRow> usage = new HashMap<>(decidedOn.usage());
        for (UsageRow changed : applied.usage()) {
            usage.put(changed.key(), changed);
        }
        Map<TicketKey, TicketRow> tickets = new LinkedHashMap<>(decidedOn.tickets());
        for (TicketChange change : applied.tickets()) {
            tickets.remove(change.key());
            if (change.after() != null) {
                tickets.put(change.key(), change.after());
            }
        }
        tickets.values().removeIf(ticket -> ticket.state() != TicketState.OPEN);
        dropOldest(tickets);
        if (usage.size() > WINDOWS_MAX) {
            snapshots.remove(account);
        } else {
            snapshots.put(account, new Snapshot(row, usage, tickets, decidedOn.storeTimeMillis()));
        }
    }

    /** A ticket that is not remembered is looked up when a report names it, and found by the write when an admission does. */
    private static void dropOldest(Map<TicketKey, TicketRow> tickets) {
        Iterator<TicketKey> oldest = tickets.keySet().iterator();
        for (int over = tickets.size() - TICKETS_MAX; over > 0; over--) {
            oldest.next();
            oldest.remove();
        }
    }

    void remember(AccountKey account, Snapshot fresh) {
        snapshots.put(account, fresh);
    }
}
