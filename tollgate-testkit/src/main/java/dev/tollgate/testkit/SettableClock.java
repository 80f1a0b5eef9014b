package dev.tollgate.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands until it is moved. Safe for concurrent use. */
public final class SettableClock implements InstantSource {
    private Instant now;

    public SettableClock(Instant start) {
        now = start;
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    /** Moves to an instant, earlier or later. */
    public synchronized void set(Instant instant) {
        now = instant;
    }

    /**
     * Moves forward.
     *
     * @throws IllegalArgumentException when the duration is negative
     */
    public synchronized void advance(Duration duration) {
        now = now.plus(notNegative(duration));
    }

    /**
     * Moves back, as a clock that ran ahead and was corrected.
     *
     * @throws IllegalArgumentException when the duration is negative
     */
    public synchronized void setBack(Duration duration) {
        now = now.minus(notNegative(duration));
    }

    private static Duration notNegative(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("negative duration: " + duration);
        }
        return duration;
    }

    @Override
    public String toString() {
        return instant().toString();
    }
}
