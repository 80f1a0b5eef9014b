package dev.tollgate.replay;

import dev.tollgate.api.ContentionException;
import dev.tollgate.api.OutcomeUnknownException;
import dev.tollgate.api.OverloadedException;
import dev.tollgate.api.StoreUnavailableException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends a call again where there was no answer to it, with growing pauses, for as long as it may take a database to come back.
 * Everything happens on the loop's one thread.
 */
final class Patience {
    private static final long PAUSE_MIN_MILLIS = 20;
    private static final long PAUSE_MAX_MILLIS = 1_000;

    private final ScheduledExecutorService loop;
    private final long patienceNanos;
    private volatile long lastAnswerNanos = System.nanoTime();

    Patience(ScheduledExecutorService loop, Duration patience) {
        this.loop = loop;
        this.patienceNanos = patience.toNanos();
    }

    /** Whether nobody has had an answer for the whole patience: the store is gone, not one of its rows busy. */
    boolean isOver() {
        return System.nanoTime() - lastAnswerNanos > patienceNanos;
    }

    /**
     * Makes a call until it is answered.
     *
     * @param then told the answer, or the last failure, on the loop
     */
    <T> void ask(Supplier<CompletionStage<T>> call, BiConsumer<@Nullable T, @Nullable Throwable> then) {
        ask(call, then, 0, System.nanoTime());
    }

    private <T> void ask(
            Supplier<CompletionStage<T>> call,
            BiConsumer<@Nullable T, @Nullable Throwable> then,
            int failures,
            long sinceNanos) {
        call.get()
                .whenCompleteAsync(
                        (answer, failure) -> {
                            if (failure == null) {
                                lastAnswerNanos = System.nanoTime();
                                then.accept(answer, null);
                                return;
                            }
                            Throwable cause = cause(failure);
                            if (mayPass(cause) && System.nanoTime() - sinceNanos <= patienceNanos) {
                                Future<?> unused = loop.schedule(
                                        () -> ask(call, then, failures + 1, sinceNanos),
                                        pauseMillis(failures),
                                        TimeUnit.MILLISECONDS);
                            } else {
                                then.accept(null, cause);
                            }
                        },
                        loop);
    }

    /** Makes a call until it is answered, and waits for the answer. Not on the loop. */
    <T> T await(Supplier<CompletionStage<T>> call) throws InterruptedException {
        return await(stage(call));
    }

    /** The answer of a call that is sent until it is answered. */
    <T> CompletableFuture<T> stage(Supplier<CompletionStage<T>> call) {
        CompletableFuture<T> stage = new CompletableFuture<>();
        loop.execute(() -> ask(call, (answer, failure) -> {
            if (failure != null) {
                stage.completeExceptionally(failure);
            } else {
                stage.complete(answer);
            }
        }));
        return stage;
    }

    static <T> T await(CompletableFuture<T> stage) throws InterruptedException {
        try {
            return stage.get();
        } catch (ExecutionException e) {
            Throwable cause = cause(e);
            if (cause instanceof RuntimeException known) {
                throw known;
            }
            throw new IllegalStateException(cause);
        }
    }

    /** Full jitter: callers that failed together do not come back together. */
    private static long pauseMillis(int failures) {
        long ceiling = Math.min(PAUSE_MAX_MILLIS, PAUSE_MIN_MILLIS << Math.min(failures, 10));
        return 1 + ThreadLocalRandom.current().nextLong(ceiling);
    }

    private static boolean mayPass(Throwable failure) {
        return failure instanceof StoreUnavailableException
                || failure instanceof ContentionException
                || failure instanceof OverloadedException
                || failure instanceof OutcomeUnknownException;
    }

    static Throwable cause(Throwable failure) {
        Throwable cause = failure.getCause();
        boolean wrapped = failure instanceof CompletionException || failure instanceof ExecutionException;
        return wrapped && cause != null ? cause : failure;
    }
}
