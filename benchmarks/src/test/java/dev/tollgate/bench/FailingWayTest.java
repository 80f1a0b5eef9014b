package dev.tollgate.bench;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A way that is wrong has no number, and one that fails keeps nobody waiting. */
class FailingWayTest {
    private static final Timing LONG = new Timing(Duration.ZERO, Duration.ofHours(1));
    private static final Timing MOMENT = new Timing(Duration.ZERO, Duration.ofMillis(300));

    /** Fails when it was asked some times. */
    private static final class Failing implements Way.Unwaiting {
        private final AtomicInteger asked = new AtomicInteger();

        @Override
        public void prepare(Load load) {}

        @Override
        public CompletionStage<Answer> admit(Order order) {
            return asked.incrementAndGet() < 100
                    ? CompletableFuture.completedFuture(Answer.ADMITTED)
                    : CompletableFuture.failedFuture(new IllegalStateException("broken"));
        }

        @Override
        public Caller caller() {
            return new Caller() {
                @Override
                public Answer admit(Order order) {
                    if (asked.incrementAndGet() > 100) {
                        throw new IllegalStateException("broken");
                    }
                    return Answer.ADMITTED;
                }

                @Override
                public void succeed(Order order) {}

                @Override
                public void close() {}
            };
        }

        @Override
        public Map<Integer, Books> books() {
            return Map.of();
        }

        @Override
        public void close() {}
    }

    @Test
    @Timeout(60)
    void aCallerThatFailsEndsTheOthers() {
        assertThatThrownBy(() -> new Failing().run(Load.hot(8), "r", LONG)).hasMessageContaining("broken");
    }

    @Test
    @Timeout(60)
    void aCallThatFailsEndsAllThatAreInFlight() {
        assertThatThrownBy(() -> new Failing().run(Load.hot(8).by(8, false), "r", LONG))
                .hasRootCauseMessage("broken");
    }

    /** Looks whether it knows an order, and writes it down later: two callers can both be told that it is new. */
    private static final class CheckingFirst implements Way {
        private final Map<String, Boolean> known = new ConcurrentHashMap<>();
        private final Map<Integer, Books> books = new HashMap<>();

        @Override
        public void prepare(Load load) {}

        @Override
        public Caller caller() {
            return new Caller() {
                private final List<Order> unwritten = new ArrayList<>();

                @Override
                public Answer admit(Order order) {
                    boolean isNew = !known.containsKey(order.number());
                    write();
                    if (!isNew) {
                        return Answer.DUPLICATE;
                    }
                    unwritten.add(order);
                    return Answer.ADMITTED;
                }

                private void write() {
                    for (Order order : unwritten) {
                        if (known.put(order.number(), true) == null) {
                            synchronized (books) {
                                books.merge(order.account(), new Books(order.minorUnits(), 1, 0), Books::plus);
                            }
                        }
                    }
                    unwritten.clear();
                }

                @Override
                public void succeed(Order order) {}

                @Override
                public void close() {
                    write();
                }
            };
        }

        @Override
        public Map<Integer, Books> books() {
            return books;
        }

        @Override
        public void close() {}
    }

    @Test
    void aWayThatChecksBeforeItInsertsIsFound() throws Exception {
        Load load = Load.hot(16).withDuplicates(50);
        Way way = new CheckingFirst();
        Callers.Result result = way.run(load, "r", MOMENT);
        assertThatThrownBy(() -> Verification.verify(
                        "checking-first", way.half(), load, result.tally().books(), way.books()))
                .isInstanceOf(UnverifiedException.class);
    }
}
