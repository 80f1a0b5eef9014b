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
 * <p>A move is a call that depends on how things stand, and before it just those silent calls (reports, admissions that were found again
 * and tell no usage, and calls that nobody knows the outcome of) without which its answer would be wrong. A silent call by itself is a move only when it has to be placed next. Nothing is
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
    private final boolean thorough;

    /** Found when they are first asked for: most of the time there is no need. */
    private @Nullable Chains chains;

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
        /** The call that has to be placed next, if it does not depend on the sums. */
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
            if (due != null) {
                Chain.each(board, due.ticket, until, due, chain -> add(moves, List.of(), chain, due));
            }
            return moves;
        }
        if (stage == Stage.GIVEN_AND_ENDED) {
            givenAndEnded(moves);
            return moves;
        }
        if (stage != Stage.AS_IT_STANDS) {
            int fewest = unknownMin(stage);
            if (fewest == 0 ? chains().known().isEmpty() : chains().unknown().size() < fewest) {
                return moves;
            }
        }
        for (Entry entry : candidates) {
            boolean late = stage.compareTo(Stage.AFTER_TWO_UNKNOWN) > 0;
            cut |= late && entry != due && !thorough;
            boolean skipped = late && entry != due && !thorough && stage == Stage.AFTER_SEVERAL_UNKNOWN;
            // One that is due and silent may still need room that others give back.
            boolean needsRoom = entry == due && stage.compareTo(Stage.AFTER_KNOWN) >= 0;
            if (!skipped && (!entry.isSilent() || needsRoom)) {
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
                && (last.obliged || chain.isObliged())
                && !add(moves, List.of(), chain, last)) {
            Sets sets = sets(Stage.GIVEN_AND_ENDED, moves, chain, last, step, missing(chain, last, step));
            sets.find();
            cut |= sets.isCut();
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
        boolean rightAsItIs = Sets.isNothing(needs) && isRight(List.of(), chain, entry);
        if (stage == Stage.AS_IT_STANDS) {
            if (rightAsItIs) {
                // What shows these sums first: once others have moved them they may never be the same again.
                moves.add(step.kind() == Step.Kind.SHOWS ? 0 : moves.size(), joined(List.of(), chain, entry));
            }
        } else if (!rightAsItIs && isAskedFor(stage, needs, entry)) {
            Sets sets = sets(stage, moves, chain, entry, step, needs);
            if (stage.compareTo(Stage.AFTER_RUN) >= 0 && stage.compareTo(Stage.AFTER_KNOWN) < 0) {
                sets.findRuns();
            } else {
                sets.find();
            }
            cut |= sets.isCut();
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

    private boolean isRight(List<Chain> before, Chain chain, Entry entry) {
        int height = board.height();
        boolean right = board.placeAll(joined(before, chain, entry));
        board.undo(height);
        return right;
    }

    private boolean add(List<List<Entry>> moves, List<Chain> before, Chain chain, Entry entry) {
        boolean right = isRight(before, chain, entry);
        if (right) {
            moves.add(joined(before, chain, entry));
        }
        return right;
    }

    /** What gives back goes first: it makes room for what takes. */
    private static List<Entry> joined(List<Chain> before, Chain chain, Entry entry) {
        List<Entry> all = new ArrayList<>();
        before.stream().filter(c -> !c.adds()).forEach(c -> all.addAll(c.entries()));
        if (!chain.adds()) {
            all.addAll(chain.entries());
        }
        before.stream().filter(Chain::adds).forEach(c -> all.addAll(c.entries()));
        if (chain.adds()) {
            all.addAll(chain.entries());
        }
        all.add(entry);
        return all;
    }

    private Chains chains() {
        Chains some = chains;
        if (some == null) {
            some = new Chains(board, candidates, until);
            chains = some;
        }
        return some;
    }

    private Sets.Sizes sizes(Stage stage, Entry entry) {
        return new Sets.Sizes(
                unknownMin(stage),
                stage == Stage.AFTER_SEVERAL_UNKNOWN ? Integer.MAX_VALUE : unknownMin(stage),
                stage == Stage.AFTER_ANY_UNKNOWN && !thorough && entry != due ? 2 : Integer.MAX_VALUE,
                thorough ? SETS_MAX : SETS_MAX / 10);
    }

    private Sets sets(Stage stage, List<List<Entry>> moves, Chain chain, Entry entry, Step step, long[] lack) {
        return new Sets(
                board,
                chains(),
                sizes(stage, entry),
                chain,
                entry,
                step,
                lack,
                before -> add(moves, before, chain, entry));
    }
}
