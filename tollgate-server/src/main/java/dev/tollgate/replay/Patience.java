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

    /** A try counts for no longer than this: a process that was suspended meanwhile has not waited for the store. */
    private static final long TRY_NANOS_MAX = TimeUnit.SECONDS.toNanos(10);

    private final ScheduledExecutorService loop;
    private final long patienceNanos;
    private volatile long lastAnswerNanos = System.nanoTime();
    private volatile @Nullable Throwable lost;

    Patience(ScheduledExecutorService loop, Duration patience) {
        this.loop = loop;
        this.patienceNanos = patience.toNanos();
    }

    /** The failure that a call ended with while nobody else had an answer either: the store is gone, not one of its rows busy. */
    @Nullable
    Throwable lost() {
        return lost;
    }

    /**
     * Makes a call until it is answered.
     *
     * @param then told the answer, or the last failure, on the loop
     */
    <T> void ask(Supplier<CompletionStage<T>> call, BiConsumer<@Nullable T, @Nullable Throwable> then) {
        new Asking<>(call, then).tryIt();
    }

    private final class Asking<T> {
        private final Supplier<CompletionStage<T>> call;
        private final BiConsumer<@Nullable T, @Nullable Throwable> then;
        private final long sinceNanos = System.nanoTime();
        private long triedNanos;
        private long waitedNanos;
        private int failures;

        Asking(Supplier<CompletionStage<T>> call, BiConsumer<@Nullable T, @Nullable Throwable> then) {
            this.call = call;
            this.then = then;
        }

        void tryIt() {
            triedNanos = System.nanoTime();
            CompletionStage<T> stage;
            try {
                stage = call.get();
            } catch (RuntimeException e) {
                stage = CompletableFuture.failedFuture(e);
            }
            stage.whenCompleteAsync(
                    (answer, failure) -> {
                        if (failure == null) {
                            lastAnswerNanos = System.nanoTime();
                            then.accept(answer, null);
                        } else {
                            failed(cause(failure));
                        }
                    },
                    loop);
        }

        private void failed(Throwable failure) {
            long pauseMillis = pauseMillis(failures++);
            waitedNanos += Math.min(TRY_NANOS_MAX, System.nanoTime() - triedNanos)
                    + TimeUnit.MILLISECONDS.toNanos(pauseMillis);
            if (mayPass(failure) && waitedNanos <= patienceNanos) {
                Future<?> unused = loop.schedule(this::tryIt, pauseMillis, TimeUnit.MILLISECONDS);
                return;
            }
            if (mayPass(failure) && lastAnswerNanos - sinceNanos <= 0) {
                lost = failure;
            }
            then.accept(null, failure);
        }
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
