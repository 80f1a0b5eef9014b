package dev.tollgate.internal;

import dev.tollgate.spi.Environment;
import dev.tollgate.spi.Group;
import dev.tollgate.spi.GroupResult;
import dev.tollgate.spi.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * One writer, from when it is woken until it falls asleep again: it takes a batch, hands it to the store, has settled what comes of it,
 * and takes the next. No other lane has an account whose calls it has taken, so it is that account's single writer.
 *
 * <p>Callers are told by a task of its own while the lane goes on; when nothing is left to do, the lane falls asleep first and tells them
 * in the thread that it has left, which saves a caller who is alone one wake-up.
 */
final class Lane implements Runnable {
    private final Lanes lanes;
    private final Store store;
    private final Settings settings;
    private final Environment environment;

    /** Ended, but their callers were not told yet. */
    private List<Settlement.Ended> untold = new ArrayList<>();

    Lane(Lanes lanes, Store store, Settings settings) {
        this.lanes = lanes;
        this.store = store;
        this.settings = settings;
        environment = settings.environment();
    }

    /** Takes batches until there is nothing to do, or until a store call is under way that will call back. */
    @Override
    public void run() {
        while (true) {
            Settlement.Ended late = new Settlement.Ended();
            Batch batch = lanes.take(late);
            toTell(late);
            if (batch == null) {
                List<Settlement.Ended> last = ended();
                if (lanes.sleeps()) {
                    // This thread is not the lane any more: whatever callers do in it keeps no lane.
                    tell(last);
                    return;
                }
                untold = last;
                continue;
            }
            tellAll();
            CompletableFuture<List<GroupResult>> results = apply(batch).toCompletableFuture();
            if (!results.isDone()) {
                CompletableFuture<Void> unused = results.handle((done, failure) -> {
                    environment.executor().execute(() -> {
                        toTell(lanes.settle(batch, done, failure));
                        run();
                    });
                    return null;
                });
                return;
            }
            toTell(settled(batch, results));
        }
    }

    private CompletionStage<List<GroupResult>> apply(Batch batch) {
        long startNanos = environment.nanoTime();
        try {
            return store.apply(List.<Group>copyOf(batch.groups()))
                    .whenComplete((results, failure) -> settings.listener()
                            .batchApplied(batch.groups().size(), batch.calls(), environment.nanoTime() - startNanos));
        } catch (RuntimeException | Error e) {
            // Not even a broken store may stop the lane.
            return CompletableFuture.failedFuture(e);
        }
    }

    private Settlement.Ended settled(Batch batch, CompletableFuture<List<GroupResult>> results) {
        List<GroupResult> done = null;
        Throwable failure = null;
        try {
            done = results.join();
        } catch (CompletionException | CancellationException e) {
            failure = e.getCause() == null ? e : e.getCause();
        }
        return lanes.settle(batch, done, failure);
    }

    private void toTell(Settlement.Ended ended) {
        if (!ended.calls().isEmpty()) {
            untold.add(ended);
        }
    }

    private List<Settlement.Ended> ended() {
        List<Settlement.Ended> all = untold;
        untold = new ArrayList<>();
        return all;
    }

    /** One task for all: the lane goes on while its callers wake up, and none of them can keep it. */
    private void tellAll() {
        if (untold.isEmpty()) {
            return;
        }
        List<Settlement.Ended> all = ended();
        try {
            environment.executor().execute(() -> tell(all));
        } catch (RuntimeException | Error e) {
            // Closed, or no thread can be had: the batch in hand must not be lost for it.
            tell(all);
        }
    }

    private void tell(List<Settlement.Ended> all) {
        all.forEach(ended -> ended.complete(settings.listener()));
    }
}
