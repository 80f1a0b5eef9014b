package dev.tollgate.testkit;

import dev.tollgate.Tollgate;
import dev.tollgate.spi.Store;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** What every suite of the ladder stands on: a clock, stores of the kind under test, gates on them, all closed at the end. */
@Timeout(120)
abstract class Rung {
    /** A Monday morning, far from every edge of a window. */
    static final Instant MONDAY_TEN = Instant.parse("2026-03-02T10:00:00Z");

    final SettableClock clock = new SettableClock(MONDAY_TEN);
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    /** One more store object on the contents of this test; bound to the store under test by {@link StoreContract}. */
    abstract Store open(InstantSource time);

    /** One more store object on the contents of this test, closed with it. */
    final Store openStore() {
        return closing(open(clock));
    }

    /** A gate on a store that nobody else closes. Nothing is swept unless the test asks for it. */
    final Tollgate start(Store store, UnaryOperator<Tollgate.Builder> knobs) {
        return closing(knobs.apply(Tollgate.on(store).sweepEvery(Duration.ZERO)).start());
    }

    /** A gate on a store object of its own, as another process would have. */
    final Tollgate start() {
        return start(open(clock), knobs -> knobs);
    }

    final <T extends AutoCloseable> T closing(T closeable) {
        opened.push(closeable);
        return closeable;
    }

    @AfterEach
    final void closeWhatWasOpened() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }
}
