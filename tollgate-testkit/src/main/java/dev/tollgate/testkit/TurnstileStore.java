package dev.tollgate.testkit;

import dev.tollgate.spi.Group;
import dev.tollgate.spi.GroupResult;
import dev.tollgate.spi.Store;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;

/** Keeps batches waiting while it is shut, so that what is asked meanwhile is decided together. */
final class TurnstileStore extends ForwardingStore {
    private CompletableFuture<Void> gap = CompletableFuture.completedFuture(null);
    private CountDownLatch arrival = new CountDownLatch(0);

    TurnstileStore(Store inner) {
        super(inner);
    }

    synchronized void shut() {
        gap = new CompletableFuture<>();
        arrival = new CountDownLatch(1);
    }

    /** Waits until a batch stands before it. */
    void awaitArrival() throws InterruptedException {
        CountDownLatch waited;
        synchronized (this) {
            waited = arrival;
        }
        waited.await();
    }

    void open() {
        CompletableFuture<Void> shut;
        synchronized (this) {
            shut = gap;
            gap = CompletableFuture.completedFuture(null);
        }
        shut.complete(null);
    }

    @Override
    public CompletionStage<List<GroupResult>> apply(List<Group> batch) {
        CompletableFuture<Void> waited;
        synchronized (this) {
            waited = gap;
            arrival.countDown();
        }
        return waited.thenCompose(open -> inner().apply(batch));
    }
}
