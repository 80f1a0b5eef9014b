package dev.tollgate.proof.simulation;

import dev.tollgate.api.StoreUnavailableException;
import dev.tollgate.api.TicketState;
import dev.tollgate.spi.AccountFilter;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.AuditRow;
import dev.tollgate.spi.Finding;
import dev.tollgate.spi.Group;
import dev.tollgate.spi.GroupResult;
import dev.tollgate.spi.Inspection;
import dev.tollgate.spi.Snapshot;
import dev.tollgate.spi.Store;
import dev.tollgate.spi.TicketFilter;
import dev.tollgate.spi.TicketFlag;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketPosition;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.UsageRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/** The store as one life of one instance sees it. Questions are answered at once, or fail. */
final class Connection implements Store {
    private static final Comparator<TicketPosition> BY_ADMISSION =
            Comparator.comparingLong(TicketPosition::admittedAtMillis).thenComparing(TicketPosition::key);

    private final World world;
    private final Node node;

    Connection(World world, Node node) {
        this.world = world;
        this.node = node;
    }

    @Override
    public CompletionStage<List<GroupResult>> apply(List<Group> batch) {
        return new Delivery(world, node, batch).send();
    }

    @Override
    public int lanesMax() {
        return 2;
    }

    @Override
    public boolean usesRemembered() {
        return world.swarm.remembered;
    }

    private StoreModel asked() {
        if (world.faults.questionFails()) {
            throw new StoreUnavailableException("no connection", null);
        }
        return world.store;
    }

    @Override
    public long timeMillis() {
        return asked().clock.millis();
    }

    private List<TicketKey> found(Predicate<TicketRow> wanted, ToLongFunction<TicketRow> order, int max) {
        List<TicketRow> rows = new ArrayList<>();
        for (TicketRow row : asked().tickets()) {
            if (wanted.test(row)) {
                rows.add(row);
            }
        }
        rows.sort(Comparator.comparingLong(order).thenComparing(TicketRow::key));
        return rows.stream().limit(max).map(TicketRow::key).toList();
    }

    @Override
    public List<TicketKey> findLapsed(int max) {
        long nowMillis = world.store.clock.millis();
        return found(
                row -> row.state() == TicketState.OPEN && row.leaseUntilMillis() <= nowMillis,
                TicketRow::leaseUntilMillis,
                max);
    }

    @Override
    public List<TicketRow> findInDoubt(Optional<TicketPosition> after, int max) {
        List<TicketRow> rows = new ArrayList<>();
        for (TicketRow row : asked().tickets()) {
            if (row.state() == TicketState.IN_DOUBT
                    && (after.isEmpty() || BY_ADMISSION.compare(position(row), after.get()) > 0)) {
                rows.add(row);
            }
        }
        rows.sort(Comparator.comparing(Connection::position, BY_ADMISSION));
        return rows.stream().limit(max).map(Copies::of).toList();
    }

    private static TicketPosition position(TicketRow row) {
        return new TicketPosition(row.admittedAtMillis(), row.key());
    }

    private static boolean isFinishedBefore(TicketRow row, long beforeMillis) {
        Long finishedAt = row.finishedAtMillis();
        return finishedAt != null && finishedAt < beforeMillis;
    }

    private static long finishedAt(TicketRow row) {
        Long finishedAt = row.finishedAtMillis();
        return finishedAt == null ? 0 : finishedAt;
    }

    @Override
    public List<TicketKey> findOutcomesFinishedBefore(long beforeMillis, int max) {
        return found(row -> isFinishedBefore(row, beforeMillis) && row.outcome() != null, Connection::finishedAt, max);
    }

    @Override
    public List<TicketKey> findFinishedBefore(long beforeMillis, int max) {
        return found(
                row -> isFinishedBefore(row, beforeMillis) && !row.is(TicketFlag.DISPUTED),
                Connection::finishedAt,
                max);
    }

    @Override
    public Snapshot read(AccountKey account, List<TicketKey> tickets) {
        return asked().read(account, tickets);
    }

    @Override
    public List<UsageRow> usage(AccountKey account, long fromMillis, long toMillis, int max) {
        return asked().usageOf(account).values().stream()
                .filter(row ->
                        row.key().startMillis() >= fromMillis && row.key().startMillis() < toMillis)
                .limit(max)
                .toList();
    }

    @Override
    public List<TicketRow> tickets(TicketFilter filter, Optional<TicketPosition> after, int max) {
        List<TicketRow> rows = new ArrayList<>();
        for (TicketRow row : asked().tickets()) {
            if ((filter.account() == null
                            || filter.account().equals(row.key().account().account()))
                    && (filter.state() == null || filter.state() == row.state())
                    && (filter.disputed() == null || filter.disputed() == row.is(TicketFlag.DISPUTED))
                    && (after.isEmpty() || BY_ADMISSION.compare(position(row), after.get()) < 0)) {
                rows.add(row);
            }
        }
        rows.sort(Comparator.comparing(Connection::position, BY_ADMISSION).reversed());
        return rows.stream().limit(max).map(Copies::of).toList();
    }

    @Override
    public List<AccountRow> accounts(AccountFilter filter, Optional<String> after, int max) {
        List<AccountRow> rows = new ArrayList<>();
        for (AccountRow row : asked().accounts()) {
            if ((filter.status() == null || filter.status() == row.status())
                    && (after.isEmpty() || row.key().account().compareTo(after.get()) > 0)) {
                rows.add(row);
            }
        }
        return rows.stream().limit(max).map(Copies::of).toList();
    }

    @Override
    public List<AuditRow> audit(AccountKey account, Optional<String> beforeId, int max) {
        NavigableMap<String, AuditRow> rows = asked().auditOf(account);
        return (beforeId.isEmpty() ? rows : rows.headMap(beforeId.get(), false))
                .descendingMap().values().stream().limit(max).toList();
    }

    @Override
    public Inspection inspect() {
        return new OfModel(asked());
    }

    @Override
    public List<Finding> check() {
        return List.of();
    }

    @Override
    public void close() {}

    private record OfModel(StoreModel store) implements Inspection {
        @Override
        public List<AccountKey> accounts(Optional<AccountKey> after, int max) {
            return store.accountKeys().stream()
                    .filter(key -> after.isEmpty() || key.compareTo(after.get()) > 0)
                    .limit(max)
                    .toList();
        }

        @Override
        public OptionalLong version(AccountKey account) {
            AccountRow row = store.account(account);
            return row == null ? OptionalLong.empty() : OptionalLong.of(row.version());
        }

        @Override
        public Optional<AccountRow> account(AccountKey account) {
            return Optional.ofNullable(Copies.of(store.account(account)));
        }

        @Override
        public void usage(AccountKey account, Consumer<UsageRow> each) {
            List.copyOf(store.usageOf(account).values()).forEach(each);
        }

        @Override
        public void tickets(AccountKey account, Consumer<TicketRow> each) {
            for (TicketRow row : store.tickets()) {
                if (row.key().account().equals(account)) {
                    each.accept(Copies.of(row));
                }
            }
        }

        @Override
        public void close() {}
    }
}
