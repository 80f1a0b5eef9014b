package dev.tollgate.proof.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Two engines in one thread on one faulty store, under thousands of seeds: random clients, crashes, clocks that jump, days that change.
 * A seed that fails is printed and runs again alone with {@code -Dsimulation.seed=<seed>}.
 */
class EngineSimulationTest {
    private static final int SEEDS = 2_000;

    @Test
    void theBooksBalanceAfterEveryStepOfEverySeed() {
        Long only = Long.getLong("simulation.seed");
        if (only != null) {
            run(only);
            return;
        }
        Simulation.Tally tally = new Simulation.Tally();
        for (long seed = 1; seed <= Integer.getInteger("simulation.seeds", SEEDS); seed++) {
            tally.add(run(seed));
        }
        // A simulation in which the interesting things do not happen proves nothing.
        assertThat(tally.admitted()).as("admissions").isGreaterThan(SEEDS);
        assertThat(tally.declined()).as("declines").isGreaterThan(SEEDS / 2);
        assertThat(tally.succeeded()).as("accepted successes").isGreaterThan(SEEDS);
        assertThat(tally.unknown()).as("unknown outcomes").isGreaterThan(SEEDS / 10);
        assertThat(tally.disputed()).as("disputes").isGreaterThan(SEEDS / 20);
        assertThat(tally.late()).as("late successes").isGreaterThan(SEEDS / 20);
    }

    private static Simulation.Tally run(long seed) {
        try {
            return new Simulation(seed).run();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("seed %d fails; run it alone with -Dsimulation.seed=%d".formatted(seed, seed), e);
        }
    }

    @Test
    void aSeedRunsTheSameWayEveryTime() {
        for (long seed = 1; seed <= 5; seed++) {
            assertThat(new Simulation(seed).run().toString())
                    .isEqualTo(new Simulation(seed).run().toString());
        }
    }
}
