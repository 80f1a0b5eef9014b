package dev.tollgate.testkit.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Silent calls of one ticket that may be placed one after the other, and what comes of it. */
final class Chain {
    private final List<Entry> entries;
    private final Standing after;
    private final long[] moved;

    private Chain(List<Entry> entries, Standing after, long[] moved) {
        this.entries = entries;
        this.after = after;
        this.moved = moved;
    }

    List<Entry> entries() {
        return entries;
    }

    Standing after() {
        return after;
    }

    /** What they add to the sums together; not to be changed. */
    long[] moved() {
        return moved;
    }

    /** Whether the outcome of any of them is unknown. */
    boolean isUnknown() {
        for (Entry entry : entries) {
            if (entry.isUnknown()) {
                return true;
            }
        }
        return false;
    }

    /** Whether a ticket is given in it. */
    boolean takes() {
        for (Entry entry : entries) {
            if (entry.request() != null) {
                return true;
            }
        }
        return false;
    }

    /** Whether any of them has to be placed. */
    boolean isObliged() {
        for (Entry entry : entries) {
            if (entry.obliged) {
                return true;
            }
        }
        return false;
    }

    /** Whether the sums are moved at all. */
    boolean moves() {
        for (long each : moved) {
            if (each != 0) {
                return true;
            }
        }
        return false;
    }

    boolean adds() {
        for (long each : moved) {
            if (each > 0) {
                return true;
            }
        }
        return false;
    }

    /**
     * All chains of a ticket as it stands, the empty one first.
     *
     * @param until those that start later may not be placed yet
     * @param without is left out
     */
    static void each(Board board, int ticket, long until, @Nullable Entry without, Consumer<Chain> use) {
        Chain empty = new Chain(List.of(), board.standing(ticket), new long[board.used().length]);
        use.accept(empty);
        List<Entry> silent = new ArrayList<>();
        for (Entry e = board.firstOf(ticket); e != null && e.start <= until; e = e.nextOfTicket) {
            if (e != without && e.isSilent()) {
                silent.add(e);
            }
        }
        if (!silent.isEmpty()) {
            longer(board, empty, silent, use);
        }
    }

    private static void longer(Board board, Chain chain, List<Entry> silent, Consumer<Chain> use) {
        List<Entry> tried = new ArrayList<>();
        for (Entry entry : silent) {
            if (board.hasWorkedTooMuch()) {
                return;
            }
            board.worked(1);
            Step step = entry.step(chain.after);
            if (step == null || step.after().equals(chain.after) || isLikeOneOf(tried, entry)) {
                continue;
            }
            tried.add(entry);
            List<Entry> entries = new ArrayList<>(chain.entries);
            entries.add(entry);
            long[] moved = chain.moved.clone();
            long[] more = board.moved(entry, chain.after, step);
            for (int i = 0; more != null && i < moved.length; i++) {
                moved[i] += more[i];
            }
            Chain next = new Chain(entries, step.after(), moved);
            use.accept(next);
            if (silent.size() > 1) {
                List<Entry> rest = new ArrayList<>(silent);
                rest.remove(entry);
                longer(board, next, rest, use);
            }
        }
    }

    /** Calls that ask the same and are answered the same can change places: the one that has to be placed first goes first. */
    private static boolean isLikeOneOf(List<Entry> tried, Entry entry) {
        for (Entry other : tried) {
            if (other.end <= entry.end
                    && other.call.asked().equals(entry.call.asked())
                    && Objects.equals(other.call.answer(), entry.call.answer())) {
                return true;
            }
        }
        return false;
    }
}
