package dev.tollgate.internal.decide;

import dev.tollgate.api.AuditEntry;
import dev.tollgate.api.HistoryEvent;
import dev.tollgate.api.Metric;
import dev.tollgate.api.OnLapse;
import dev.tollgate.api.TicketState;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.AuditRow;
import dev.tollgate.spi.Decision;
import dev.tollgate.spi.Snapshot;
import dev.tollgate.spi.TicketChange;
import dev.tollgate.spi.TicketFlag;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.UsageRow;
import dev.tollgate.spi.WindowKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state of an account while one group is decided: what was read, and on top of it what the requests so far have changed. A usage
 * row changes here only together with the state of a ticket.
 */
final class GroupState {
    private final Snapshot base;
    private final AccountKey key;
    private final String batchId;
    private final long nowMillis;
    private final Map<TicketKey, Draft> drafts = new LinkedHashMap<>();
    private final Map<WindowKey, UsageRow> usage = new HashMap<>();
    private final List<AuditRow> audit = new ArrayList<>();
    private final List<Dispute> newlyDisputed = new ArrayList<>();
    private List<WindowKey> lastWindows = List.of();
    private @Nullable AccountRow account;
    private @Nullable Calendar calendar;
    private boolean accountMoves;
    private boolean reliesOnAccount;
    private long validUntilMillis = Long.MAX_VALUE;

    GroupState(AccountKey key, Snapshot base, String batchId) {
        this.key = key;
        this.base = base;
        this.batchId = batchId;
        this.account = base.account();
        this.nowMillis = timeOf(base.account(), base.storeTimeMillis());
    }

    /** A state of its own that starts where this one stands, to try out what is not to be written. */
    GroupState trial(TicketKey ticketKey) {
        Map<WindowKey, UsageRow> counted = new HashMap<>(base.usage());
        counted.putAll(usage);
        Draft draft = ticket(ticketKey);
        Map<TicketKey, TicketRow> tickets = draft == null ? Map.of() : Map.of(ticketKey, draft.row());
        return new GroupState(key, new Snapshot(account(), counted, tickets, nowMillis), batchId);
    }

    /** The time of an account: the store's, but never going back behind the latest it was decided at. */
    static long timeOf(@Nullable AccountRow account, long storeTimeMillis) {
        return account == null ? storeTimeMillis : Math.max(storeTimeMillis, account.lastTimeMillis());
    }

    AccountKey key() {
        return key;
    }

    long nowMillis() {
        return nowMillis;
    }

    Instant now() {
        return Instant.ofEpochMilli(nowMillis);
    }

    // The account

    /** The account row, on which whatever is answered now relies. */
    @Nullable
    AccountRow account() {
        reliesOnAccount = true;
        return account;
    }

    /** Replaces the account row's content; its version and time are moved when the group is decided. */
    void change(AccountRow row) {
        account = row;
        calendar = null;
        accountMoves = true;
        reliesOnAccount = true;
    }

    Calendar calendar(AccountRow row) {
        if (calendar == null) {
            calendar = new Calendar(row.config(), row.totalStarts(), nowMillis);
        }
        return calendar;
    }

    void audit(String action, String by, @Nullable String reason, @Nullable String before, @Nullable String after) {
        // Entries of one moment sort by the account's version and their place in the group; a batch id alone would not
        // rise.
        long version = account == null ? 0 : account.version();
        String id = String.format(Locale.ROOT, "%015d-%012d-%04d-%s", nowMillis, version, audit.size(), batchId);
        // The account moves with every entry: otherwise the next one's time and version could be behind this one's.
        accountMoves = true;
        audit.add(new AuditRow(key, id, new AuditEntry(now(), by, action, reason, before, after)));
    }

    /** What is decided now holds only before this time. */
    void holdsUntil(long millis) {
        validUntilMillis = Math.min(validUntilMillis, millis);
    }

    // Usage

    UsageRow usage(WindowKey window) {
        UsageRow changed = usage.get(window);
        if (changed != null) {
            return changed;
        }
        UsageRow read = base.usage().get(window);
        return read != null ? read : UsageRow.empty(window);
    }

    /**
     * Adds to a window, or takes away. A row that somebody lowered by hand must not keep a report from being accepted: it stops at
     * what it can give, and stays for {@code verify} to find.
     */
    void use(WindowKey window, long more) {
        UsageRow row = usage(window);
        long used = Math.max(row.purged(), Math.addExact(row.used(), more));
        usage.put(window, new UsageRow(window, used, row.purged()));
        accountMoves = true;
    }

    /** The windows of a new attempt; tickets that are decided together mostly share them, and then the list. */
    List<WindowKey> shared(List<WindowKey> windows) {
        if (!windows.equals(lastWindows)) {
            lastWindows = List.copyOf(windows);
        }
        return lastWindows;
    }

    /** Takes again in its windows what a ticket counted there before. */
    void take(Draft ticket) {
        for (WindowKey window : ticket.windows) {
            use(window, share(ticket, window));
        }
    }

    /** Gives back what a ticket counts, to the windows it was counted in. */
    void giveBack(Draft ticket) {
        for (WindowKey window : ticket.windows) {
            use(window, -share(ticket, window));
        }
    }

    /** Moves what a ticket counts to the purged sums. */
    void purge(Draft ticket) {
        for (WindowKey window : ticket.windows) {
            UsageRow row = usage(window);
            long purged = Math.min(row.used(), Math.addExact(row.purged(), share(ticket, window)));
            usage.put(window, new UsageRow(window, row.used(), purged));
            accountMoves = true;
        }
    }

    private long share(Draft ticket, WindowKey window) {
        return Shares.of(account, window.limit(), ticket.amount, ticket.reversedMinorUnits);
    }

    Metric metric(String limitName) {
        return Shares.metric(account, limitName);
    }

    // Tickets

    @Nullable
    Draft ticket(TicketKey ticketKey) {
        Draft draft = drafts.get(ticketKey);
        if (draft == null) {
            TicketRow row = base.tickets().get(ticketKey);
            if (row == null) {
                return null;
            }
            draft = new Draft(row);
            drafts.put(ticketKey, draft);
        }
        return draft.deleted ? null : draft;
    }

    Draft newTicket(TicketKey ticketKey) {
        Draft draft = new Draft(ticketKey);
        drafts.put(ticketKey, draft);
        return draft;
    }

    /** The state of a ticket that a limit covers moves the account's version; one that no limit covers leaves it alone. */
    void moved(Draft ticket) {
        ticket.changed = true;
        if (!ticket.windows.isEmpty()) {
            accountMoves = true;
        }
    }

    /** Whether a ticket is open although its lease is over. That it is not holds only until the lease's end. */
    boolean isDue(Draft ticket) {
        boolean open = ticket.state == TicketState.OPEN;
        if (open && nowMillis < ticket.leaseUntilMillis) {
            holdsUntil(ticket.leaseUntilMillis);
        }
        return open && nowMillis >= ticket.leaseUntilMillis;
    }

    /** Lapses an open ticket whose lease is over. */
    boolean lapseIfDue(Draft ticket) {
        if (!isDue(ticket)) {
            return false;
        }
        ticket.remember(nowMillis, HistoryEvent.Kind.LAPSED, ticket.fence, null, null, null, null, null);
        if (ticket.onLapse == OnLapse.RELEASE) {
            giveBack(ticket);
            ticket.state = TicketState.RELEASED;
            ticket.finishedAtMillis = nowMillis;
            ticket.mark(TicketFlag.RELEASED_BY_LAPSE, true);
        } else {
            ticket.state = TicketState.IN_DOUBT;
        }
        moved(ticket);
        return true;
    }

    /**
     * Records a success that cannot be accepted, once per fence.
     *
     * @param claim what was reported
     */
    void dispute(Draft ticket, int ofFence, String claim) {
        if (ticket.entry(HistoryEvent.Kind.REFUSED, ofFence).isEmpty()) {
            ticket.remember(nowMillis, HistoryEvent.Kind.REFUSED, ofFence, null, claim, null, null, null);
            ticket.mark(TicketFlag.DISPUTED, true);
            newlyDisputed.add(new Dispute(ticket.key, ofFence));
        }
    }

    List<Dispute> newlyDisputed() {
        return newlyDisputed;
    }

    /** As long as what was tried out holds. */
    void holdsAsLongAs(GroupState trial) {
        holdsUntil(trial.validUntilMillis);
    }

    // The end

    Decision decision() {
        List<TicketChange> changes = new ArrayList<>(drafts.size());
        for (Draft draft : drafts.values()) {
            TicketChange change = draft.change();
            if (change != null) {
                changes.add(change);
            }
        }
        AccountRow after = accountMoves && account != null ? account.moved(batchId, nowMillis) : null;
        if (after == null && !usage.isEmpty()) {
            throw new IllegalStateException("usage of %s would change without its account".formatted(key));
        }
        return new Decision(
                base.account(),
                reliesOnAccount || after != null,
                after,
                List.copyOf(usage.values()),
                changes,
                audit,
                validUntilMillis);
    }
}
