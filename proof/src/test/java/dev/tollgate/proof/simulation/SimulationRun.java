package dev.tollgate.proof.simulation;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs a range of seeds. From the command line, {@code SimulationRun <from> <to>}, it ends with 1 at the first that fails and says which
 * check that violates.
 */
public final class SimulationRun {
    private static final int THREADS = 2;

    private final AtomicLong next;
    private final long to;
    private final AtomicReference<@Nullable Failure> failure = new AtomicReference<>();
    private final Tally reached = new Tally();

    private SimulationRun(long from, long to) {
        this.next = new AtomicLong(from);
        this.to = to;
    }

    /** A seed that fails, and how. */
    record Failure(long seed, String check, String trace, Throwable cause) {
        @Override
        public String toString() {
            return String.join(
                    System.lineSeparator(),
                    "seed " + seed + " violates " + check,
                    trace,
                    String.valueOf(cause),
                    "seed " + seed + " violates " + check + "; run it alone with",
                    "./mvnw test -pl proof -am -Dtest=SimulationTest -Dsurefire.failIfNoSpecifiedTests=false"
                            + " -Dsimulation.seed=" + seed);
        }
    }

    /** How often each situation was reached, and the first seed found that fails. */
    record Ran(Tally reached, Optional<Failure> failure) {}

    public static void main(String[] arguments) throws InterruptedException {
        long from = Long.parseLong(arguments[0]);
        long to = Long.parseLong(arguments[1]);
        Ran ran = seeds(from, to);
        if (ran.failure().isPresent()) {
            System.out.println(ran.failure().get());
            System.exit(1);
        }
        System.out.print(ran.reached().table());
        System.out.println("seeds " + from + " to " + to + " hold");
    }

    /** Runs seeds until one fails; each world is one thread's, and knows nothing of the others. */
    static Ran seeds(long from, long to) throws InterruptedException {
        SimulationRun run = new SimulationRun(from, to);
        Thread[] threads = new Thread[THREADS];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Thread(run::work, "simulation-" + i);
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return new Ran(run.reached, Optional.ofNullable(run.failure.get()));
    }

    private void work() {
        Tally mine = new Tally();
        for (long seed = next.getAndIncrement(); seed <= to && failure.get() == null; seed = next.getAndIncrement()) {
            Failure found = run(seed, mine);
            if (found != null) {
                failure.compareAndSet(null, found);
            }
        }
        synchronized (reached) {
            reached.add(mine);
        }
    }

    /** Runs one seed; when it fails, once more to see how. Whatever a broken engine may throw is a failure. */
    static @Nullable Failure run(long seed, Tally reached) {
        try {
            reached.add(new World(seed, false).run().reached());
            return null;
        } catch (RuntimeException | Error e) {
            return explain(seed, e);
        }
    }

    private static Failure explain(long seed, Throwable first) {
        Throwable cause = first;
        String lines = "";
        World world = null;
        try {
            world = new World(seed, true);
            world.run();
        } catch (RuntimeException | Error e) {
            cause = e;
        }
        if (world != null) {
            lines = world.lines();
        }
        String check = cause instanceof Violation violation
                ? violation.check()
                : cause.getClass().getSimpleName();
        return new Failure(seed, check, lines, cause);
    }
}
