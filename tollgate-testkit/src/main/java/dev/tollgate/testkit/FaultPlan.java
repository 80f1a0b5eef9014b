package dev.tollgate.testkit;

import dev.tollgate.spi.Group;
import java.util.List;
import java.util.SplittableRandom;

/** Decides what goes wrong in a {@link FaultyStore}, and when. Must be safe for concurrent calls where the store is used so. */
public interface FaultPlan {

    /** One fault per group of a batch, in order. Called once for every batch, before anything of it is applied. */
    List<Fault> faultsOf(List<Group> batch);

    /** Whether this call of a method other than {@link FaultyStore#apply} fails. */
    default boolean queryFails() {
        return false;
    }

    /** Nothing ever goes wrong. */
    static FaultPlan none() {
        return batch -> batch.stream().map(group -> Fault.NONE).toList();
    }

    /**
     * Each group meets, with a chance, one of some faults; the same seed gives the same faults to the same sequence of groups.
     *
     * @param perMille the chance, 0 to 1,000; queries fail with the same
     */
    static FaultPlan seeded(long seed, int perMille, List<Fault> faults) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Fault> kinds = List.copyOf(faults);
        return new FaultPlan() {
            @Override
            public synchronized List<Fault> faultsOf(List<Group> batch) {
                return batch.stream().map(group -> draw()).toList();
            }

            private Fault draw() {
                return random.nextInt(1000) < perMille ? kinds.get(random.nextInt(kinds.size())) : Fault.NONE;
            }

            @Override
            public synchronized boolean queryFails() {
                return random.nextInt(1000) < perMille;
            }
        };
    }
}
