package dev.tollgate.internal;

import dev.tollgate.api.AccountResult;
import dev.tollgate.api.Bounds;
import dev.tollgate.api.Gate;
import dev.tollgate.api.InvalidRequestException;
import dev.tollgate.api.OverloadedException;
import dev.tollgate.api.StoreUnavailableException;
import dev.tollgate.api.TollgateException;
import dev.tollgate.api.Verification;
import dev.tollgate.internal.decide.Command;
import dev.tollgate.spi.Environment;
import dev.tollgate.spi.Store;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Joins lanes, sweeper and queries on one store. */
public final class Engine implements AutoCloseable {
    private static final long CLOSE_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int TENANT_BYTES_MAX = Bounds.TENANT_BYTES_MAX;

    /** Queries under way at once, each of which may hold a thread. */
    private static final int ASKING_MAX = 256;

    private final AtomicInteger asking = new AtomicInteger();
    private final Store store;
    private final Settings settings;
    private final Lanes lanes;
    private final Sweeper sweeper;

    public Engine(Store store, Settings given) {
        this.store = store;
        this.settings = given.withListener(new SafeListener(given.listener()));
        lanes = new Lanes(store, settings);
        sweeper = new Sweeper(this, store, settings);
        sweeper.start();
    }

    /** The calls of a tenant. */
    public Gate gate(String tenant) {
        int bytes = tenant.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > TENANT_BYTES_MAX || tenant.chars().anyMatch(c -> c < 0x20 || c == 0x7F)) {
            throw new InvalidRequestException(
                    "tenant", "must be 1 to %d bytes without control characters".formatted(TENANT_BYTES_MAX));
        }
        return new TenantGate(tenant, this, new Queries(tenant, this, store));
    }

    public Verification verify() {
        return Verifier.verify(store);
    }

    /** One round of the sweeper, waited for. */
    public int sweep() {
        return waitFor(sweeper.round());
    }

    Settings settings() {
        return settings;
    }

    /** Queues a command. */
    <T> CompletableFuture<T> submit(Command command, Class<T> answer) {
        Environment environment = settings.environment();
        Call call = new Call(
                command, environment.nanoTime() + settings.callTimeout().toNanos());
        lanes.submit(call);
        return call.future().thenApply(answer::cast);
    }

    CompletableFuture<AccountResult> submit(Command.OfAccount command) {
        return submit(command, AccountResult.class);
    }

    /** Runs a question to the store, which may block, on the executor. */
    <T> CompletableFuture<T> ask(Supplier<T> question) {
        if (asking.incrementAndGet() > ASKING_MAX) {
            asking.decrementAndGet();
            return CompletableFuture.failedFuture(
                    new OverloadedException("%d queries are under way already".formatted(ASKING_MAX), null));
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            settings.environment().executor().execute(() -> answer(answer, question));
        } catch (RejectedExecutionException e) {
            asking.decrementAndGet();
            answer.completeExceptionally(new StoreUnavailableException("the gate is closed", null));
        }
        return answer;
    }

    private <T> void answer(CompletableFuture<T> answer, Supplier<T> question) {
        T found;
        try {
            found = question.get();
        } catch (RuntimeException | Error e) {
            answer.completeExceptionally(e);
            return;
        } finally {
            asking.decrementAndGet();
        }
        answer.complete(found);
    }

    @Override
    public void close() {
        sweeper.stop();
        lanes.close();
        CompletableFuture<Void> idle = new CompletableFuture<>();
        awaitIdle(idle);
        try {
            idle.get(settings.callTimeout().toMillis() + 1_000, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // The store keeps them waiting: their callers must not wait with it.
        }
        lanes.abandon();
        settings.environment().close();
        store.close();
    }

    private void awaitIdle(CompletableFuture<Void> idle) {
        if (lanes.unanswered() == 0) {
            idle.complete(null);
        } else {
            settings.environment().schedule(() -> awaitIdle(idle), CLOSE_POLL_NANOS);
        }
    }

    private static <T> T waitFor(CompletableFuture<T> stage) {
        try {
            return stage.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the engine", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TollgateException known) {
                throw known;
            }
            throw new IllegalStateException("the engine failed", e.getCause());
        }
    }
}
