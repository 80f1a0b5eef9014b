package dev.tollgate.proof.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The simulator for minutes: so many seeds that everything that can happen does happen, and is shown to have happened. */
@Tag("proof")
class SimulationProofTest {
    private static final long SEEDS = 20_000;

    @Test
    void whateverHappensTheBooksBalanceAndEverySituationIsReached() throws InterruptedException {
        long seeds = Long.getLong("simulation.seeds", SEEDS);
        SimulationRun.Ran ran = SimulationRun.seeds(1, seeds);
        assertThat(ran.failure().map(SimulationRun.Failure::toString).orElse("holds"))
                .isEqualTo("holds");
        System.out.printf("%,d seeds hold; how often each situation was reached:%n", seeds);
        System.out.print(ran.reached().table());
        List<String> missing = new ArrayList<>();
        for (Situation situation : Situation.values()) {
            if (ran.reached().of(situation) == 0) {
                missing.add(situation + ": " + situation.sentence());
            }
        }
        assertThat(missing).as("situations that never came about").isEmpty();
    }
}
