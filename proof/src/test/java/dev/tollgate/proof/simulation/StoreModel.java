package dev.tollgate.proof.simulation;

import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.AuditRow;
import dev.tollgate.spi.Group;
import dev.tollgate.spi.Snapshot;
import dev.tollgate.spi.TicketChange;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.UsageRow;
import dev.tollgate.spi.WindowKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The rows that all instances share, and the guards that the seam asks of every write. */
final class StoreModel {
    private static final Comparator<WindowKey> BY_START =
            Comparator.comparingLong(WindowKey::startMillis).thenComparing(WindowKey::limit);

    final StoreClock clock;
    private final Checks checks;
    private final boolean checksValidity;
    private final TreeMap<AccountKey, AccountRow> accounts = new TreeMap<>();
    private final TreeMap<TicketKey, TicketRow> tickets = new TreeMap<>();
    private final Map<AccountKey, TreeMap<WindowKey, UsageRow>> usage = new HashMap<>();
    private final Map<AccountKey, TreeMap<String, AuditRow>> audit = new HashMap<>();
    private final Map<AccountKey, Trip> held = new HashMap<>();
    private final Map<TicketKey, Long> purgedAt = new HashMap<>();
    private long writes;

    StoreModel(StoreClock clock, Checks checks, boolean checksValidity) {
        this.clock = clock;
        this.checks = checks;
        this.checksValidity = checksValidity;
    }

    // Rows held by a session, from reading to writing

    boolean isHeldByOther(AccountKey account, Trip session) {
        Trip holder = held.get(account);
        return holder != null && holder != session;
    }

    void hold(AccountKey account, Trip session) {
        held.put(account, session);
    }

    void letGo(Trip session) {
        if (!held.isEmpty()) {
            held.values().removeIf(holder -> holder == session);
        }
    }

    void letGoOfTheDead() {
        held.values().removeIf(Trip::isOrphan);
    }

    // Reading

    Snapshot load(Group group, long nowMillis) {
        Map<TicketKey, TicketRow> rows = rows(group.tickets());
        AccountRow account = Copies.of(accounts.get(group.account()));
        Map<WindowKey, UsageRow> counted = new LinkedHashMap<>();
        for (WindowKey window : group.windows(account, rows, nowMillis)) {
            counted.put(window, usage(group.account(), window));
        }
        return new Snapshot(account, Collections.unmodifiableMap(counted), rows, nowMillis);
    }

    private Map<TicketKey, TicketRow> rows(List<TicketKey> keys) {
        Map<TicketKey, TicketRow> rows = new LinkedHashMap<>();
        for (TicketKey key : keys) {
            TicketRow row = Copies.of(tickets.get(key));
            if (row != null) {
                rows.put(key, row);
            }
        }
        return Collections.unmodifiableMap(rows);
    }

    Snapshot read(AccountKey account, List<TicketKey> keys) {
        return new Snapshot(Copies.of(accounts.get(account)), Map.of(), rows(keys), clock.millis());
    }

    @Nullable
    AccountRow account(AccountKey key) {
        return accounts.get(key);
    }

    @Nullable
    TicketRow ticket(TicketKey key) {
        return tickets.get(key);
    }

    Iterable<AccountRow> accounts() {
        return accounts.values();
    }

    Iterable<TicketRow> tickets() {
        return tickets.values();
    }

    UsageRow usage(AccountKey account, WindowKey window) {
        UsageRow row = usageOf(account).get(window);
        return row == null ? UsageRow.empty(window) : row;
    }

    NavigableMap<WindowKey, UsageRow> usageOf(AccountKey account) {
        return usage.computeIfAbsent(account, a -> new TreeMap<>(BY_START));
    }

    NavigableMap<String, AuditRow> auditOf(AccountKey account) {
        return audit.computeIfAbsent(account, a -> new TreeMap<>());
    }

    // Writing

    /** Writes what was decided, all or nothing; false when something that it was decided on has moved. */
    boolean write(Try decided) {
        long nowMillis = clock.millis();
        if (hasMoved(decided, nowMillis)) {
            decided.fate = Try.Fate.REFUSED;
            return false;
        }
        writes++;
        checks.beforeCommit(decided, this);
        if (decided.decision.accountAfter() != null) {
            accounts.put(decided.account, decided.decision.accountAfter());
        }
        for (UsageRow row : decided.decision.usage()) {
            usageOf(decided.account).put(row.key(), row);
        }
        for (TicketChange change : decided.decision.tickets()) {
            if (change.after() == null) {
                tickets.remove(change.key());
                purgedAt.put(change.key(), writes);
            } else {
                tickets.put(change.key(), change.after());
            }
        }
        for (AuditRow row : decided.decision.audit()) {
            auditOf(decided.account).put(row.id(), row);
        }
        decided.fate = Try.Fate.APPLIED;
        checks.afterCommit(decided, this);
        return true;
    }

    long writes() {
        return writes;
    }

    /**
     * That a ticket is absent is guarded by nothing but its absence. No write is on its way for longer than a ticket is kept; here, where
     * clocks jump, it is made so.
     */
    private boolean outlivedATicket(Try decided) {
        return decided.tickets.stream()
                .anyMatch(key -> !decided.snapshot.tickets().containsKey(key)
                        && purgedAt.getOrDefault(key, 0L) > decided.bornAfterWrites);
    }

    private boolean hasMoved(Try decided, long nowMillis) {
        boolean moved = (decided.fromMemory || checksValidity) && nowMillis >= decided.decision.validUntilMillis();
        if (decided.decision.reliesOnAccount() || decided.decision.accountAfter() != null) {
            moved |= version(decided.decision.account()) != version(accounts.get(decided.account));
        }
        for (TicketKey key : decided.tickets) {
            moved |= revision(decided.snapshot.tickets().get(key)) != revision(tickets.get(key));
        }
        for (TicketChange change : decided.decision.tickets()) {
            moved |= revision(change.before()) != revision(tickets.get(change.key()));
        }
        return moved || outlivedATicket(decided);
    }

    private static long version(@Nullable AccountRow row) {
        return row == null ? 0 : row.version();
    }

    private static long revision(@Nullable TicketRow row) {
        return row == null ? 0 : row.revision();
    }

    List<AccountKey> accountKeys() {
        TreeMap<AccountKey, Boolean> keys = new TreeMap<>();
        accounts.keySet().forEach(key -> keys.put(key, true));
        tickets.keySet().forEach(key -> keys.put(key.account(), true));
        return new ArrayList<>(keys.keySet());
    }
}
