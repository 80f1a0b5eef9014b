package dev.tollgate.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Callers that wait for each answer before they ask again: as soon as they have it, or at a fixed rate. */
final class Callers {
    private static final int END_SECONDS_MAX = 60;

    private final Way way;
    private final Load load;
    private final String run;

    Callers(Way way, Load load, String run) {
        this.way = way;
        this.load = load;
        this.run = run;
    }

    /** What callers were told, and for how long they were measured. */
    record Result(Tally tally, double seconds) {
        /** @throws UnverifiedException when there is nothing to tell of */
        Measured measured() {
            if (tally.measured() == 0) {
                throw new UnverifiedException("nothing was decided while it was measured: measure for longer");
            }
            return new Measured(
                    tally.measured() / seconds, tally.millisAt(50), tally.millisAt(99), tally.count(Answer.GAVE_UP));
        }
    }

    private record Start(Timing.Watch watch, Pace pace) {}

    private volatile boolean failed;

    /** Lets all callers ask until time is up. */
    Result run(Timing timing) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(load.callers());
        Orders.Shared shared = new Orders.Shared(load);
        try {
            CountDownLatch connected = new CountDownLatch(load.callers());
            CountDownLatch started = new CountDownLatch(1);
            Start[] start = new Start[1];
            List<Future<Tally>> callers = new ArrayList<>();
            for (int i = 0; i < load.callers(); i++) {
                int number = i;
                Callable<Tally> caller = () -> {
                    try (Way.Caller one = connect(connected)) {
                        started.await();
                        return ask(one, new Orders(load, run, number, shared), start[0]);
                    } catch (Exception | Error e) {
                        failed = true;
                        throw e;
                    }
                };
                callers.add(threads.submit(caller));
            }
            connected.await();
            Timing.Watch watch = new Timing.Watch(timing);
            start[0] = new Start(watch, Pace.of(load, watch));
            started.countDown();
            Tally all = new Tally();
            for (Future<Tally> caller : callers) {
                all.add(caller.get());
            }
            return new Result(all, start[0].watch().measuredSeconds());
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception failed ? failed : e;
        } finally {
            threads.shutdownNow();
            // They use the way, which is closed next.
            boolean unused = threads.awaitTermination(END_SECONDS_MAX, TimeUnit.SECONDS);
        }
    }

    private Way.Caller connect(CountDownLatch connected) throws Exception {
        try {
            return way.caller();
        } finally {
            connected.countDown();
        }
    }

    private Tally ask(Way.Caller caller, Orders orders, Start start) throws Exception {
        Tally tally = new Tally();
        while (true) {
            long dueNanos = start.pace().next();
            // Where calls are due faster than they are answered, the last ones are never asked.
            if (failed || start.watch().isOver(dueNanos) || start.watch().isOver(System.nanoTime())) {
                return tally;
            }
            Order order = orders.next();
            Answer answer = caller.admit(order);
            tally.told(order, answer);
            if (answer == Answer.ADMITTED && load.succeed()) {
                caller.succeed(order);
                tally.succeeded(order);
            }
            long endNanos = System.nanoTime();
            if (start.watch().isMeasured(endNanos)) {
                tally.took(endNanos - dueNanos, answer == Answer.GAVE_UP);
            }
        }
    }
}
