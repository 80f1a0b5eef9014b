package dev.tollgate.internal;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nothing that is handed over is left lying, and there are never more workers than there may be: interleavings tried out one by one. */
@Timeout(300)
class ArrivalsLincheckTest {

    /** What is tried out: the protocol, or one that is broken on purpose. */
    interface Protocol {
        void add(Integer arrival);

        boolean wake();

        boolean nudge();

        void look();

        @Nullable
        Integer poll();

        boolean sleeps();
    }

    private static Protocol shipped(int workers) {
        Arrivals<Integer> arrivals = new Arrivals<>(workers);
        return new Protocol() {
            @Override
            public void add(Integer arrival) {
                arrivals.add(arrival);
            }

            @Override
            public boolean wake() {
                return arrivals.wake();
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

    /** Lanes without a store: whoever is told to start a worker is the worker. */
    public abstract static class Works {
        private final Protocol protocol;
        private final int workersMax;
        private final AtomicInteger added = new AtomicInteger();
        private final AtomicInteger due = new AtomicInteger();
        private final AtomicInteger workers = new AtomicInteger();
        private final AtomicInteger handedOver = new AtomicInteger();
        private final AtomicInteger seenDue = new AtomicInteger();

        Works(Protocol protocol, int workersMax) {
            this.protocol = protocol;
            this.workersMax = workersMax;
        }

        @Operation
        public void add() {
            added.incrementAndGet();
            protocol.add(1);
            if (protocol.wake()) {
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
                if (workers.incrementAndGet() > workersMax) {
                    throw new IllegalStateException("too many workers at once");
                }
                boolean idle;
                do {
                    idle = !turn();
                } while (!idle);
                workers.decrementAndGet();
            } while (!protocol.sleeps());
        }

        /** As a lane does: arrivals first, then what has become due. */
        private boolean turn() {
            protocol.look();
            boolean found = false;
            while (protocol.poll() != null) {
                handedOver.incrementAndGet();
                found = true;
            }
            int dueNow = due.get();
            return seenDue.getAndAccumulate(dueNow, Math::max) < dueNow || found;
        }

        @Validate
        public void nothingIsLeftLying() {
            if (handedOver.get() != added.get()) {
                throw new IllegalStateException("an arrival is left lying");
            }
            if (seenDue.get() != due.get()) {
                throw new IllegalStateException("what is due is left lying");
            }
        }
    }

    public static class OneAsShipped extends Works {
        public OneAsShipped() {
            super(shipped(1), 1);
        }
    }

    public static class TwoAsShipped extends Works {
        public TwoAsShipped() {
            super(shipped(2), 2);
        }
    }

    /** Falls asleep without the second look. */
    public static class WithoutSecondLook extends Works {
        public WithoutSecondLook() {
            super(
                    new Flawed() {
                        @Override
                        public boolean sleeps() {
                            state.addAndGet(ASLEEP);
                            return true;
                        }
                    },
                    1);
        }
    }

    /** Looks a second time, but before it counts itself as asleep. */
    public static class AsleepAfterLooking extends Works {
        public AsleepAfterLooking() {
            super(
                    new Flawed() {
                        @Override
                        public boolean sleeps() {
                            if (!queue.isEmpty() || nudged) {
                                return false;
                            }
                            state.addAndGet(ASLEEP);
                            return true;
                        }
                    },
                    1);
        }
    }

    /** Forgets on falling asleep that something became due while it looked. */
    public static class NudgeLost extends Works {
        public NudgeLost() {
            super(
                    new Flawed() {
                        @Override
                        public boolean sleeps() {
                            state.addAndGet(ASLEEP);
                            return queue.isEmpty() || !wake();
                        }
                    },
                    1);
        }
    }

    /** Goes on after the second look without asking whether somebody was woken in its place. */
    public static class OneTooMany extends Works {
        public OneTooMany() {
            super(
                    new Flawed() {
                        @Override
                        public boolean sleeps() {
                            state.addAndGet(ASLEEP);
                            if (queue.isEmpty() && !nudged) {
                                return true;
                            }
                            state.addAndGet(-ASLEEP);
                            return false;
                        }
                    },
                    1);
        }
    }

    /** Says that it is about to look until after it has looked. */
    public static class ComingTooLong extends Works {
        public ComingTooLong() {
            super(
                    new Flawed() {
                        @Override
                        public void look() {
                            nudged = false;
                        }

                        @Override
                        public boolean sleeps() {
                            state.updateAndGet(now -> (now & ~COMING) + ASLEEP);
                            return true;
                        }
                    },
                    2);
        }
    }

    /** The protocol once more, for each of its steps to be broken. */
    abstract static class Flawed implements Protocol {
        static final int COMING = 1;
        static final int ASLEEP = 2;
        final Queue<Integer> queue = new ConcurrentLinkedQueue<>();
        final AtomicInteger state = new AtomicInteger(ASLEEP);
        volatile boolean nudged;

        @Override
        public void add(Integer arrival) {
            queue.add(arrival);
        }

        @Override
        public boolean wake() {
            while (true) {
                int now = state.get();
                if (now < ASLEEP || (now & COMING) != 0) {
                    return false;
                }
                if (state.compareAndSet(now, now - ASLEEP + COMING)) {
                    return true;
                }
            }
        }

        @Override
        public boolean nudge() {
            nudged = true;
            return wake();
        }

        @Override
        public void look() {
            nudged = false;
            state.updateAndGet(now -> now & ~COMING);
        }

        @Override
        public @Nullable Integer poll() {
            return queue.poll();
        }
    }

    @Test
    void nothingIsMissedAndNobodyWorksBesidesTheWorker() {
        Interleavings.of(6, 2, 2).check(OneAsShipped.class);
    }

    @Test
    void twoWorkersMissNothingEither() {
        Interleavings.of(6, 3, 1).check(TwoAsShipped.class);
        Interleavings.of(3, 2, 2).check(TwoAsShipped.class);
    }

    @Test
    @Tag("proof")
    void nothingIsMissedInManyMoreInterleavings() {
        Interleavings.of(20, 3, 2).invocationsPerIteration(2_000).check(OneAsShipped.class);
        Interleavings.of(20, 3, 2).invocationsPerIteration(2_000).check(TwoAsShipped.class);
    }

    @Test
    @Tag("proof")
    void nothingIsMissedOnRealThreads() {
        new StressOptions()
                .iterations(5)
                .threads(3)
                .actorsPerThread(4)
                .invocationsPerIteration(2_000)
                .check(TwoAsShipped.class);
    }

    @Test
    void sleepingWithoutASecondLookIsFoundOut() {
        foundOut(WithoutSecondLook.class, "an arrival is left lying");
    }

    @Test
    void countingAsAsleepAfterLookingIsFoundOut() {
        foundOut(AsleepAfterLooking.class, "an arrival is left lying");
    }

    @Test
    void losingANudgeIsFoundOut() {
        foundOut(NudgeLost.class, "what is due is left lying");
    }

    @Test
    void aWorkerTooManyIsFoundOut() {
        foundOut(OneTooMany.class, "too many workers at once");
    }

    @Test
    void aLookThatIsOverAndStillAnnouncedIsFoundOut() {
        foundOut(ComingTooLong.class, "an arrival is left lying");
    }

    private static void foundOut(Class<?> broken, String how) {
        assertThatThrownBy(() -> Interleavings.of(30, 2, 2).check(broken)).hasMessageContaining(how);
    }
}
