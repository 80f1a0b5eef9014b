package dev.tollgate.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Callers that wait for each answer before they ask again. */
final class ClosedLoop {
    private final Way way;
    private final Load load;
    private final String run;

    ClosedLoop(Way way, Load load, String run) {
        this.way = way;
        this.load = load;
        this.run = run;
    }

    /** Lets all callers ask until time is up; returns what they were told and how many seconds were measured. */
    Result run(Timing timing) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(load.callers());
        try {
            CountDownLatch connected = new CountDownLatch(load.callers());
            CountDownLatch start = new CountDownLatch(1);
            Timing.Watch[] watch = new Timing.Watch[1];
            List<Future<Tally>> callers = new ArrayList<>();
            for (int i = 0; i < load.callers(); i++) {
                int number = i;
                Callable<Tally> caller = () -> {
                    try (Way.Caller one = connect(connected)) {
                        start.await();
                        return ask(one, new Orders(load, run, number), watch[0]);
                    }
                };
                callers.add(threads.submit(caller));
            }
            connected.await();
            watch[0] = new Timing.Watch(timing);
            start.countDown();
            Tally all = new Tally();
            for (Future<Tally> caller : callers) {
                all.add(caller.get());
            }
            return new Result(all, watch[0].measuredSeconds());
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception failed ? failed : e;
        } finally {
            threads.shutdownNow();
        }
    }

    /** What callers were told, and for how long they were measured. */
    record Result(Tally tally, double seconds) {
        Measured measured() {
            return new Measured(
                    tally.measured() / seconds, tally.millisAt(50), tally.millisAt(99), tally.count(Answer.GAVE_UP));
        }
    }

    private Way.Caller connect(CountDownLatch connected) throws Exception {
        try {
            return way.caller();
        } finally {
            connected.countDown();
        }
    }

    private Tally ask(Way.Caller caller, Orders orders, Timing.Watch watch) throws Exception {
        Tally tally = new Tally();
        long startNanos = System.nanoTime();
        while (!watch.isOver(startNanos)) {
            Order order = orders.next();
            Answer answer = caller.admit(order);
            tally.told(order, answer);
            if (answer == Answer.ADMITTED && load.succeed()) {
                caller.succeed(order);
                tally.succeeded(order);
            }
            long endNanos = System.nanoTime();
            if (watch.isMeasured(endNanos)) {
                tally.took(endNanos - startNanos);
            }
            startNanos = endNanos;
        }
        return tally;
    }
}
