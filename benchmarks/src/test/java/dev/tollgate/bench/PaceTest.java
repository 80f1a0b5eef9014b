package dev.tollgate.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final Timing.Watch LONG = new Timing.Watch(new Timing(Duration.ZERO, Duration.ofHours(1)));
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    /** Who comes late is told when the call was due, not when it was asked: that is what callers have waited. */
    @Test
    void inAnOpenLoopCallsAreDueAtTheirTimesHoweverLateTheyAreAsked() throws InterruptedException {
        long longAgo = System.nanoTime() - TimeUnit.SECONDS.toNanos(10);
        Pace pace = new Pace.Open(1_000, longAgo, LONG);
        for (int i = 0; i < 5; i++) {
            assertThat(pace.next()).isEqualTo(longAgo + i * MILLI);
        }
    }

    @Test
    void inAnOpenLoopNobodyAsksBeforeTheCallIsDue() throws InterruptedException {
        long soon = System.nanoTime() + 5 * MILLI;
        Pace pace = new Pace.Open(1_000, soon, LONG);
        pace.next();
        assertThat(System.nanoTime() - soon).isNotNegative();
        pace.next();
        assertThat(System.nanoTime() - soon).isGreaterThanOrEqualTo(MILLI);
    }

    @Test
    void inAClosedLoopACallIsDueNow() throws InterruptedException {
        long before = System.nanoTime();
        assertThat(Pace.of(Load.hot(1), LONG).next() - before).isNotNegative();
    }

    @Test
    void nobodyWaitsForACallThatIsDueAfterTheEnd() throws InterruptedException {
        long now = System.nanoTime();
        Timing.Watch over = new Timing.Watch(new Timing(Duration.ZERO, Duration.ZERO));
        Pace pace = new Pace.Open(1, now, over);
        pace.next();
        assertThat(pace.next()).as("an hour would be as good").isEqualTo(now + 1_000 * MILLI);
    }
}
