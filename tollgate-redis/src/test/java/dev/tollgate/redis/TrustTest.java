package dev.tollgate.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrustTest {
    private final Trust trust = new Trust();

    @Test
    void afterEachDisappointmentItPausesTwiceAsLong() {
        List<Integer> pauses = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            int pause = 0;
            while (!trust.isWorthATry(Rows.ACME)) {
                pause++;
            }
            trust.was(Rows.ACME, false);
            pauses.add(pause);
        }
        assertThat(pauses).containsExactly(0, 1, 2, 4, 8, 16, 32, 32);
    }

    @Test
    void onceItWasRightItIsTrustedAgain() {
        trust.was(Rows.ACME, false);
        assertThat(trust.isWorthATry(Rows.ACME)).isFalse();
        assertThat(trust.isWorthATry(Rows.ACME)).isTrue();
        trust.was(Rows.ACME, true);
        assertThat(trust.isWorthATry(Rows.ACME)).isTrue();
        assertThat(trust.isWorthATry(Rows.ACME)).isTrue();
    }
}
