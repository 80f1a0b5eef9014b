package dev.tollgate.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tollgate.api.Operation;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class DrawTest {
    private static final int MANY = 100_000;

    @Test
    void theSameAttemptIsAlwaysDrawnAlike() {
        Operation operation = new Operation("acme", "payment", "1");
        for (int fence = 1; fence <= 100; fence++) {
            assertThat(Draw.of(7, operation, fence, 0.5, 0.5)).isEqualTo(Draw.of(7, operation, fence, 0.5, 0.5));
        }
    }

    @Test
    void withoutRatesNothingFailsAndNobodyDies() {
        for (int i = 0; i < MANY; i++) {
            assertThat(Draw.of(i, new Operation("a", "b", "" + i), 1, 0, 0))
                    .isEqualTo(new Draw(Draw.Result.DONE, Draw.Death.NONE));
        }
    }

    @Test
    void withFullRatesEverythingFailsAndEverybodyDies() {
        for (int i = 0; i < MANY; i++) {
            Draw draw = Draw.of(1, new Operation("a", "b", "" + i), 1, 1, 1);
            assertThat(draw.result()).isNotEqualTo(Draw.Result.DONE);
            assertThat(draw.death()).isNotEqualTo(Draw.Death.NONE);
        }
    }

    @Test
    void ratesAreMetAndSplitInHalves() {
        Map<Draw.Result, Integer> results = new EnumMap<>(Draw.Result.class);
        Map<Draw.Death, Integer> deaths = new EnumMap<>(Draw.Death.class);
        int both = 0;
        for (int i = 0; i < MANY; i++) {
            Draw draw = Draw.of(1, new Operation("acme", "payment", "ORD-" + i), 1, 0.2, 0.1);
            results.merge(draw.result(), 1, Integer::sum);
            deaths.merge(draw.death(), 1, Integer::sum);
            both += draw.result() != Draw.Result.DONE && draw.death() != Draw.Death.NONE ? 1 : 0;
        }
        assertThat(results.get(Draw.Result.REFUSED)).isCloseTo(MANY / 10, within(500));
        assertThat(results.get(Draw.Result.NOT_DONE)).isCloseTo(MANY / 10, within(500));
        assertThat(deaths.get(Draw.Death.BEFORE_THE_CALL)).isCloseTo(MANY / 20, within(400));
        assertThat(deaths.get(Draw.Death.AFTER_THE_CALL)).isCloseTo(MANY / 20, within(400));
        assertThat(both).as("independent of each other").isCloseTo(MANY / 50, within(300));
    }

    @Test
    void seedOperationAndAttemptAllMatter() {
        int seeds = 0;
        int fences = 0;
        int names = 0;
        for (int i = 0; i < MANY; i++) {
            Draw draw = Draw.of(i, new Operation("ab", "c", "d"), 1, 0.5, 0);
            seeds += draw.result()
                            == Draw.of(i + 1, new Operation("ab", "c", "d"), 1, 0.5, 0)
                                    .result()
                    ? 1
                    : 0;
            fences += draw.result()
                            == Draw.of(i, new Operation("ab", "c", "d"), 2, 0.5, 0)
                                    .result()
                    ? 1
                    : 0;
            names += draw.result()
                            == Draw.of(i, new Operation("a", "bc", "d"), 1, 0.5, 0)
                                    .result()
                    ? 1
                    : 0;
        }
        // Independent draws of 1/2, 1/4, 1/4 agree in 3 of 8 cases.
        assertThat(seeds).isCloseTo(MANY * 3 / 8, within(700));
        assertThat(fences).isCloseTo(MANY * 3 / 8, within(700));
        assertThat(names).isCloseTo(MANY * 3 / 8, within(700));
    }
}
