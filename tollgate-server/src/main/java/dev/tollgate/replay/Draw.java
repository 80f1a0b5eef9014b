package dev.tollgate.replay;

import dev.tollgate.api.Operation;

/**
 * What befalls one attempt of an operation, drawn from the seed, the operation and the attempt alone: the same in every process and
 * every run, whatever the interleaving.
 *
 * @param result what the bank does
 * @param death whether, and where, the caller dies
 */
public record Draw(Result result, Death death) {

    /** What the simulated bank answers to a call. */
    public enum Result {
        /** The operation took place. */
        DONE,
        /** Finally refused; nothing took place. */
        REFUSED,
        /** Abandoned; surely nothing took place, and it may be tried again. */
        NOT_DONE
    }

    /** Where a caller dies. */
    public enum Death {
        NONE,
        BEFORE_THE_CALL,
        AFTER_THE_CALL
    }

    /**
     * Draws.
     *
     * @param failRate the share of executions that do not take place, 0 to 1; half of them refused, half not done
     * @param dieRate the share of callers that die, 0 to 1; half of them before the call, half after
     */
    static Draw of(long seed, Operation operation, int fence, double failRate, double dieRate) {
        long hash = mixed(seed);
        hash = with(hash, operation.account());
        hash = with(hash, operation.scenario());
        hash = with(hash, operation.businessNumber());
        hash = mixed(hash + fence);
        double fails = share(mixed(hash + 1));
        double dies = share(mixed(hash + 2));
        return new Draw(
                fails >= failRate ? Result.DONE : fails < failRate / 2 ? Result.REFUSED : Result.NOT_DONE,
                dies >= dieRate ? Death.NONE : dies < dieRate / 2 ? Death.BEFORE_THE_CALL : Death.AFTER_THE_CALL);
    }

    private static long with(long hash, String name) {
        long next = hash;
        for (int i = 0; i < name.length(); i++) {
            next = (next ^ name.charAt(i)) * 0x100000001B3L;
        }
        return mixed(next + name.length());
    }

    /** The finalizer of SplitMix64. */
    static long mixed(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** A number from 0 (inclusive) to 1 (exclusive). */
    private static double share(long bits) {
        return (bits >>> 11) * 0x1.0p-53;
    }
}
