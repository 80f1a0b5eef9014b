package dev.tollgate.testkit.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Finds the sets of chains that come to given sums: those of one half of the chains are looked up for each of the other, so that 2^16
 * steps do what trying all sets would do in 2^32.
 */
final class ExactSums {
    private static final int CHAINS_MAX = 32;

    private final List<Chain> first;
    private final List<Chain> second;
    private final boolean all;
    private final long[] keysOfFirst;
    private final long[] slots;
    private final int[] masks;

    ExactSums(List<Chain> chains) {
        List<Chain> some = new ArrayList<>(chains);
        all = some.size() <= CHAINS_MAX;
        if (!all) {
            // What ended first is likely to have been placed first.
            some.sort(Comparator.comparingLong(chain -> last(chain).end));
            some = some.subList(0, CHAINS_MAX);
        }
        first = some.subList(0, some.size() / 2);
        second = some.subList(some.size() / 2, some.size());
        keysOfFirst = keys(first);
        long[] keysOfSecond = keys(second);
        slots = new long[keysOfSecond.length * 2];
        masks = new int[slots.length];
        for (int mask = 0; mask < keysOfSecond.length; mask++) {
            int slot = slot(keysOfSecond[mask]);
            while (masks[slot] != 0) {
                slot = next(slot);
            }
            slots[slot] = keysOfSecond[mask];
            // 0 says that a slot is free.
            masks[slot] = mask + 1;
        }
    }

    private static Entry last(Chain chain) {
        return chain.entries().get(chain.entries().size() - 1);
    }

    /** For each set of the chains, told by the bits of its index, what it comes to. */
    private static long[] keys(List<Chain> chains) {
        long[] keys = new long[1 << chains.size()];
        for (int mask = 1; mask < keys.length; mask++) {
            keys[mask] = keys[mask & (mask - 1)]
                    + key(chains.get(Integer.numberOfTrailingZeros(mask)).moved());
        }
        return keys;
    }

    /** One number for all sums; those of two sets add up to that of both. */
    private static long key(long[] sums) {
        long key = 0;
        for (long sum : sums) {
            key = key * 0x9E3779B97F4A7C15L + sum;
        }
        return key;
    }

    private int slot(long key) {
        return (int) ((key * 0xBF58476D1CE4E5B9L) >>> 33) & (slots.length - 1);
    }

    private int next(int slot) {
        return (slot + 1) & (slots.length - 1);
    }

    /** Whether all chains were looked at. */
    boolean isAll() {
        return all;
    }

    /** How much finding costs. */
    int work() {
        return keysOfFirst.length;
    }

    /** The sets that come to these sums, up to so many. */
    List<List<Chain>> find(long[] sums, int max) {
        List<List<Chain>> found = new ArrayList<>();
        long key = key(sums);
        for (int mask = 0; mask < keysOfFirst.length && found.size() < max; mask++) {
            long rest = key - keysOfFirst[mask];
            for (int slot = slot(rest); masks[slot] != 0; slot = next(slot)) {
                if (slots[slot] == rest) {
                    List<Chain> set = new ArrayList<>();
                    add(set, first, mask);
                    add(set, second, masks[slot] - 1);
                    found.add(set);
                }
            }
        }
        return found;
    }

    private static void add(List<Chain> set, List<Chain> of, int mask) {
        for (int left = mask; left != 0; left &= left - 1) {
            set.add(of.get(Integer.numberOfTrailingZeros(left)));
        }
    }
}
