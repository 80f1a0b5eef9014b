package dev.tollgate.bench;

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
import dev.tollgate.spi.TicketFilter;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketPosition;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.UsageRow;
import dev.tollgate.spi.WindowKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A store that costs nothing: it has every group decided on what the engine remembers, says that it is written, and keeps no ticket. What is
 * left to measure is the engine.
 */
final class InstantStore implements Store {
    private final Map<AccountKey, AccountRow> accounts = new HashMap<>();

    @Override
    public CompletionStage<List<GroupResult>> apply(List<Group> batch) {
        List<GroupResult> results = new ArrayList<>(batch.size());
        for (Group group : batch) {
            Decision decision = group.decide(snapshot(group));
            AccountRow after = decision.accountAfter();
            if (after != null) {
                accounts.put(group.account(), after);
            }
            results.add(GroupResult.APPLIED);
        }
        return CompletableFuture.completedFuture(results);
    }

    private Snapshot snapshot(Group group) {
        Snapshot remembered = group.remembered();
        if (remembered != null) {
            return new Snapshot(remembered.account(), remembered.usage(), remembered.tickets(), timeMillis());
        }
        @Nullable AccountRow account = accounts.get(group.account());
        Map<WindowKey, UsageRow> usage = new HashMap<>();
        for (WindowKey window : group.windows(account, Map.of(), timeMillis())) {
            usage.put(window, UsageRow.empty(window));
        }
        return new Snapshot(account, usage, Map.of(), timeMillis());
    }

    @Override
    public int lanesMax() {
        return 1;
    }

    @Override
    public boolean usesRemembered() {
        return true;
    }

    @Override
    public long timeMillis() {
        return System.currentTimeMillis();
    }

    @Override
    public List<TicketKey> findLapsed(int max) {
        return List.of();
    }

    @Override
    public List<TicketRow> findInDoubt(Optional<TicketPosition> after, int max) {
        return List.of();
    }

    @Override
    public List<TicketKey> findOutcomesFinishedBefore(long beforeMillis, int max) {
        return List.of();
    }

    @Override
    public List<TicketKey> findFinishedBefore(long beforeMillis, int max) {
        return List.of();
    }

    @Override
    public Snapshot read(AccountKey account, List<TicketKey> tickets) {
        return new Snapshot(accounts.get(account), Map.of(), Map.of(), timeMillis());
    }

    @Override
    public List<UsageRow> usage(AccountKey account, long fromMillis, long toMillis, int max) {
        return List.of();
    }

    @Override
    public List<TicketRow> tickets(TicketFilter filter, Optional<TicketPosition> after, int max) {
        return List.of();
    }

    @Override
    public List<AccountRow> accounts(AccountFilter filter, Optional<String> after, int max) {
        return List.copyOf(accounts.values());
    }

    @Override
    public List<AuditRow> audit(AccountKey account, Optional<String> beforeId, int max) {
        return List.of();
    }

    @Override
    public Inspection inspect() {
        throw new UnsupportedOperationException("there is nothing to recount");
    }

    @Override
    public List<Finding> check() {
        return List.of();
    }

    @Override
    public void close() {
        // Nothing was opened.
    }
}
