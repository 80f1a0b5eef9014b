package dev.tollgate.bench;

import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** So many calls under way at once, asked for by one thread, while nobody waits for any single one. */
final class InFlight {
    private final Way.Unwaiting way;
    private final Load load;
    private final String run;
    private volatile @Nullable Throwable failure;

    InFlight(Way.Unwaiting way, Load load, String run) {
        this.way = way;
        this.load = load;
        this.run = run;
    }

    Callers.Result run(Timing timing) throws InterruptedException {
        Orders orders = new Orders(load, run, 0, new Orders.Shared(load));
        Semaphore room = new Semaphore(load.callers());
        Tally tally = new Tally();
        Timing.Watch watch = new Timing.Watch(timing);
        Pace pace = Pace.of(load, watch);
        while (failure == null && !watch.isOver(System.nanoTime())) {
            room.acquire();
            ask(orders.next(), pace.next(), room, tally, watch);
        }
        room.acquire(load.callers());
        if (failure != null) {
            throw new IllegalStateException("a call failed", failure);
        }
        return new Callers.Result(tally, watch.measuredSeconds());
    }

    private void ask(Order order, long startNanos, Semaphore room, Tally tally, Timing.Watch watch) {
        var unused = way.admit(order).whenComplete((answer, failed) -> {
            long endNanos = System.nanoTime();
            synchronized (tally) {
                if (failed != null) {
                    failure = failed;
                } else {
                    tally.told(order, answer);
                    if (watch.isMeasured(endNanos)) {
                        tally.took(endNanos - startNanos, answer == Answer.GAVE_UP);
                    }
                }
            }
            room.release();
        });
    }
}
