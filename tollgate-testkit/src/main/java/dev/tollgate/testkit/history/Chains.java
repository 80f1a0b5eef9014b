package dev.tollgate.testkit.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The silent calls of all tickets that move the sums and may be placed now, and what some of them come to at most and at least. */
final class Chains {
    private final List<Chain> known = new ArrayList<>();
    private final List<Chain> unknown = new ArrayList<>();
    private final Runs runs;
    private @Nullable ExactSums sums;

    /** What the known come to at most and at least, from each on. */
    private final long[][] most;

    private final long[][] least;

    /** The one of two sums that counts operations, if all that is known gives back one; else -1. */
    private final int counted;

    /** What the first of the known come to in the other sum. */
    private final long[] amounts;

    /**
     * @param candidates what may be placed now
     * @param until calls of unknown outcome that start later may not be placed yet
     */
    Chains(Board board, List<Entry> candidates, long until) {
        if (board.isCounting()) {
            collect(board, candidates, until);
        }
        known.sort(Comparator.comparing(Chain::moved, Arrays::compare));
        unknown.sort(Comparator.comparing(Chain::moved, Arrays::compare));
        runs = new Runs(known);
        int sums = board.used().length;
        most = new long[known.size() + 1][sums];
        least = new long[known.size() + 1][sums];
        addUp(sums);
        counted = sums == 2 ? counted() : -1;
        amounts = new long[counted < 0 ? 0 : known.size() + 1];
        for (int i = 0; i + 1 < amounts.length; i++) {
            amounts[i + 1] = amounts[i] + known.get(i).moved()[1 - counted];
        }
    }

    private void collect(Board board, List<Entry> candidates, long until) {
        Set<Integer> tickets = new HashSet<>();
        for (Entry entry : candidates) {
            if (entry.isSilent()) {
                collect(board, entry, until, tickets);
            }
        }
        for (Entry entry : board.optional()) {
            if (entry.start > until) {
                break;
            }
            if (!entry.placed) {
                collect(board, entry, until, tickets);
            }
        }
    }

    private void collect(Board board, Entry entry, long until, Set<Integer> tickets) {
        if (tickets.add(entry.ticket)) {
            Chain.each(board, entry.ticket, until, null, chain -> {
                if (chain.moves()) {
                    (chain.isUnknown() ? unknown : known).add(chain);
                }
            });
        }
    }

    private void addUp(int sums) {
        for (int i = known.size() - 1; i >= 0; i--) {
            for (int j = 0; j < sums; j++) {
                long moved = known.get(i).moved()[j];
                most[i][j] = most[i + 1][j] + Math.max(0, moved);
                least[i][j] = least[i + 1][j] + Math.min(0, moved);
            }
        }
    }

    private int counted() {
        for (int i = 0; i < 2; i++) {
            int sum = i;
            if (known.stream().allMatch(chain -> chain.moved()[sum] == -1)) {
                return sum;
            }
        }
        return -1;
    }

    /** Those of which all outcomes are known, in the order of what they move. */
    List<Chain> known() {
        return known;
    }

    /** Those with a call of unknown outcome, in the order of what they move. */
    List<Chain> unknown() {
        return unknown;
    }

    Runs runs() {
        return runs;
    }

    /** Of those of which all outcomes are known. */
    ExactSums sums() {
        ExactSums some = sums;
        if (some == null) {
            some = new ExactSums(known);
            sums = some;
        }
        return some;
    }

    /** What all that are known come to at least in one sum. */
    long least(int sum) {
        return least[0][sum];
    }

    /** Whether some of the known, from one on, may come to what is lacking. */
    boolean mayComeTo(long[] lack, int from) {
        for (int j = 0; j < lack.length; j++) {
            if (lack[j] != LimitRules.FREE && (lack[j] < least[from][j] || lack[j] > most[from][j])) {
                return false;
            }
        }
        return counted < 0
                || lack[counted] == LimitRules.FREE
                || lack[1 - counted] == LimitRules.FREE
                || mayComeToByNumber(lack, from);
    }

    /** Where each of them moves one sum by one, it is known how many are needed, and so how much they can come to. */
    private boolean mayComeToByNumber(long[] lack, int from) {
        long needed = -lack[counted];
        if (needed < 0 || needed > known.size() - from) {
            return false;
        }
        int number = (int) needed;
        return lack[1 - counted] >= amounts[from + number] - amounts[from]
                && lack[1 - counted] <= amounts[known.size()] - amounts[known.size() - number];
    }
}
