package dev.tollgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SettableClockTest {
    private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");

    private final SettableClock clock = new SettableClock(NOON);

    @Test
    void standsUntilItIsMoved() {
        assertThat(clock.instant()).isEqualTo(NOON).isEqualTo(clock.instant());
    }

    @Test
    void movesForwardAndBackAndToAnyInstant() {
        clock.advance(Duration.ofHours(2));
        assertThat(clock.millis()).isEqualTo(NOON.toEpochMilli() + 7_200_000);
        clock.setBack(Duration.ofHours(3));
        assertThat(clock.instant()).isEqualTo(NOON.minusSeconds(3600));
        clock.set(Instant.EPOCH);
        assertThat(clock.instant()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void refusesToHideADirectionInASign() {
        assertThatThrownBy(() -> clock.advance(Duration.ofMillis(-1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> clock.setBack(Duration.ofMillis(-1))).isInstanceOf(IllegalArgumentException.class);
        assertThat(clock.instant()).isEqualTo(NOON);
    }
}
