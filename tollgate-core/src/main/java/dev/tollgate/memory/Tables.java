package dev.tollgate.memory;

import dev.tollgate.api.TicketState;
import dev.tollgate.spi.AccountFilter;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.AuditRow;
import dev.tollgate.spi.Decision;
import dev.tollgate.spi.TicketChange;
import dev.tollgate.spi.TicketFilter;
import dev.tollgate.spi.TicketFlag;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketPosition;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.UsageRow;
import dev.tollgate.spi.WindowKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The rows and their orders. Every access holds this object's monitor. */
final class Tables {
    private static final Comparator<TicketPosition> BY_TIME =
            Comparator.comparingLong(TicketPosition::admittedAtMillis).thenComparing(TicketPosition::key);

    private final TreeMap<AccountKey, AccountRow> accounts = new TreeMap<>();
    private final Map<AccountKey, TreeMap<WindowKey, UsageRow>> usage = new HashMap<>();
    private final TreeMap<AccountKey, TreeMap<TicketKey, TicketRow>> tickets = new TreeMap<>();
    private final Map<AccountKey, TreeMap<String, AuditRow>> audit = new HashMap<>();
    private final TreeSet<TicketPosition> byAdmission = new TreeSet<>(BY_TIME);
    private final TreeSet<TicketPosition> inDoubt = new TreeSet<>(BY_TIME);
    private final TreeSet<TicketPosition> openByLease = new TreeSet<>(BY_TIME);
    private final TreeSet<TicketPosition> byFinish = new TreeSet<>(BY_TIME);

    @Nullable
    AccountRow account(AccountKey key) {
        return accounts.get(key);
    }

    @Nullable
    TicketRow ticket(TicketKey key) {
        TreeMap<TicketKey, TicketRow> rows = tickets.get(key.account());
        return rows == null ? null : rows.get(key);
    }

    UsageRow usage(AccountKey account, WindowKey window) {
        TreeMap<WindowKey, UsageRow> rows = usage.get(account);
        UsageRow row = rows == null ? null : rows.get(window);
        return row == null ? UsageRow.empty(window) : row;
    }

    List<UsageRow> usage(AccountKey account) {
        TreeMap<WindowKey, UsageRow> rows = usage.get(account);
        return rows == null ? List.of() : List.copyOf(rows.values());
    }

    List<TicketRow> tickets(AccountKey account) {
        TreeMap<TicketKey, TicketRow> rows = tickets.get(account);
        return rows == null ? List.of() : List.copyOf(rows.values());
    }

    void write(AccountKey account, Decision decision) {
        if (decision.accountAfter() != null) {
            accounts.put(account, decision.accountAfter());
        }
        for (UsageRow row : decision.usage()) {
            usage.computeIfAbsent(
                            account,
                            a -> new TreeMap<>(Comparator.comparingLong(WindowKey::startMillis)
                                    .thenComparing(WindowKey::limit)))
                    .put(row.key(), row);
        }
        for (TicketChange change : decision.tickets()) {
            write(change);
        }
        for (AuditRow row : decision.audit()) {
            audit.computeIfAbsent(account, a -> new TreeMap<>()).put(row.id(), row);
        }
    }

    private void write(TicketChange change) {
        TreeMap<TicketKey, TicketRow> rows =
                tickets.computeIfAbsent(change.key().account(), a -> new TreeMap<>());
        TicketRow before = rows.get(change.key());
        if (before != null) {
            index(before, false);
        }
        if (change.after() == null) {
            rows.remove(change.key());
        } else {
            rows.put(change.key(), change.after());
            index(change.after(), true);
        }
    }

    private void index(TicketRow row, boolean add) {
        put(byAdmission, row.admittedAtMillis(), row.key(), add);
        if (row.state() == TicketState.OPEN) {
            put(openByLease, row.leaseUntilMillis(), row.key(), add);
        } else if (row.state() == TicketState.IN_DOUBT) {
            put(inDoubt, row.admittedAtMillis(), row.key(), add);
        } else if (row.finishedAtMillis() != null) {
            put(byFinish, row.finishedAtMillis(), row.key(), add);
        }
    }

    private static void put(NavigableSet<TicketPosition> order, long millis, TicketKey key, boolean add) {
        TicketPosition position = new TicketPosition(millis, key);
        if (add) {
            order.add(position);
        } else {
            order.remove(position);
        }
    }

    List<TicketKey> openBefore(long nowMillis, int max) {
        return openByLease.stream()
                .takeWhile(p -> p.admittedAtMillis() <= nowMillis)
                .limit(max)
                .map(TicketPosition::key)
                .toList();
    }

    List<TicketKey> finishedBefore(long beforeMillis, int max, Predicate<TicketRow> wanted) {
        return byFinish.stream()
                .takeWhile(p -> p.admittedAtMillis() < beforeMillis)
                .filter(p -> wanted.test(existing(p)))
                .limit(max)
                .map(TicketPosition::key)
                .toList();
    }

    static boolean isSettled(TicketRow row) {
        return !row.is(TicketFlag.DISPUTED);
    }

    List<TicketRow> inDoubtAfter(Optional<TicketPosition> after, int max) {
        NavigableSet<TicketPosition> rest = after.isEmpty() ? inDoubt : inDoubt.tailSet(after.get(), false);
        return rest.stream().limit(max).map(this::existing).toList();
    }

    List<TicketRow> newest(TicketFilter filter, Optional<TicketPosition> after, int max) {
        NavigableSet<TicketPosition> rest = after.isEmpty() ? byAdmission : byAdmission.headSet(after.get(), false);
        return rest.descendingSet().stream()
                .map(this::existing)
                .filter(row -> matches(filter, row))
                .limit(max)
                .toList();
    }

    private static boolean matches(TicketFilter filter, TicketRow row) {
        TicketKey key = row.key();
        long admittedAt = row.admittedAtMillis();
        return filter.tenant().equals(key.account().tenant())
                && (filter.account() == null
                        || filter.account().equals(key.account().account()))
                && (filter.scenario() == null || filter.scenario().equals(key.scenario()))
                && (filter.businessNumber() == null || filter.businessNumber().equals(key.businessNumber()))
                && (filter.state() == null || filter.state() == row.state())
                && (filter.disputed() == null || filter.disputed() == row.is(TicketFlag.DISPUTED))
                && (filter.fromMillis() == null || admittedAt >= filter.fromMillis())
                && (filter.toMillis() == null || admittedAt < filter.toMillis());
    }

    private TicketRow existing(TicketPosition position) {
        TicketRow row = ticket(position.key());
        if (row == null) {
            throw new AssertionError("an order names a ticket that is not there: " + position.key());
        }
        return row;
    }

    List<AccountRow> accounts(AccountFilter filter, Optional<String> after, int max) {
        AccountKey start = new AccountKey(filter.tenant(), after.orElse(""));
        return accounts.tailMap(start, false).values().stream()
                .takeWhile(row -> row.key().tenant().equals(filter.tenant()))
                .filter(row -> filter.status() == null || filter.status() == row.status())
                .limit(max)
                .toList();
    }

    List<AuditRow> audit(AccountKey account, Optional<String> beforeId, int max) {
        TreeMap<String, AuditRow> rows = audit.get(account);
        if (rows == null) {
            return List.of();
        }
        return (beforeId.isEmpty() ? rows : rows.headMap(beforeId.get(), false))
                .descendingMap().values().stream().limit(max).toList();
    }

    /** Accounts that have a row or tickets; usage is never without a row. */
    List<AccountKey> accountKeys(Optional<AccountKey> after, int max) {
        TreeSet<AccountKey> keys = new TreeSet<>(accounts.keySet());
        keys.addAll(tickets.keySet());
        NavigableSet<AccountKey> rest = after.isEmpty() ? keys : keys.tailSet(after.get(), false);
        return new ArrayList<>(rest.stream().limit(max).toList());
    }
}
