package dev.tollgate.replay;

import java.util.Arrays;

/**
 * The order of deliveries. Every operation is delivered first in the file's order, so that what a limit declines does not depend on
 * luck; its further deliveries come after the first, half of them close enough to race with it, half at any time later.
 */
final class Schedule {
    private Schedule() {}

    /**
     * Which operation each delivery is of, in order.
     *
     * @param deliveries of each operation, at least 1
     * @param near how many operations later a racing delivery comes at most
     */
    static int[] of(int operations, int deliveries, int near, long seed) {
        long[] keys = new long[Math.multiplyExact(operations, deliveries)];
        int next = 0;
        for (int operation = 0; operation < operations; operation++) {
            keys[next++] = key(operation, false, operation);
            for (int copy = 1; copy < deliveries; copy++) {
                long draw = Draw.mixed(Draw.mixed(seed + copy) + operation);
                int later = operations - operation;
                long offset = Math.floorMod(draw >>> 1, (long) ((draw & 1) == 0 ? Math.min(near, later) : later));
                keys[next++] = key(operation + (int) offset, true, operation);
            }
        }
        Arrays.sort(keys);
        int[] order = new int[keys.length];
        for (int i = 0; i < keys.length; i++) {
            order[i] = (int) (keys[i] & Integer.MAX_VALUE);
        }
        return order;
    }

    /** Sorts by position, at a position first deliveries first. */
    private static long key(int position, boolean further, int operation) {
        return (2L * position + (further ? 1 : 0)) << 31 | operation;
    }
}
