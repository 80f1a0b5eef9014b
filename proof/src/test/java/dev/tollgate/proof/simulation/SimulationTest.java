package dev.tollgate.proof.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * The shipped engine in one thread under seeds. One seed by itself, with the words of what happened when it fails:
 * {@code -Dsimulation.seed=<seed>}.
 */
class SimulationTest {
    private static final long SEEDS = 600;

    @Test
    void whateverHappensTheBooksBalanceAndNobodyIsToldAnUntruth() throws InterruptedException {
        Long only = Long.getLong("simulation.seed");
        long from = only == null ? 1 : only;
        long to = only == null ? Long.getLong("simulation.seeds", SEEDS) : only;
        SimulationRun.Ran ran = SimulationRun.seeds(from, to);
        assertThat(ran.failure().map(SimulationRun.Failure::toString).orElse("holds"))
                .isEqualTo("holds");
    }

    @Test
    void aSeedRunsTheSameWayEveryTimeInEveryThread() {
        for (long seed = 1; seed <= 12; seed++) {
            long one = seed;
            long here = hash(seed);
            long there = CompletableFuture.supplyAsync(() -> hash(one)).join();
            assertThat(there).as("seed %d", seed).isEqualTo(here);
        }
        assertThat(hash(1)).isNotEqualTo(hash(2));
    }

    private static long hash(long seed) {
        return new World(seed, true).run().hash();
    }
}
