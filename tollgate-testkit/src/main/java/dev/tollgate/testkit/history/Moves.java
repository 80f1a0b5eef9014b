package dev.tollgate.testkit.history;

import dev.tollgate.api.AdmitRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What may be placed next, in the order that leads to an answer soonest.
 *
 * <p>A move is a call that depends on how things stand, and before it just those silent calls (reports, and calls that nobody knows the
 * outcome of) without which its answer would be wrong. A silent call by itself is a move only when it has to be placed next. Nothing is
 * missed by that: in any order that is right, a silent call can be moved back until it stands right before a call that depends on it
 * or that starts after its end.
 */
final class Moves {
    /** How many sets of silent calls are tried for one call that depends on the sums. */
    private static final int SETS_MAX = 5_000;

    private final Board board;
    private final List<Entry> candidates = new ArrayList<>();
    private final @Nullable Entry due;
    private final long until;
    private final List<Chain> known = new ArrayList<>();
    private final List<Chain> unknown = new ArrayList<>();
    private final boolean thorough;
    private boolean collected;

    /** The one of two sums that counts operations, if all that is known gives back one; else -1. */
    private int counted = -1;

    private Runs runs = new Runs(List.of());

    /** What the known come to at most and at least, from each on. */
    private long[][] most = {};

    private long[][] least = {};

    /** What the first of the known come to in the other sum. */
    private long[] amounts = {};

    private boolean cut;

    /**
     * @param thorough whether calls that do not have to be placed next are placed after unknown ones whenever that is possible, rather than
     *     only where they tell all sums
     */
    Moves(Board board, boolean thorough) {
        this.board = board;
        this.thorough = thorough;
        long end = Long.MAX_VALUE;
        Entry earliest = null;
        for (Entry e = board.first(); e != null && e.start <= end; e = e.next) {
            candidates.add(e);
            if (earliest == null || e.end < earliest.end) {
                earliest = e;
                end = e.end;
            }
        }
        candidates.sort(Comparator.comparingLong(e -> e.end));
        due = earliest;
        until = end;
    }

    /** The call that nothing that starts later may be placed before. */
    @Nullable
    Entry due() {
        return due;
    }

    /** All that may be placed before anything that starts later, those that end first before the others. */
    List<Entry> candidates() {
        return candidates;
    }

    long until() {
        return until;
    }

    /** Whether there were more moves than could be tried. */
    boolean isCut() {
        return cut;
    }

    /** In the order they are tried in. */
    static final List<Stage> STAGES = List.of(Stage.values());

    /** The stages in which moves are looked for; a later one is only asked for when all earlier ones failed. */
    enum Stage {
        /** Calls that depend on how things stand and are right as they are, or after calls of their own ticket. */
        AS_IT_STANDS,
        /** The same, after silent calls of other tickets that were answered one after the other, as those of one group are. */
        AFTER_RUN,
        /** The same, and one call of unknown outcome; only calls that tell all sums. */
        AFTER_RUN_AND_ONE_UNKNOWN,
        /** The same, and two calls of unknown outcome. */
        AFTER_RUN_AND_TWO_UNKNOWN,
        /** The same, and three calls of unknown outcome. */
        AFTER_RUN_AND_THREE_UNKNOWN,
        /** The same, after any silent calls of other tickets whose outcome is known. */
        AFTER_KNOWN,
        /** Calls that tell all sums, after silent calls of other tickets, one of them of unknown outcome. */
        AFTER_ONE_UNKNOWN,
        /** The silent call that has to be placed next. */
        DUE,
        /** Silent calls of a ticket that was given and ended: by themselves, since only for now there may be room for it. */
        GIVEN_AND_ENDED,
        /** As {@link #AFTER_ONE_UNKNOWN}, two of them of unknown outcome. */
        AFTER_TWO_UNKNOWN,
        /** As {@link #AFTER_ONE_UNKNOWN}, for calls that do not tell all sums. */
        AFTER_ANY_UNKNOWN,
        /** The same for all calls, several of them of unknown outcome. */
        AFTER_SEVERAL_UNKNOWN
    }

    List<List<Entry>> at(Stage stage) {
        List<List<Entry>> moves = new ArrayList<>();
        if (stage == Stage.DUE) {
            if (due != null && due.isSilent()) {
                Chain.each(board, due.ticket, until, due, chain -> add(moves, List.of(), chain, due));
            }
            return moves;
        }
        if (stage == Stage.GIVEN_AND_ENDED) {
            givenAndEnded(moves);
            return moves;
        }
        if (stage != Stage.AS_IT_STANDS) {
            collectChains();
            if (unknownMin(stage) == 0 ? known.isEmpty() : unknown.size() < unknownMin(stage)) {
                return moves;
            }
        }
        for (Entry entry : candidates) {
            boolean late = stage.compareTo(Stage.AFTER_TWO_UNKNOWN) > 0;
            cut |= late && entry != due && !thorough;
            boolean skipped = late && entry != due && !thorough && stage == Stage.AFTER_SEVERAL_UNKNOWN;
            if (!skipped && (!entry.isSilent() || (late && entry == due))) {
                Chain.each(board, entry.ticket, until, entry, chain -> moves(stage, moves, chain, entry));
            }
        }
        return moves;
    }

    private void givenAndEnded(List<List<Entry>> moves) {
        Set<Integer> tickets = new HashSet<>();
        for (Entry candidate : candidates) {
            if (board.isCounting() && candidate.isSilent() && tickets.add(candidate.ticket)) {
                for (Entry e = board.firstOf(candidate.ticket); e != null && e.start <= until; e = e.nextOfTicket) {
                    Entry last = e;
                    Chain.each(board, last.ticket, until, last, chain -> givenAndEnded(moves, chain, last));
                }
            }
        }
    }

    private void givenAndEnded(List<List<Entry>> moves, Chain chain, Entry last) {
        Step step = last.step(chain.after());
        if (step != null
                && step.kind() == Step.Kind.GIVES_BACK
                && chain.takes()
                && (last.obliged || chain.isObliged())) {
            if (isRight(List.of(), chain, last)) {
                moves.add(joined(List.of(), chain, last));
            } else {
                collectChains();
                long[] needs = missing(chain, last, step);
                new Sets(Stage.GIVEN_AND_ENDED, moves, chain, last, step, needs).find();
            }
        }
    }

    private static int unknownMin(Stage stage) {
        return switch (stage) {
            case AS_IT_STANDS, AFTER_RUN, AFTER_KNOWN, DUE, GIVEN_AND_ENDED -> 0;
            case AFTER_RUN_AND_ONE_UNKNOWN, AFTER_ONE_UNKNOWN, AFTER_ANY_UNKNOWN -> 1;
            case AFTER_RUN_AND_TWO_UNKNOWN, AFTER_TWO_UNKNOWN, AFTER_SEVERAL_UNKNOWN -> 2;
            case AFTER_RUN_AND_THREE_UNKNOWN -> 3;
        };
    }

    private void moves(Stage stage, List<List<Entry>> moves, Chain chain, Entry entry) {
        Step step = entry.step(chain.after());
        board.worked(1);
        if (step == null) {
            return;
        }
        long[] needs = missing(chain, entry, step);
        boolean rightAsItIs = isNothing(needs) && isRight(List.of(), chain, entry);
        if (stage == Stage.AS_IT_STANDS) {
            if (rightAsItIs) {
                moves.add(joined(List.of(), chain, entry));
            }
        } else if (!rightAsItIs && isAskedFor(stage, needs, entry)) {
            Sets sets = new Sets(stage, moves, chain, entry, step, needs);
            if (stage.compareTo(Stage.AFTER_RUN) >= 0 && stage.compareTo(Stage.AFTER_KNOWN) < 0) {
                sets.findRuns();
            } else {
                sets.find();
            }
        }
    }

    /** What the sums lack, before the chain, for the answer to be right; free where the answer does not say. */
    private long[] missing(Chain chain, Entry entry, Step step) {
        long[] used = board.used();
        AdmitRequest request = entry.request();
        if (!board.isCounting() || request == null) {
            long[] free = new long[used.length];
            Arrays.fill(free, LimitRules.FREE);
            return free;
        }
        long[] needs = entry.needs(board.limits(), request, step.kind()).clone();
        for (int i = 0; i < needs.length; i++) {
            if (needs[i] != LimitRules.FREE) {
                needs[i] -= used[i] + chain.moved()[i];
            }
        }
        return needs;
    }

    private boolean isAskedFor(Stage stage, long[] needs, Entry entry) {
        boolean tellsAll = !entry.isSilent() && Arrays.stream(needs).noneMatch(each -> each == LimitRules.FREE);
        return switch (stage) {
            case AFTER_RUN_AND_ONE_UNKNOWN,
                    AFTER_RUN_AND_TWO_UNKNOWN,
                    AFTER_RUN_AND_THREE_UNKNOWN,
                    AFTER_ONE_UNKNOWN,
                    AFTER_TWO_UNKNOWN -> tellsAll;
            case AFTER_ANY_UNKNOWN ->
                !tellsAll && (thorough || entry == due || board.limits().tellsAnAmount(needs));
            default -> true;
        };
    }

    private static boolean isNothing(long[] needs) {
        for (long each : needs) {
            if (each != 0 && each != LimitRules.FREE) {
                return false;
            }
        }
        return true;
    }

    private boolean isRight(List<Chain> before, Chain chain, Entry entry) {
        int height = board.height();
        boolean right = board.placeAll(joined(before, chain, entry));
        board.undo(height);
        return right;
    }

    private void add(List<List<Entry>> moves, List<Chain> before, Chain chain, Entry entry) {
        if (isRight(before, chain, entry)) {
            moves.add(joined(before, chain, entry));
        }
    }

    /** What gives back goes first: it makes room for what takes. */
    private static List<Entry> joined(List<Chain> before, Chain chain, Entry entry) {
        List<Entry> all = new ArrayList<>();
        before.stream().filter(c -> !c.adds()).forEach(c -> all.addAll(c.entries()));
        before.stream().filter(Chain::adds).forEach(c -> all.addAll(c.entries()));
        all.addAll(chain.entries());
        all.add(entry);
        return all;
    }

    /** Finds the chains of all tickets that move the sums. */
    private void collectChains() {
        if (collected || !board.isCounting()) {
            return;
        }
        collected = true;
        Set<Integer> tickets = new HashSet<>();
        for (Entry entry : candidates) {
            if (entry.isSilent()) {
                collect(entry, tickets);
            }
        }
        for (Entry entry : board.optional()) {
            if (entry.start > until) {
                break;
            }
            if (!entry.placed) {
                collect(entry, tickets);
            }
        }
        known.sort(Comparator.comparing(Chain::moved, Arrays::compare));
        count();
        unknown.sort(Comparator.comparing(Chain::moved, Arrays::compare));
    }

    private void count() {
        int sums = board.used().length;
        runs = new Runs(known);
        most = new long[known.size() + 1][sums];
        least = new long[known.size() + 1][sums];
        for (int i = known.size() - 1; i >= 0; i--) {
            for (int j = 0; j < sums; j++) {
                long moved = known.get(i).moved()[j];
                most[i][j] = most[i + 1][j] + Math.max(0, moved);
                least[i][j] = least[i + 1][j] + Math.min(0, moved);
            }
        }
        for (int i = 0; i < 2 && board.used().length == 2 && counted < 0; i++) {
            int sum = i;
            if (known.stream().allMatch(chain -> chain.moved()[sum] == -1)) {
                counted = sum;
            }
        }
        if (counted >= 0) {
            amounts = new long[known.size() + 1];
            for (int i = 0; i < known.size(); i++) {
                amounts[i + 1] = amounts[i] + known.get(i).moved()[1 - counted];
            }
        }
    }

    private void collect(Entry entry, Set<Integer> tickets) {
        if (tickets.add(entry.ticket)) {
            Chain.each(board, entry.ticket, until, null, chain -> {
                if (chain.moves()) {
                    (chain.isUnknown() ? unknown : known).add(chain);
                }
            });
        }
    }

    /** Sets of chains of other tickets that make up for what the sums lack. */
    private final class Sets {
        private final int unknownMin;
        private final int unknownMax;
        private final int knownMax;
        private final List<List<Entry>> moves;
        private final Chain chain;
        private final Entry entry;
        private final Step step;
        private final long[] lack;
        private final long[] sums;
        private final List<Chain> chosen = new ArrayList<>();
        private int tried;

        Sets(Stage stage, List<List<Entry>> moves, Chain chain, Entry entry, Step step, long[] lack) {
            this.unknownMin = unknownMin(stage);
            this.unknownMax = stage == Stage.AFTER_SEVERAL_UNKNOWN ? Integer.MAX_VALUE : unknownMin;
            this.knownMax = stage == Stage.AFTER_ANY_UNKNOWN && !thorough && entry != due ? 2 : Integer.MAX_VALUE;
            this.moves = moves;
            this.chain = chain;
            this.entry = entry;
            this.step = step;
            this.lack = lack.clone();
            this.sums = board.used().clone();
            shift(chain, 1);
        }

        void find() {
            if (unknownMax == 0 && !isWithin(0)) {
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
            if (chosen.size() == unknownMin) {
                if (isNothing(lack)) {
                    add(List.of());
                }
                // Pairs of runs beside several unknown calls would be too many to look through.
                tried += runs.each(lack, unknownMin < 2, this::add);
                return;
            }
            for (int next = i; next < unknown.size(); next = afterAllLike(unknown, next)) {
                if (choose(unknown.get(next))) {
                    withUnknownAndRun(next + 1);
                    takeBack();
                }
            }
        }

        private void add(List<Chain> run) {
            List<Chain> before = new ArrayList<>(chosen);
            before.addAll(run);
            Set<Integer> tickets = new HashSet<>();
            tickets.add(entry.ticket);
            for (Chain each : before) {
                if (!tickets.add(each.entries().get(0).ticket)) {
                    return;
                }
            }
            if (!before.isEmpty() && isRight(before, chain, entry)) {
                moves.add(joined(before, chain, entry));
            }
        }

        /** Chooses those of unknown outcome, which are few, and for each choice the others. */
        private void withUnknown(int i) {
            if (chosen.size() >= unknownMin && canAgree()) {
                withKnown(0, knownMax);
            }
            if (chosen.size() == unknownMax) {
                return;
            }
            for (int next = i; next < unknown.size() && isLeft(); next = afterAllLike(unknown, next)) {
                if (choose(unknown.get(next))) {
                    withUnknown(next + 1);
                    takeBack();
                }
            }
        }

        private int afterAllLike(List<Chain> some, int i) {
            int other = i + 1;
            while (other < some.size() && isLike(some.get(i), some.get(other))) {
                other++;
            }
            return other;
        }

        private void withKnown(int i, int max) {
            if (!chosen.isEmpty() && isNothing(lack) && agrees(sums) && isRight(chosen, chain, entry)) {
                moves.add(joined(chosen, chain, entry));
                return;
            }
            if (i == known.size() || max == 0 || !isWithin(i) || !isWithinByNumber(i) || !isLeft()) {
                return;
            }
            if (choose(known.get(i))) {
                withKnown(i + 1, max - 1);
                takeBack();
            }
            withKnown(afterAllLike(known, i), max);
        }

        private boolean isLeft() {
            if (tried > (thorough ? SETS_MAX : SETS_MAX / 10)) {
                cut = true;
                return false;
            }
            tried++;
            return true;
        }

        private boolean isWithin(int i) {
            for (int j = 0; j < lack.length; j++) {
                if (lack[j] != LimitRules.FREE && (lack[j] < least[i][j] || lack[j] > most[i][j])) {
                    return false;
                }
            }
            return true;
        }

        /** Where each of them moves one sum by one, it is known how many are needed, and so how much they can come to. */
        private boolean isWithinByNumber(int i) {
            if (counted < 0 || lack[counted] == LimitRules.FREE || lack[1 - counted] == LimitRules.FREE) {
                return true;
            }
            long needed = -lack[counted];
            if (needed < 0 || needed > known.size() - i) {
                return false;
            }
            int number = (int) needed;
            long least = amounts[i + number] - amounts[i];
            return lack[1 - counted] >= least
                    && lack[1 - counted] <= amounts[known.size()] - amounts[known.size() - number];
        }

        private boolean choose(Chain next) {
            int ticket = next.entries().get(0).ticket;
            if (ticket == entry.ticket) {
                return false;
            }
            for (Chain other : chosen) {
                if (other.entries().get(0).ticket == ticket) {
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
                lowest[j] += lack[j] == LimitRules.FREE ? least[0][j] : lack[j];
            }
            return agrees(lowest);
        }

        /**
         * Whether the first may be chosen rather than the second: they do the same to the sums, no other call of their tickets can be
         * placed before them, and the first has to be placed first anyway.
         */
        private boolean isLike(Chain a, Chain b) {
            Entry first = a.entries().get(0);
            Entry second = b.entries().get(0);
            return Arrays.equals(a.moved(), b.moved())
                    && a.entries().size() == 1
                    && b.entries().size() == 1
                    && first.end <= second.end
                    && isFirstOfAll(first)
                    && isFirstOfAll(second);
        }

        private boolean isFirstOfAll(Entry one) {
            Entry next = one.nextOfTicket;
            return one.previousOfTicket == null && (next == null || next.start > one.end);
        }
    }
}
