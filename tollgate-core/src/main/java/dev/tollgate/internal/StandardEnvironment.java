package dev.tollgate.internal;

import dev.tollgate.spi.Environment;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads, the machine's clock and secure randomness.
 *
 * <p>Ids are 120 secure random bits, drawn from the system in blocks per thread, so that most cost no system call.
 */
public final class StandardEnvironment implements Environment {
    private static final int ID_BYTES = 15;
    private static final int ID_BLOCK = 128;

    private final ExecutorService workers;
    private final ScheduledExecutorService timer;
    private final SecureRandom secureRandom = new SecureRandom();
    private final ThreadLocal<ByteBuffer> idBytes = ThreadLocal.withInitial(() -> ByteBuffer.allocate(0));

    public StandardEnvironment() {
        workers = Executors.newCachedThreadPool(daemons("tollgate-worker-"));
        timer = Executors.newSingleThreadScheduledExecutor(daemons("tollgate-timer-"));
    }

    private static ThreadFactory daemons(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    @Override
    public Executor executor() {
        return workers;
    }

    @Override
    public void schedule(Runnable task, long delayNanos) {
        try {
            Future<?> unused = timer.schedule(() -> workers.execute(task), delayNanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // Closed: nobody waits for what a timer would still do.
        }
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public String newId() {
        ByteBuffer drawn = idBytes.get();
        if (!drawn.hasRemaining()) {
            byte[] block = new byte[ID_BYTES * ID_BLOCK];
            secureRandom.nextBytes(block);
            drawn = ByteBuffer.wrap(block);
            idBytes.set(drawn);
        }
        byte[] id = new byte[ID_BYTES];
        drawn.get(id);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
    }

    @Override
    public long random(long bound) {
        return ThreadLocalRandom.current().nextLong(bound);
    }

    @Override
    public void close() {
        timer.shutdownNow();
        workers.shutdown();
    }
}
