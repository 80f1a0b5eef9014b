package dev.tollgate.proof.simulation;

import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Draws what goes wrong, until everything heals. */
final class Faults {
    private final Swarm swarm;
    private final SplittableRandom random;
    private final int weight;
    private boolean healed;

    Faults(Swarm swarm, SplittableRandom random) {
        this.swarm = swarm;
        this.random = random;
        weight = swarm.faultWeights.values().stream().mapToInt(w -> w).sum();
    }

    void heal() {
        healed = true;
    }

    boolean isHealed() {
        return healed;
    }

    private boolean strikes() {
        return !healed && random.nextInt(1_000) < swarm.faultsPerMille;
    }

    boolean questionFails() {
        return strikes() && random.nextInt(3) == 0;
    }

    @Nullable
    Ailment next() {
        if (weight == 0 || !strikes()) {
            return null;
        }
        int drawn = random.nextInt(weight);
        for (Map.Entry<Ailment, Integer> one : swarm.faultWeights.entrySet()) {
            drawn -= one.getValue();
            if (drawn < 0) {
                return one.getKey();
            }
        }
        throw new AssertionError("weights that do not add up");
    }

    long loadNanos() {
        return about(swarm.loadMicros);
    }

    long writeNanos() {
        return about(swarm.writeMicros);
    }

    private long about(long micros) {
        return micros == 0 ? 0 : (micros / 2 + random.nextLong(micros)) * 1_000;
    }

    /** From what a slow disk takes to what a broken network takes. */
    long longNanos() {
        return (1L << random.nextInt(14)) * 1_000_000 + random.nextLong(1_000_000);
    }

    boolean coin() {
        return random.nextBoolean();
    }

    long upTo(long bound) {
        return random.nextLong(bound);
    }
}
