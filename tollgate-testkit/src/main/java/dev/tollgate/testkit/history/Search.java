package dev.tollgate.testkit.history;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks for an order of calls in which every answer is right and that keeps to the order in which calls followed each other.
 *
 * <p>Depth first: a call may be placed next when it starts before the earliest end among those that are left. What was placed and how
 * things stand after it is remembered, so that nothing is tried twice. Calls that change nothing and are right as things stand are placed
 * at once, and so are those that matter to nobody but their own ticket, whose other calls all come later: whatever follows is right with
 * them here if it is right with them elsewhere.
 */
final class Search {
    /** What was found. */
    enum Result {
        ORDERED,
        NO_ORDER,
        GIVEN_UP
    }

    private final Board board;
    private final boolean thorough;
    private final Seen seen = new Seen();
    private final Deque<Node> path = new ArrayDeque<>();
    private boolean cut;
    private int fewestLeft = Integer.MAX_VALUE;
    private String farthest = "";

    /**
     * @param thorough see {@link Moves}; if not, more is given up, and sooner
     * @param workMax how much is tried before it is given up
     */
    Search(Board board, boolean thorough, long workMax) {
        this.board = board;
        this.thorough = thorough;
        board.mayWork(workMax);
    }

    /** A point of the search, with the moves from there that are still to be tried. */
    private static final class Node {
        final List<List<Entry>> moves = new ArrayList<>();
        int height;
        int stage;
        int next;

        @Nullable
        Moves from;

        boolean entered;
    }

    /** Where the search came farthest, in words. */
    String farthest() {
        return farthest;
    }

    /** How many calls were left there. */
    int fewestLeft() {
        return fewestLeft;
    }

    Result run() {
        path.push(new Node());
        while (!path.isEmpty()) {
            Node node = path.peek();
            if (!node.entered) {
                node.entered = true;
                placeSafe();
                if (board.left() == 0) {
                    return Result.ORDERED;
                }
                node.height = board.height();
                if (!seen.add(board.hash(), board.otherHash())) {
                    path.pop();
                    continue;
                }
                node.from = new Moves(board, thorough);
            }
            board.undo(node.height);
            List<Entry> move = next(node);
            if (board.hasWorkedTooMuch()) {
                note(node);
                return Result.GIVEN_UP;
            } else if (move == null) {
                note(node);
                path.pop();
            } else if (place(move)) {
                path.push(new Node());
            }
        }
        return cut ? Result.GIVEN_UP : Result.NO_ORDER;
    }

    /** After each silent call, and before the one that they are for, others may be right that would not be any more after it. */
    private boolean place(List<Entry> move) {
        for (int i = 0; i < move.size(); i++) {
            if (i > 0) {
                placeSafe();
            }
            if (!move.get(i).placed && !board.placeAll(List.of(move.get(i)))) {
                return false;
            }
        }
        return true;
    }

    private @Nullable List<Entry> next(Node node) {
        Moves from = node.from;
        while (from != null && node.next == node.moves.size()) {
            if (node.stage == Moves.STAGES.size()) {
                cut |= from.isCut();
                return null;
            }
            node.moves.clear();
            node.next = 0;
            node.moves.addAll(from.at(Moves.STAGES.get(node.stage++)));
        }
        return node.moves.get(node.next++);
    }

    /** Places what needs no choice. */
    private void placeSafe() {
        boolean placed = true;
        while (placed) {
            placed = false;
            long until = Long.MAX_VALUE;
            Entry next;
            for (Entry e = board.first(); e != null && e.start <= until; e = next) {
                next = e.next;
                until = Math.min(until, e.end);
                Step step = board.step(e);
                if (step != null && isSafe(e, step)) {
                    board.place(e, step);
                    placed = true;
                }
            }
        }
    }

    private boolean isSafe(Entry entry, Step step) {
        if (step.after().equals(board.standing(entry.ticket))) {
            return board.agrees(entry, step);
        }
        boolean mattersToItsTicketOnly =
                step.kind() == Step.Kind.NEITHER || (!board.isCounting() && board.agrees(entry, step));
        return mattersToItsTicketOnly && isBeforeAllOthersOfItsTicket(entry);
    }

    private boolean isBeforeAllOthersOfItsTicket(Entry entry) {
        for (Entry e = board.firstOf(entry.ticket); e != null && e.start <= entry.end; e = e.nextOfTicket) {
            if (e != entry) {
                return false;
            }
        }
        return true;
    }

    /** Keeps the point with the fewest calls left, for the explanation. */
    private void note(Node node) {
        Moves from = node.from;
        if (from != null && board.left() < fewestLeft) {
            fewestLeft = board.left();
            board.undo(node.height);
            farthest = new Explanation(board, from).text();
        }
    }
}
