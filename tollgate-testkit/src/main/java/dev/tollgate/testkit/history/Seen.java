package dev.tollgate.testkit.history;

/** A set of 128-bit fingerprints. */
final class Seen {
    private long[] table = new long[1 << 12];
    private int size;

    /** Whether it is new. */
    boolean add(long a, long b) {
        if (size * 4 > table.length) {
            grow();
        }
        return put(table, a == 0 ? 1 : a, b);
    }

    private boolean put(long[] into, long a, long b) {
        int mask = into.length / 2 - 1;
        int at = (int) a & mask;
        while (into[2 * at] != 0) {
            if (into[2 * at] == a && into[2 * at + 1] == b) {
                return false;
            }
            at = (at + 1) & mask;
        }
        into[2 * at] = a;
        into[2 * at + 1] = b;
        size++;
        return true;
    }

    private void grow() {
        long[] old = table;
        long[] larger = new long[old.length * 2];
        size = 0;
        for (int i = 0; i < old.length; i += 2) {
            if (old[i] != 0) {
                put(larger, old[i], old[i + 1]);
            }
        }
        table = larger;
    }
}
