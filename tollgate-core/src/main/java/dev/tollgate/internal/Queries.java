package dev.tollgate.internal;

import dev.tollgate.api.Account;
import dev.tollgate.api.AccountQuery;
import dev.tollgate.api.AuditEntry;
import dev.tollgate.api.Bounds;
import dev.tollgate.api.InvalidRequestException;
import dev.tollgate.api.Limit;
import dev.tollgate.api.Operation;
import dev.tollgate.api.Page;
import dev.tollgate.api.Ticket;
import dev.tollgate.api.TicketHandle;
import dev.tollgate.api.TicketQuery;
import dev.tollgate.api.TicketState;
import dev.tollgate.api.Usage;
import dev.tollgate.api.WindowKind;
import dev.tollgate.internal.decide.Calendar;
import dev.tollgate.internal.decide.Command;
import dev.tollgate.internal.decide.Views;
import dev.tollgate.internal.decide.WindowMath.Span;
import dev.tollgate.spi.AccountFilter;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.AuditRow;
import dev.tollgate.spi.Snapshot;
import dev.tollgate.spi.Store;
import dev.tollgate.spi.TicketFilter;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketPosition;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.UsageRow;
import dev.tollgate.spi.WindowKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reading, for one tenant. */
final class Queries {
    private static final int USAGE_ROWS_MAX = 10_000;
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    private final String tenant;
    private final Engine engine;
    private final Store store;

    Queries(String tenant, Engine engine, Store store) {
        this.tenant = tenant;
        this.engine = engine;
        this.store = store;
    }

    CompletableFuture<Optional<Ticket>> ticket(TicketHandle handle) {
        return read(TicketKey.of(tenant, handle.operation()))
                .thenApply(row -> row.flatMap(r -> Views.ticket(r, handle, true)));
    }

    CompletableFuture<Optional<Ticket>> find(Operation operation) {
        return read(TicketKey.of(tenant, operation)).thenApply(row -> row.map(r -> Views.ticket(r, true)));
    }

    /** Reads a ticket; one whose lease is over is lapsed first. */
    private CompletableFuture<Optional<TicketRow>> read(TicketKey key) {
        return engine.ask(() -> store.read(key.account(), List.of(key))).thenCompose(snapshot -> {
            TicketRow row = snapshot.tickets().get(key);
            if (row == null || !isDue(row, snapshot)) {
                return CompletableFuture.completedFuture(Optional.ofNullable(row));
            }
            return engine.submit(new Command.Lapse(key), Boolean.class)
                    .thenCompose(lapsed -> engine.ask(() -> store.read(key.account(), List.of(key))))
                    .thenApply(again -> Optional.ofNullable(again.tickets().get(key)));
        });
    }

    private static boolean isDue(TicketRow row, Snapshot snapshot) {
        long nowMillis = timeOf(snapshot);
        return row.state() == TicketState.OPEN && nowMillis >= row.leaseUntilMillis();
    }

    /** The account's time: never before the latest it was decided at. */
    private static long timeOf(Snapshot snapshot) {
        AccountRow account = snapshot.account();
        return account == null
                ? snapshot.storeTimeMillis()
                : Math.max(snapshot.storeTimeMillis(), account.lastTimeMillis());
    }

    CompletableFuture<Page<Ticket>> tickets(TicketQuery query) {
        TicketFilter filter = new TicketFilter(
                tenant,
                query.account(),
                query.scenario(),
                query.businessNumber(),
                query.state(),
                query.disputed(),
                millisOrNull(query.from()),
                millisOrNull(query.to()));
        Optional<TicketPosition> after = Cursors.ticket(tenant, query.cursor());
        return engine.ask(() -> page(
                store.tickets(filter, after, query.limit() + 1),
                query.limit(),
                row -> Views.ticket(row, false),
                row -> Cursors.of(new TicketPosition(row.admittedAtMillis(), row.key()))));
    }

    CompletableFuture<Optional<Account>> account(AccountKey key) {
        return engine.ask(
                () -> Optional.ofNullable(store.read(key, List.of()).account()).map(Views::account));
    }

    CompletableFuture<Page<Account>> accounts(AccountQuery query) {
        Optional<String> after = Cursors.name(query.cursor());
        return engine.ask(() -> page(
                store.accounts(new AccountFilter(tenant, query.status()), after, query.limit() + 1),
                query.limit(),
                Views::account,
                row -> Cursors.of(row.key().account())));
    }

    CompletableFuture<Page<AuditEntry>> audit(AccountKey key, int limit, @Nullable String cursor) {
        if (limit < 1 || limit > Bounds.PAGE_MAX) {
            throw new InvalidRequestException(
                    "limit", "must be between 1 and %d but is %d".formatted(Bounds.PAGE_MAX, limit));
        }
        Optional<String> before = Cursors.name(cursor);
        return engine.ask(
                () -> page(store.audit(key, before, limit + 1), limit, AuditRow::entry, row -> Cursors.of(row.id())));
    }

    /** Makes a page of rows that were asked for one too many, so that the last page is known to be the last. */
    private static <R, T> Page<T> page(List<R> rows, int limit, Function<R, T> view, Function<R, String> cursor) {
        boolean more = rows.size() > limit;
        List<R> shown = more ? rows.subList(0, limit) : rows;
        return new Page<>(shown.stream().map(view).toList(), more ? cursor.apply(shown.get(limit - 1)) : null);
    }

    CompletableFuture<Optional<List<Usage>>> usage(AccountKey key) {
        return engine.ask(() -> {
            Snapshot snapshot = store.read(key, List.of());
            AccountRow account = snapshot.account();
            return account == null ? Optional.empty() : Optional.of(currentUsage(account, timeOf(snapshot)));
        });
    }

    private List<Usage> currentUsage(AccountRow account, long nowMillis) {
        Calendar calendar = new Calendar(account.config(), account.totalStarts(), nowMillis);
        Map<Limit, Span> spans = new HashMap<>();
        Set<Long> starts = new TreeSet<>();
        for (Limit limit : account.config().limits()) {
            if (limit.window() != WindowKind.OPERATION) {
                Span span = calendar.spanOf(limit, nowMillis);
                spans.put(limit, span);
                starts.add(span.startMillis());
            }
        }
        Map<WindowKey, UsageRow> rows = new HashMap<>();
        starts.forEach(start -> startingAt(account.key(), start).forEach(row -> rows.put(row.key(), row)));
        List<Usage> usage = new ArrayList<>();
        for (Limit limit : account.config().limits()) {
            Span span = spans.get(limit);
            if (span != null) {
                UsageRow row = rows.get(new WindowKey(limit.name(), span.startMillis()));
                usage.add(Usage.of(limit, span.window(), row == null ? 0 : row.used()));
            }
        }
        return List.copyOf(usage);
    }

    CompletableFuture<Optional<List<Usage>>> usage(AccountKey key, Instant from, Instant to) {
        if (!from.isBefore(to)) {
            throw new InvalidRequestException("from", "must be before 'to'");
        }
        return engine.ask(() -> {
            Snapshot snapshot = store.read(key, List.of());
            AccountRow account = snapshot.account();
            return account == null
                    ? Optional.empty()
                    : Optional.of(usageBetween(account, timeOf(snapshot), millis(from), millis(to)));
        });
    }

    /** Window by window, not from the first to the last: between them lie the finished ones of years. */
    private List<UsageRow> startingAt(AccountKey key, long startMillis) {
        return store.usage(key, startMillis, startMillis + 1, USAGE_ROWS_MAX);
    }

    private List<Usage> usageBetween(AccountRow account, long nowMillis, long fromMillis, long toMillis) {
        Calendar calendar = new Calendar(account.config(), account.totalStarts(), nowMillis);
        Map<String, Limit> limits = new HashMap<>();
        Set<Long> earlierStarts = new TreeSet<>();
        for (Limit limit : account.config().limits()) {
            if (limit.window() != WindowKind.OPERATION) {
                limits.put(limit.name(), limit);
                long startMillis = calendar.spanOf(limit, fromMillis).startMillis();
                if (startMillis < fromMillis) {
                    earlierStarts.add(startMillis);
                }
            }
        }
        List<UsageRow> rows = new ArrayList<>();
        earlierStarts.forEach(start -> rows.addAll(startingAt(account.key(), start)));
        List<UsageRow> within = store.usage(account.key(), fromMillis, toMillis, USAGE_ROWS_MAX + 1);
        if (within.size() > USAGE_ROWS_MAX) {
            throw new InvalidRequestException(
                    "to", "leaves more than %d windows since 'from'; ask for less at a time".formatted(USAGE_ROWS_MAX));
        }
        rows.addAll(within);
        List<Usage> usage = new ArrayList<>();
        for (UsageRow row : rows) {
            Limit limit = limits.get(row.key().limit());
            if (limit != null) {
                Span span = calendar.spanOf(limit, row.key().startMillis());
                if (span.endMillis() > fromMillis) {
                    usage.add(Usage.of(limit, span.window(), row.used()));
                }
            }
        }
        return List.copyOf(usage);
    }

    private static @Nullable Long millisOrNull(@Nullable Instant instant) {
        return instant == null ? null : (Long) millis(instant);
    }

    /** Beyond the years that anything can lie in, a time says no more than the first or last of them does. */
    private static long millis(Instant instant) {
        Instant within = instant.isBefore(EARLIEST) ? EARLIEST : instant.isAfter(LATEST) ? LATEST : instant;
        return within.toEpochMilli();
    }
}
