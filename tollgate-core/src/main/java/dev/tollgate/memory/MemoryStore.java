package dev.tollgate.memory;

import dev.tollgate.spi.AccountFilter;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.AuditRow;
import dev.tollgate.spi.Decision;
import dev.tollgate.spi.Finding;
import dev.tollgate.spi.Group;
import dev.tollgate.spi.GroupResult;
import dev.tollgate.spi.Inspection;
import dev.tollgate.spi.Snapshot;
import dev.tollgate.spi.Store;
import dev.tollgate.spi.TicketChange;
import dev.tollgate.spi.TicketFilter;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketPosition;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.UsageRow;
import dev.tollgate.spi.WindowKey;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Keeps everything in this process's memory and loses it with the process. Exact in every other respect, and shared by as many gates as
 * are opened on it: closing a gate leaves it as it is.
 *
 * <p>Decides on a remembered snapshot whenever one is offered, so that the rules for it are exercised; nothing here would need it.
 */
public final class MemoryStore implements Store {
    private final InstantSource clock;
    private final Tables tables = new Tables();

    /** A store whose time is the machine's. */
    public MemoryStore() {
        this(InstantSource.system());
    }

    /** A store whose time is the given clock's. */
    public MemoryStore(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public CompletionStage<List<GroupResult>> apply(List<Group> batch) {
        List<GroupResult> results = new ArrayList<>(batch.size());
        for (Group group : batch) {
            synchronized (tables) {
                results.add(applyOne(group));
            }
        }
        return CompletableFuture.completedFuture(results);
    }

    private GroupResult applyOne(Group group) {
        long nowMillis = timeMillis();
        try {
            Snapshot remembered = group.remembered();
            if (remembered != null && isEnough(remembered, group, nowMillis)) {
                Snapshot known =
                        new Snapshot(remembered.account(), remembered.usage(), remembered.tickets(), nowMillis);
                return write(group, known, group.decide(known), nowMillis);
            }
            Snapshot loaded = load(group, nowMillis);
            return write(group, loaded, group.decide(loaded), nowMillis);
        } catch (RuntimeException e) {
            return new GroupResult.Unavailable(e);
        }
    }

    private static boolean isEnough(Snapshot remembered, Group group, long nowMillis) {
        return remembered
                .usage()
                .keySet()
                .containsAll(group.windows(remembered.account(), remembered.tickets(), nowMillis));
    }

    private Snapshot load(Group group, long nowMillis) {
        Snapshot rows = read(group.account(), group.tickets());
        Map<WindowKey, UsageRow> usage = new HashMap<>();
        for (WindowKey window : group.windows(rows.account(), rows.tickets(), nowMillis)) {
            usage.put(window, tables.usage(group.account(), window));
        }
        return new Snapshot(rows.account(), usage, rows.tickets(), nowMillis);
    }

    private GroupResult write(Group group, Snapshot decidedOn, Decision decision, long nowMillis) {
        boolean moved = nowMillis >= decision.validUntilMillis();
        if (decision.reliesOnAccount() || decision.accountAfter() != null) {
            moved |= hasMoved(decision.account(), tables.account(group.account()));
        }
        for (TicketKey key : group.tickets()) {
            moved |= hasMoved(decidedOn.tickets().get(key), tables.ticket(key));
        }
        for (TicketChange change : decision.tickets()) {
            moved |= hasMoved(change.before(), tables.ticket(change.key()));
        }
        if (moved) {
            return new GroupResult.Conflict(load(group, nowMillis));
        }
        tables.write(group.account(), decision);
        return GroupResult.APPLIED;
    }

    private static boolean hasMoved(@Nullable AccountRow read, @Nullable AccountRow stored) {
        return (read == null ? 0 : read.version()) != (stored == null ? 0 : stored.version());
    }

    private static boolean hasMoved(@Nullable TicketRow read, @Nullable TicketRow stored) {
        return (read == null ? 0 : read.revision()) != (stored == null ? 0 : stored.revision());
    }

    @Override
    public int lanesMax() {
        return 2;
    }

    @Override
    public boolean usesRemembered() {
        return true;
    }

    @Override
    public long timeMillis() {
        return clock.millis();
    }

    @Override
    public List<TicketKey> findLapsed(int max) {
        synchronized (tables) {
            return tables.openBefore(timeMillis(), max);
        }
    }

    @Override
    public List<TicketRow> findInDoubt(Optional<TicketPosition> after, int max) {
        synchronized (tables) {
            return tables.inDoubtAfter(after, max);
        }
    }

    @Override
    public List<TicketKey> findOutcomesFinishedBefore(long beforeMillis, int max) {
        synchronized (tables) {
            return tables.finishedBefore(beforeMillis, max, row -> row.outcome() != null);
        }
    }

    @Override
    public List<TicketKey> findFinishedBefore(long beforeMillis, int max) {
        synchronized (tables) {
            return tables.finishedBefore(beforeMillis, max, Tables::isSettled);
        }
    }

    @Override
    public Snapshot read(AccountKey account, List<TicketKey> keys) {
        synchronized (tables) {
            Map<TicketKey, TicketRow> tickets = new HashMap<>();
            for (TicketKey key : keys) {
                TicketRow row = tables.ticket(key);
                if (row != null) {
                    tickets.put(key, row);
                }
            }
            return new Snapshot(tables.account(account), Map.of(), tickets, timeMillis());
        }
    }

    @Override
    public List<UsageRow> usage(AccountKey account, long fromMillis, long toMillis, int max) {
        synchronized (tables) {
            return tables.usage(account).stream()
                    .filter(row ->
                            row.key().startMillis() >= fromMillis && row.key().startMillis() < toMillis)
                    .limit(max)
                    .toList();
        }
    }

    @Override
    public List<TicketRow> tickets(TicketFilter filter, Optional<TicketPosition> after, int max) {
        synchronized (tables) {
            return tables.newest(filter, after, max);
        }
    }

    @Override
    public List<AccountRow> accounts(AccountFilter filter, Optional<String> after, int max) {
        synchronized (tables) {
            return tables.accounts(filter, after, max);
        }
    }

    @Override
    public List<AuditRow> audit(AccountKey account, Optional<String> beforeId, int max) {
        synchronized (tables) {
            return tables.audit(account, beforeId, max);
        }
    }

    @Override
    public Inspection inspect() {
        return new MemoryInspection(tables);
    }

    @Override
    public List<Finding> check() {
        return List.of(new Finding(
                "durability",
                Finding.Severity.ACCEPTED,
                "everything is lost when the process ends",
                "use a store on disk for anything that matters"));
    }

    /** Keeps what it holds, so that another gate can be opened on it. */
    @Override
    public void close() {}
}
