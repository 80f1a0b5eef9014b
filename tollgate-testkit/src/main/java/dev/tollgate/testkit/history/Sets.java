package dev.tollgate.testkit.history;

import dev.tollgate.api.AdmitRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Looks for sets of chains of other tickets that make up for what the sums lack before a call. */
final class Sets {
    /** When more sets than these come to the same, the sums tell too little to go by. */
    private static final int SAME_MAX = 8;

    private final Board board;
    private final Chains chains;
    private final Sizes sizes;
    private final Entry entry;
    private final Step step;
    private final Taker taker;
    private final long[] lack;
    private final long[] sums;
    private final List<Chain> chosen = new ArrayList<>();
    private int tried;
    private boolean cut;

    /**
     * How large a set is, and how many are tried.
     *
     * @param unknownMin how many of its chains are at least of unknown outcome
     * @param unknownMax how many are at most
     * @param knownMax how many of the others there are at most
     * @param triesMax how many sets are tried
     */
    record Sizes(int unknownMin, int unknownMax, int knownMax, int triesMax) {}

    /** Takes a set that makes up for what is lacking. */
    interface Taker {
        /** Whether the call is right after the set. */
        boolean take(List<Chain> set);
    }

    /**
     * @param chain is placed after the set, and before the call
     * @param entry the call
     * @param lack what the sums lack, see {@link LimitRules#FREE}
     * @param taker gets each set that makes up for it
     */
    Sets(Board board, Chains chains, Sizes sizes, Chain chain, Entry entry, Step step, long[] lack, Taker taker) {
        this.board = board;
        this.chains = chains;
        this.sizes = sizes;
        this.entry = entry;
        this.step = step;
        this.taker = taker;
        this.lack = lack.clone();
        this.sums = board.used().clone();
        shift(chain, 1);
    }

    /** Whether there were more sets than could be tried. */
    boolean isCut() {
        return cut;
    }

    void find() {
        if (sizes.unknownMax() == 0 && !chains.mayComeTo(lack, 0)) {
            return;
        }
        withUnknown(0);
        board.worked(tried);
    }

    /** Only sets of which those of known outcome are runs. */
    void findRuns() {
        withUnknownAndRun(0);
        board.worked(tried);
    }

    private void withUnknownAndRun(int i) {
        if (chosen.size() == sizes.unknownMin()) {
            if (isNothing(lack)) {
                takeWith(List.of());
            }
            // Pairs of runs beside several unknown calls would be too many to look through.
            tried += chains.runs().each(lack, sizes.unknownMin() < 2, this::takeWith);
            return;
        }
        List<Chain> unknown = chains.unknown();
        for (int next = i; next < unknown.size(); next = afterAllLike(unknown, next)) {
            if (choose(unknown.get(next))) {
                withUnknownAndRun(next + 1);
                takeBack();
            }
        }
    }

    private void takeWith(List<Chain> run) {
        List<Chain> before = new ArrayList<>(chosen);
        before.addAll(run);
        Set<Integer> tickets = new HashSet<>();
        tickets.add(entry.ticket);
        boolean apart = before.stream().allMatch(each -> tickets.add(ticket(each)));
        if (apart && !before.isEmpty()) {
            taker.take(before);
        }
    }

    /** Chooses those of unknown outcome, which are few, and for each choice the others. */
    private void withUnknown(int i) {
        if (chosen.size() >= sizes.unknownMin() && canAgree() && !withExactlyKnown()) {
            withKnown(0, sizes.knownMax());
        }
        if (chosen.size() == sizes.unknownMax()) {
            return;
        }
        List<Chain> unknown = chains.unknown();
        for (int next = i; next < unknown.size() && isLeft(); next = afterAllLike(unknown, next)) {
            if (choose(unknown.get(next))) {
                withUnknown(next + 1);
                takeBack();
            }
        }
    }

    /** Where all sums are told; false when that does not lead to few sets. */
    private boolean withExactlyKnown() {
        boolean told = Arrays.stream(lack).noneMatch(each -> each == LimitRules.FREE);
        if (!told || sizes.knownMax() < Integer.MAX_VALUE || !chains.mayComeTo(lack, 0)) {
            return false;
        }
        ExactSums exact = chains.sums();
        board.worked(exact.work() / 16);
        List<List<Chain>> found = exact.find(lack, SAME_MAX + 1);
        if (found.size() > SAME_MAX) {
            return false;
        }
        found.forEach(this::takeWith);
        cut |= !exact.isAll();
        return true;
    }

    private void withKnown(int i, int max) {
        if (!chosen.isEmpty() && isNothing(lack) && agrees(sums) && taker.take(chosen)) {
            return;
        }
        List<Chain> known = chains.known();
        if (i == known.size() || max == 0 || !chains.mayComeTo(lack, i) || !isLeft()) {
            return;
        }
        if (choose(known.get(i))) {
            withKnown(i + 1, max - 1);
            takeBack();
        }
        withKnown(afterAllLike(known, i), max);
    }

    private static int afterAllLike(List<Chain> some, int i) {
        int other = i + 1;
        while (other < some.size() && isLike(some.get(i), some.get(other))) {
            other++;
        }
        return other;
    }

    private boolean isLeft() {
        if (tried > sizes.triesMax()) {
            cut = true;
            return false;
        }
        tried++;
        return true;
    }

    private boolean choose(Chain next) {
        int ticket = ticket(next);
        if (ticket == entry.ticket) {
            return false;
        }
        for (Chain other : chosen) {
            if (ticket(other) == ticket) {
                return false;
            }
        }
        chosen.add(next);
        add(next, -1);
        shift(next, 1);
        return true;
    }

    private void takeBack() {
        Chain last = chosen.remove(chosen.size() - 1);
        add(last, 1);
        shift(last, -1);
    }

    private void add(Chain moved, int sign) {
        for (int j = 0; j < lack.length; j++) {
            if (lack[j] != LimitRules.FREE) {
                lack[j] += sign * moved.moved()[j];
            }
        }
    }

    private void shift(Chain moved, int sign) {
        for (int j = 0; j < sums.length; j++) {
            sums[j] += sign * moved.moved()[j];
        }
    }

    private boolean agrees(long[] some) {
        AdmitRequest request = entry.request();
        return request == null || board.limits().agree(step.kind(), request, entry.call.answer(), some);
    }

    /** What an answer does not tell of can only be too much: whether it is right when all that can be is given back. */
    private boolean canAgree() {
        long[] lowest = sums.clone();
        for (int j = 0; j < lowest.length; j++) {
            lowest[j] += lack[j] == LimitRules.FREE ? chains.least(j) : lack[j];
        }
        return agrees(lowest);
    }

    private static int ticket(Chain chain) {
        return chain.entries().get(0).ticket;
    }

    /** Whether nothing is lacking. */
    static boolean isNothing(long[] lack) {
        for (long each : lack) {
            if (each != 0 && each != LimitRules.FREE) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether the first may be chosen rather than the second: they do the same to the sums, no other call of their tickets can be placed
     * before them, and the first has to be placed first anyway.
     */
    private static boolean isLike(Chain a, Chain b) {
        Entry first = a.entries().get(0);
        Entry second = b.entries().get(0);
        return Arrays.equals(a.moved(), b.moved())
                && a.entries().size() == 1
                && b.entries().size() == 1
                && first.end <= second.end
                && isFirstOfAll(first)
                && isFirstOfAll(second);
    }

    private static boolean isFirstOfAll(Entry one) {
        Entry next = one.nextOfTicket;
        return one.previousOfTicket == null && (next == null || next.start > one.end);
    }
}
