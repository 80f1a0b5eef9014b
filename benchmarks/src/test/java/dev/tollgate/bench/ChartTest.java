package dev.tollgate.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ChartTest {
    @Test
    void namesAreText() {
        assertThat(new Chart("rate", "a < b & c", "callers", Map.of("x", Map.of(1, 10.0))).svg())
                .contains("a &lt; b &amp; c");
    }

    @Test
    void whatHasNoLogarithmIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Chart("rate", "t", "callers", Map.of("x", Map.of(1, 0.0))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Chart("rate", "t", "callers", Map.of("x", Map.of(0, 1.0))));
    }

    @Test
    void pgbenchTellsItsMicrosecondsThird() {
        assertThat(Pgbench.micros("0 1 12345 0 1796000000 123456")).isEqualTo(12_345);
    }
}
