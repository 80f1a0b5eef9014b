package dev.tollgate.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Threads that start together, wait for each other to end, and hand on what went wrong in any of them. */
final class Race implements AutoCloseable {
    static final int THREADS = 16;

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    /** What one of the threads does. */
    @FunctionalInterface
    interface Runner {
        void run(int thread) throws Exception;
    }

    void run(Runner runner) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int thread = i;
            running.add(threads.submit(() -> {
                start.await();
                runner.run(thread);
                return null;
            }));
        }
        start.countDown();
        for (Future<?> each : running) {
            try {
                each.get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof Exception failed) {
                    throw failed;
                }
                throw new AssertionError(e.getCause());
            }
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
