package dev.tollgate.testkit;

import dev.tollgate.spi.Environment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;

/**
 * Runs whole engines in the caller's thread, the same way every time for the same seed.
 *
 * <p>What an engine executes waits until {@link #runOne}, {@link #runUntilIdle} or {@link #advance} is called, and then runs in an
 * order that the seed draws: any order that threads could have. Time is virtual and moves only by {@link #advance}. Several engines
 * share one environment through {@link #node()}, each of which can crash by itself.
 *
 * <p>For the thread that made it only; anything else is refused. It needs stores that do their work in the calling thread, and nobody
 * may block in it on what a task still has to do.
 */
public final class SingleThreadEnvironment implements Environment {
    private static final int TASKS_MAX = 1_000_000;
    private static final long PER_MILLION = 1_000_000;

    private final Thread owner = Thread.currentThread();
    private final SplittableRandom order;
    private final SplittableRandom draws;
    private final List<Task> ready = new ArrayList<>();
    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(Comparator.comparingLong(Timer::dueNanos).thenComparingLong(Timer::number));
    private final Node own = new Node(0);
    private long nanos;
    private long drawn;

    public SingleThreadEnvironment(long seed) {
        SplittableRandom seeded = new SplittableRandom(seed);
        order = seeded.split();
        draws = seeded.split();
    }

    private record Task(Node node, Runnable body) {}

    private record Timer(Node node, Runnable body, long dueNanos, long number) {}

    /** An environment for one more engine, on the same queue and the same time. */
    public Node node() {
        return node(0);
    }

    /**
     * The same for an engine whose clock drifts from virtual time.
     *
     * @param driftPerMillion what it gains on it, in millionths; negative: what it loses; at most half
     */
    public Node node(long driftPerMillion) {
        checkThread();
        if (Math.abs(driftPerMillion) > PER_MILLION / 2) {
            throw new IllegalArgumentException("more than half: " + driftPerMillion);
        }
        return new Node(driftPerMillion);
    }

    /**
     * Runs one waiting task.
     *
     * @return false when none waits
     */
    public boolean runOne() {
        checkThread();
        if (ready.isEmpty()) {
            return false;
        }
        int chosen = order.nextInt(ready.size());
        Task task = ready.get(chosen);
        ready.set(chosen, ready.get(ready.size() - 1));
        ready.remove(ready.size() - 1);
        task.body.run();
        return true;
    }

    /**
     * Runs one waiting task; when none waits, time moves on to the next timer and runs that.
     *
     * @return false when nothing is left to do
     */
    public boolean step() {
        checkThread();
        while (ready.isEmpty()) {
            Timer next = timers.peek();
            if (next == null) {
                return false;
            }
            nanos = Math.max(nanos, next.dueNanos);
            readyTimers();
        }
        return runOne();
    }

    /**
     * Runs tasks until none waits. Timers stay where they are.
     *
     * @throws IllegalStateException when it does not come to rest within a million tasks
     */
    public void runUntilIdle() {
        for (int i = 0; runOne(); i++) {
            if (i == TASKS_MAX) {
                throw new IllegalStateException("not idle after " + TASKS_MAX + " tasks");
            }
        }
    }

    /** Lets time pass: runs what waits, then every timer that falls due with all that follows from it, in the order of time. */
    public void advance(Duration duration) {
        checkThread();
        long untilNanos = nanos + duration.toNanos();
        runUntilIdle();
        for (Timer next = timers.peek(); next != null && next.dueNanos <= untilNanos; next = timers.peek()) {
            nanos = Math.max(nanos, next.dueNanos);
            readyTimers();
            runUntilIdle();
        }
        nanos = untilNanos;
    }

    private void readyTimers() {
        for (Timer next = timers.peek(); next != null && next.dueNanos <= nanos; next = timers.peek()) {
            timers.remove();
            next.node.enqueue(next.body);
        }
    }

    /** Tasks that wait to be run. */
    public int waiting() {
        checkThread();
        return ready.size();
    }

    @Override
    public Executor executor() {
        return own.executor();
    }

    @Override
    public void schedule(Runnable task, long delayNanos) {
        own.schedule(task, delayNanos);
    }

    @Override
    public long nanoTime() {
        return own.nanoTime();
    }

    @Override
    public String newId() {
        return own.newId();
    }

    @Override
    public long random(long bound) {
        return own.random(bound);
    }

    /** Drops what is still to be run for the environment itself; its nodes go on. */
    @Override
    public void close() {
        own.close();
    }

    private void checkThread() {
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException("made for " + owner + ", called by " + Thread.currentThread());
        }
    }

    /** The environment of one engine among several that share queue and time. */
    public final class Node implements Environment {
        private final List<Runnable> stopped = new ArrayList<>();
        private boolean down;
        private boolean paused;
        private final long bornNanos = nanos;
        private final long perMillion;

        private Node(long driftPerMillion) {
            perMillion = PER_MILLION + driftPerMillion;
        }

        /** Stops it while time goes on, as SIGSTOP or a long collection of garbage does: what it has to do waits for {@link #resume}. */
        public void pause() {
            checkThread();
            paused = true;
            ready.removeIf(task -> task.node == this && stopped.add(task.body));
        }

        /** Lets it go on after {@link #pause}, with all that has become due meanwhile. */
        public void resume() {
            checkThread();
            paused = false;
            stopped.forEach(this::enqueue);
            stopped.clear();
        }

        public boolean isPaused() {
            return paused;
        }

        private void enqueue(Runnable body) {
            if (paused) {
                stopped.add(body);
            } else if (!down) {
                ready.add(new Task(this, body));
            }
        }

        /** Ends it as a crash of its process would: nothing that it still had to do is ever done. */
        public void crash() {
            checkThread();
            down = true;
            stopped.clear();
            ready.removeIf(task -> task.node == this);
            timers.removeIf(timer -> timer.node == this);
        }

        @Override
        public Executor executor() {
            return task -> {
                checkThread();
                if (!down) {
                    enqueue(task);
                }
            };
        }

        @Override
        public void schedule(Runnable task, long delayNanos) {
            checkThread();
            if (!down) {
                timers.add(new Timer(this, task, nanos + virtualNanos(Math.max(0, delayNanos)), drawn++));
                readyTimers();
            }
        }

        @Override
        public long nanoTime() {
            return bornNanos + scaled(nanos - bornNanos, perMillion, PER_MILLION);
        }

        /** Rounded up, so that its own clock never finds a timer early. */
        private long virtualNanos(long ownNanos) {
            return perMillion == PER_MILLION ? ownNanos : scaled(ownNanos, PER_MILLION, perMillion) + 1;
        }

        private static long scaled(long value, long times, long by) {
            return value / by * times + value % by * times / by;
        }

        @Override
        public String newId() {
            checkThread();
            return Long.toString(drawn++, Character.MAX_RADIX) + "-" + Long.toHexString(draws.nextLong());
        }

        @Override
        public long random(long bound) {
            checkThread();
            return draws.nextLong(bound);
        }

        @Override
        public void close() {
            crash();
        }
    }
}
