package dev.tollgate.internal;

import dev.tollgate.api.ReportResult;
import dev.tollgate.api.Resolution;
import dev.tollgate.api.Resolver;
import dev.tollgate.api.TollgateException;
import dev.tollgate.internal.decide.Action;
import dev.tollgate.internal.decide.Command;
import dev.tollgate.internal.decide.Views;
import dev.tollgate.spi.Store;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after what nobody asks for: lapses leases that ended, asks the resolver about tickets in doubt, drops outcomes and purges tickets
 * past their retention. Finds by query and acts through the lanes, where everything is looked at again before it is changed; so any number
 * of instances may sweep one store.
 */
final class Sweeper {
    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);
    private static final int BATCH = 256;
    private static final int BATCHES_MAX = 200;

    /** How long the resolver may take before others are asked about; what it answers later still counts. */
    private static final long RESOLVER_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** Retention is looked at less often than leases: it is counted in days. */
    private static final long PURGE_EVERY_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Engine engine;
    private final Store store;
    private final Settings settings;
    private final Asking asking;
    private final Lapsing lapsing;
    private volatile boolean stopped;
    private long lastPurgeNanos;
    private @Nullable CompletableFuture<Integer> answers;
    private @Nullable CompletableFuture<Integer> purged;
    private long askedNanos;

    Sweeper(Engine engine, Store store, Settings settings) {
        this.engine = engine;
        this.store = store;
        this.settings = settings;
        this.asking = new Asking(settings);
        this.lapsing = new Lapsing(engine, store, settings);
        this.lastPurgeNanos = settings.environment().nanoTime() - PURGE_EVERY_NANOS;
    }

    void start() {
        if (!stopped && !settings.sweepEvery().isZero()) {
            settings.environment().schedule(this::tick, settings.sweepEvery().toNanos());
        }
    }

    void stop() {
        stopped = true;
        lapsing.stop();
    }

    /** Whatever waits for one account, one ticket or the bank is not waited for here: leases of others end meanwhile. */
    private void tick() {
        if (!stopped) {
            long nowNanos = settings.environment().nanoTime();
            askWithoutWaiting(nowNanos);
            purgeWithoutWaiting(nowNanos);
            CompletableFuture<Integer> unused = lapsing.begin()
                    .whenComplete((begun, failure) -> start())
                    .thenCompose(lapsing::finish)
                    .whenComplete((lapsed, failure) -> warn(failure));
        }
    }

    private void askWithoutWaiting(long nowNanos) {
        CompletableFuture<Integer> before = answers;
        if (before == null || before.isDone() || nowNanos - askedNanos >= RESOLVER_NANOS) {
            askedNanos = nowNanos;
            answers = askResolver().whenComplete((done, failure) -> warn(failure));
        }
    }

    private void purgeWithoutWaiting(long nowNanos) {
        CompletableFuture<Integer> before = purged;
        if ((before == null || before.isDone()) && nowNanos - lastPurgeNanos >= PURGE_EVERY_NANOS) {
            lastPurgeNanos = nowNanos;
            purged = purge().whenComplete((done, failure) -> warn(failure));
        }
    }

    private void warn(@Nullable Throwable failure) {
        if (failure != null && !stopped) {
            LOG.warn("a sweep failed and is tried again: {}", reason(failure));
        }
    }

    private static String reason(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof TollgateException ? String.valueOf(cause.getMessage()) : cause.toString();
    }

    /** One whole round, the resolver's answers included; answers how many tickets and outcomes were acted upon. */
    CompletableFuture<Integer> round() {
        return after(after(lapse(), this::askResolver), this::purge);
    }

    /** Does the second whatever became of the first: one ticket that cannot be lapsed must not keep all others from being purged. */
    private static CompletableFuture<Integer> after(
            CompletableFuture<Integer> first, Supplier<CompletableFuture<Integer>> second) {
        return first.exceptionally(failure -> 0)
                .thenCompose(acted -> second.get())
                .thenCombine(first, Integer::sum);
    }

    private CompletableFuture<Integer> lapse() {
        return lapsing.begin().thenCompose(lapsing::finish);
    }

    private CompletableFuture<Integer> purge() {
        return engine.ask(store::timeMillis).thenCompose(nowMillis -> {
            long outcomesBefore = nowMillis - settings.outcomeRetention().toMillis();
            long ticketsBefore = nowMillis - settings.ticketRetention().toMillis();
            return drain(
                            () -> store.findFinishedBefore(ticketsBefore, BATCH),
                            key -> new Command.Purge(key, ticketsBefore),
                            0,
                            0)
                    .thenCompose(tickets -> drain(
                                    () -> store.findOutcomesFinishedBefore(outcomesBefore, BATCH),
                                    key -> new Command.DropOutcome(key, outcomesBefore),
                                    0,
                                    0)
                            .thenApply(outcomes -> {
                                if (tickets + outcomes > 0) {
                                    settings.listener().purged(tickets, outcomes);
                                }
                                return tickets + outcomes;
                            }));
        });
    }

    /** Finds a batch and acts on it, again and again until there is no more, nothing moves, or the round has done its share. */
    private CompletableFuture<Integer> drain(
            Supplier<List<TicketKey>> find, Function<TicketKey, Command> command, int batches, int acted) {
        if (stopped || batches >= BATCHES_MAX) {
            return CompletableFuture.completedFuture(acted);
        }
        return engine.ask(find)
                .thenCompose(keys -> act(keys, command).thenCompose(changed -> {
                    boolean more = keys.size() == BATCH && changed > 0;
                    return more
                            ? drain(find, command, batches + 1, acted + changed)
                            : CompletableFuture.completedFuture(acted + changed);
                }));
    }

    private CompletableFuture<Integer> act(List<TicketKey> keys, Function<TicketKey, Command> command) {
        List<CompletableFuture<Boolean>> acts = new ArrayList<>(keys.size());
        for (TicketKey key : keys) {
            acts.add(engine.submit(command.apply(key), Boolean.class));
        }
        return CompletableFuture.allOf(acts.toArray(CompletableFuture[]::new)).thenApply(all ->
                (int) acts.stream().filter(CompletableFuture::join).count());
    }

    private CompletableFuture<Integer> askResolver() {
        Resolver resolver = settings.resolver();
        if (resolver == null || stopped) {
            return CompletableFuture.completedFuture(0);
        }
        return engine.ask(() -> asking.next(store)).thenCompose(rows -> {
            List<CompletableFuture<Integer>> asked = new ArrayList<>(rows.size());
            for (TicketRow row : rows) {
                asked.add(ask(resolver, row));
            }
            return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                    .thenApply(all ->
                            asked.stream().mapToInt(CompletableFuture::join).sum());
        });
    }

    private CompletableFuture<Integer> ask(Resolver resolver, TicketRow row) {
        CompletionStage<Optional<Resolution>> answer;
        try {
            answer = Objects.requireNonNull(resolver.resolve(Views.ticket(row, false)), "no answer");
        } catch (RuntimeException | Error e) {
            answer = CompletableFuture.failedFuture(e);
        }
        return answer.thenCompose(resolution -> resolution
                        .<CompletionStage<Integer>>map(r -> resolve(row, r))
                        .orElseGet(() -> CompletableFuture.completedFuture(0)))
                .exceptionally(failure -> {
                    LOG.warn("the resolver could not say how {} ended: {}", row.key(), reason(failure));
                    return 0;
                })
                .toCompletableFuture();
    }

    private CompletionStage<Integer> resolve(TicketRow row, Resolution resolution) {
        Command command =
                new Command.Report(row.key(), Views.ticket(row, false).handle(), new Action.Resolve(resolution));
        return engine.submit(command, ReportResult.class)
                .thenApply(result -> result instanceof ReportResult.Done ? 1 : 0);
    }
}
