package dev.tollgate.bench;

import dev.tollgate.internal.StandardEnvironment;
import dev.tollgate.spi.Environment;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/** Runs what the engine hands over in the thread that asks for it, so that its time is the whole engine's. Not safe for concurrent use. */
final class OneThread implements Environment {
    private final StandardEnvironment standard = new StandardEnvironment();
    private final Queue<Runnable> tasks = new ArrayDeque<>();

    void runAll() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    @Override
    public Executor executor() {
        return tasks::add;
    }

    /** Nothing here takes long enough to be looked for. */
    @Override
    public void schedule(Runnable task, long delayNanos) {}

    @Override
    public long nanoTime() {
        return standard.nanoTime();
    }

    @Override
    public String newId() {
        return standard.newId();
    }

    @Override
    public long random(long bound) {
        return standard.random(bound);
    }

    @Override
    public void close() {
        standard.close();
    }
}
