package dev.tollgate.internal;

import dev.tollgate.api.TicketState;
import dev.tollgate.internal.decide.Command;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.Decision;
import dev.tollgate.spi.Group;
import dev.tollgate.spi.Snapshot;
import dev.tollgate.spi.TicketChange;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.UsageRow;
import dev.tollgate.spi.WindowKey;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of accounts from their last batch, for stores that can decide on it and save the read. Bounded: the accounts used
 * last, and of each the open tickets admitted last. Forgotten whenever it may be wrong. What is recalled holds only the tickets that the
 * calls name, so that a batch costs what it is large, not what is remembered. Safe for concurrent use.
 */
final class Memory {
    private static final int ACCOUNTS_MAX = 4_096;
    private static final int TICKETS_OF_ACCOUNT_MAX = 1_024;
    private static final int TICKETS_MAX = 65_536;
    private static final int WINDOWS_MAX = 256;

    /** The one used last comes last. */
    private final Map<AccountKey, Remembered> accounts = new LinkedHashMap<>(64, 0.75f, true);

    private int ticketCount;

    /** @param tickets mostly open ones, in the order they were admitted in */
    private record Remembered(
            @Nullable AccountRow row,
            Map<WindowKey, UsageRow> usage,
            Map<TicketKey, TicketRow> tickets,
            long storeTimeMillis) {}

    /** A snapshot to decide these calls on; null when not all they need is known. */
    @Nullable
    synchronized Snapshot recall(AccountKey account, List<Call> calls) {
        Remembered known = accounts.get(account);
        if (known == null) {
            return null;
        }
        Map<TicketKey, TicketRow> tickets = new HashMap<>();
        for (Call call : calls) {
            if (call.isUnknown()) {
                return null;
            }
            TicketKey key = call.command.ticket();
            TicketRow ticket = key == null ? null : known.tickets.get(key);
            if (ticket != null) {
                tickets.put(key, ticket);
            } else if (key != null && !(call.command instanceof Command.Admit)) {
                // An admission's ticket is taken to be absent; any other must be known to be decided at all.
                return null;
            }
        }
        return new Snapshot(known.row, known.usage, Collections.unmodifiableMap(tickets), known.storeTimeMillis);
    }

    synchronized void forget(AccountKey account) {
        Remembered known = accounts.remove(account);
        ticketCount -= known == null ? 0 : known.tickets.size();
    }

    /** Where there are too many, those used least lose their tickets first: admissions do without. */
    private void put(AccountKey account, Remembered known) {
        accounts.put(account, known);
        ticketCount += known.tickets.size();
        if (accounts.size() > ACCOUNTS_MAX) {
            forget(accounts.keySet().iterator().next());
        }
        Iterator<Remembered> leastUsed = accounts.values().iterator();
        while (ticketCount > TICKETS_MAX) {
            Map<TicketKey, TicketRow> tickets = leastUsed.next().tickets;
            ticketCount -= tickets.size();
            tickets.clear();
        }
    }

    /** Remembers the state that a decision led to. */
    synchronized void remember(Group group, Snapshot decidedOn, Decision applied) {
        AccountKey account = group.account();
        AccountRow row = applied.accountAfter() != null ? applied.accountAfter() : decidedOn.account();
        Map<WindowKey, UsageRow> usage = decidedOn.usage();
        if (!applied.usage().isEmpty()) {
            usage = new HashMap<>(usage);
            for (UsageRow changed : applied.usage()) {
                usage.put(changed.key(), changed);
            }
        }
        Map<TicketKey, TicketRow> open = takeOver(group, decidedOn);
        if (usage.size() > WINDOWS_MAX) {
            return;
        }
        for (TicketChange change : applied.tickets()) {
            open.remove(change.key());
            TicketRow after = change.after();
            if (after != null && after.state() == TicketState.OPEN) {
                open.put(change.key(), after);
            }
        }
        dropOldest(open);
        put(account, new Remembered(row, usage, open, decidedOn.storeTimeMillis()));
    }

    /** Takes over those remembered before, as long as nobody else has moved the account since, and those just read. */
    private Map<TicketKey, TicketRow> takeOver(Group group, Snapshot read) {
        Remembered before = accounts.get(group.account());
        Map<TicketKey, TicketRow> open = before != null && Objects.equals(version(before.row), version(read.account()))
                ? before.tickets
                : new LinkedHashMap<>();
        forget(group.account());
        for (TicketKey key : group.tickets()) {
            TicketRow ticket = read.tickets().get(key);
            if (ticket == null || ticket.state() != TicketState.OPEN) {
                open.remove(key);
            } else {
                open.put(key, ticket);
            }
        }
        return open;
    }

    private static @Nullable Long version(@Nullable AccountRow row) {
        return row == null ? null : row.version();
    }

    /** A ticket that is not remembered is looked up when a report names it, and found by the write when an admission does. */
    private static void dropOldest(Map<TicketKey, TicketRow> open) {
        Iterator<TicketKey> oldest = open.keySet().iterator();
        for (int over = open.size() - TICKETS_OF_ACCOUNT_MAX; over > 0; over--) {
            oldest.next();
            oldest.remove();
        }
    }

    /** Remembers what was read and nothing else, finished tickets too: the calls that are decided anew name them. */
    synchronized void remember(AccountKey account, Snapshot fresh) {
        forget(account);
        put(
                account,
                new Remembered(
                        fresh.account(), fresh.usage(), new LinkedHashMap<>(fresh.tickets()), fresh.storeTimeMillis()));
    }
}
