package dev.tollgate.internal;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nothing that is handed over is left lying, and there is never more than one worker: interleavings tried out one by one. */
@Timeout(300)
class ArrivalsLincheckTest {

    /** What is tried out: the protocol, or one that is broken on purpose. */
    interface Protocol {
        boolean add(Integer arrival);

        boolean nudge();

        void look();

        @Nullable
        Integer poll();

        boolean sleeps();
    }

    private static Protocol shipped() {
        Arrivals<Integer> arrivals = new Arrivals<>();
        return new Protocol() {
            @Override
            public boolean add(Integer arrival) {
                return arrivals.add(arrival);
            }

            @Override
            public boolean nudge() {
                return arrivals.nudge();
            }

            @Override
            public void look() {
                arrivals.look();
            }

            @Override
            public @Nullable Integer poll() {
                return arrivals.poll();
            }

            @Override
            public boolean sleeps() {
                return arrivals.sleeps();
            }
        };
    }

    /** A lane without a store: whoever is told to start the worker is the worker. */
    public abstract static class Works {
        private final Protocol protocol;
        private final AtomicInteger added = new AtomicInteger();
        private final AtomicInteger due = new AtomicInteger();

        // The worker's own, and plain for that reason: two of them would lose counts.
        private int workers;
        private int handedOver;
        private int seenDue;

        Works(Protocol protocol) {
            this.protocol = protocol;
        }

        @Operation
        public void add() {
            added.incrementAndGet();
            if (protocol.add(1)) {
                work();
            }
        }

        @Operation
        public void becomeDue() {
            due.incrementAndGet();
            if (protocol.nudge()) {
                work();
            }
        }

        private void work() {
            do {
                if (workers++ != 0) {
                    throw new IllegalStateException("two workers at once");
                }
                boolean idle;
                do {
                    idle = !turn();
                } while (!idle);
                workers--;
            } while (!protocol.sleeps());
        }

        /** As the lane does: arrivals first, then what has become due. */
        private boolean turn() {
            protocol.look();
            boolean found = false;
            while (protocol.poll() != null) {
                handedOver++;
                found = true;
            }
            int dueNow = due.get();
            if (dueNow != seenDue) {
                seenDue = dueNow;
                found = true;
            }
            return found;
        }

        @Validate
        public void nothingIsLeftLying() {
            if (handedOver != added.get()) {
                throw new IllegalStateException("an arrival is left lying");
            }
            if (seenDue != due.get()) {
                throw new IllegalStateException("what is due is left lying");
            }
        }
    }

    public static class AsShipped extends Works {
        public AsShipped() {
            super(shipped());
        }
    }

    /** Falls asleep without the second look. */
    public static class WithoutSecondLook extends Works {
        public WithoutSecondLook() {
            super(new Flawed() {
                @Override
                public boolean sleeps() {
                    awake.set(false);
                    return true;
                }
            });
        }
    }

    /** Looks a second time, but before it says that it sleeps. */
    public static class AwakeClearedAfterLooking extends Works {
        public AwakeClearedAfterLooking() {
            super(new Flawed() {
                @Override
                public boolean sleeps() {
                    if (!queue.isEmpty() || nudged) {
                        return false;
                    }
                    awake.set(false);
                    return true;
                }
            });
        }
    }

    /** Forgets on falling asleep that something became due while it looked. */
    public static class NudgeLost extends Works {
        public NudgeLost() {
            super(new Flawed() {
                @Override
                public boolean sleeps() {
                    awake.set(false);
                    return queue.isEmpty() || !awake.compareAndSet(false, true);
                }
            });
        }
    }

    /** Goes on after the second look without asking whether somebody started another worker. */
    public static class TwoWorkers extends Works {
        public TwoWorkers() {
            super(new Flawed() {
                @Override
                public boolean sleeps() {
                    awake.set(false);
                    if (queue.isEmpty() && !nudged) {
                        return true;
                    }
                    awake.set(true);
                    return false;
                }
            });
        }
    }

    /** The protocol once more, for each of its steps to be broken. */
    abstract static class Flawed implements Protocol {
        final Queue<Integer> queue = new ConcurrentLinkedQueue<>();
        final AtomicBoolean awake = new AtomicBoolean();
        volatile boolean nudged;

        @Override
        public boolean add(Integer arrival) {
            queue.add(arrival);
            return awake.compareAndSet(false, true);
        }

        @Override
        public boolean nudge() {
            nudged = true;
            return awake.compareAndSet(false, true);
        }

        @Override
        public void look() {
            nudged = false;
        }

        @Override
        public @Nullable Integer poll() {
            return queue.poll();
        }
    }

    private static ModelCheckingOptions interleavings(int iterations, int threads, int actors) {
        return new ModelCheckingOptions()
                .iterations(iterations)
                .threads(threads)
                .actorsBefore(0)
                .actorsPerThread(actors)
                .actorsAfter(0)
                .invocationsPerIteration(500);
    }

    @Test
    void nothingIsMissedAndNobodyWorksBesidesTheWorker() {
        interleavings(6, 2, 2).check(AsShipped.class);
    }

    @Test
    @Tag("proof")
    void nothingIsMissedInManyMoreInterleavings() {
        interleavings(20, 3, 2).invocationsPerIteration(2_000).check(AsShipped.class);
    }

    @Test
    @Tag("proof")
    void nothingIsMissedOnRealThreads() {
        new StressOptions()
                .iterations(5)
                .threads(3)
                .actorsPerThread(4)
                .invocationsPerIteration(2_000)
                .check(AsShipped.class);
    }

    @Test
    void sleepingWithoutASecondLookIsFoundOut() {
        foundOut(WithoutSecondLook.class, "an arrival is left lying");
    }

    @Test
    void clearingAwakeAfterLookingIsFoundOut() {
        foundOut(AwakeClearedAfterLooking.class, "an arrival is left lying");
    }

    @Test
    void losingANudgeIsFoundOut() {
        foundOut(NudgeLost.class, "what is due is left lying");
    }

    @Test
    void twoWorkersAreFoundOut() {
        foundOut(TwoWorkers.class, "two workers at once");
    }

    private static void foundOut(Class<?> broken, String how) {
        assertThatThrownBy(() -> interleavings(30, 2, 2).check(broken)).hasMessageContaining(how);
    }
}
