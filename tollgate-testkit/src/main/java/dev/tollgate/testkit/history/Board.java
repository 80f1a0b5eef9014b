package dev.tollgate.testkit.history;

import dev.tollgate.api.AdmitRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which calls have been placed, and how tickets and sums stand after them. Calls are taken back in reverse order. */
final class Board {
    private final LimitRules limits;
    private final boolean counting;
    private final @Nullable Entry[] heads;
    private final List<Entry> optional = new ArrayList<>();
    private final Standing[] standings;
    private final Map<Standing, Integer> numbers = new HashMap<>();
    private final List<Placed> placed = new ArrayList<>();
    private final long[] used;
    private @Nullable Entry first;
    private int left;
    private long hash;
    private long otherHash;
    private long work;
    private long workMax = Long.MAX_VALUE;

    private static final class Placed {
        final Entry entry;
        final Standing before;
        final long @Nullable [] moved;

        Placed(Entry entry, Standing before, long @Nullable [] moved) {
            this.entry = entry;
            this.before = before;
            this.moved = moved;
        }
    }

    /**
     * @param counting whether sums are kept; otherwise admissions may be answered either way
     */
    Board(List<Entry> entries, int tickets, LimitRules limits, boolean counting) {
        this.limits = limits;
        this.counting = counting && limits.size() > 0;
        this.heads = new Entry[tickets];
        this.standings = new Standing[tickets];
        this.used = new long[limits.size()];
        Arrays.fill(standings, Standing.NONE);
        List<Entry> sorted = new ArrayList<>(entries);
        sorted.sort(Comparator.comparingLong((Entry entry) -> entry.start).thenComparingInt(e -> e.call.number()));
        for (int i = 0; i < sorted.size(); i++) {
            sorted.get(i).number = i;
            if (!sorted.get(i).obliged) {
                optional.add(sorted.get(i));
            }
        }
        for (int i = sorted.size() - 1; i >= 0; i--) {
            sorted.get(i).placed = true;
            link(sorted.get(i));
        }
    }

    private void link(Entry entry) {
        entry.placed = false;
        if (entry.obliged) {
            left++;
            if (entry.previous == null) {
                if (first != null && first != entry.next) {
                    entry.next = first;
                }
                first = entry;
            } else {
                entry.previous.next = entry;
            }
            if (entry.next != null) {
                entry.next.previous = entry;
            }
        }
        if (entry.previousOfTicket == null) {
            if (heads[entry.ticket] != null && heads[entry.ticket] != entry.nextOfTicket) {
                entry.nextOfTicket = heads[entry.ticket];
            }
            heads[entry.ticket] = entry;
        } else {
            entry.previousOfTicket.nextOfTicket = entry;
        }
        if (entry.nextOfTicket != null) {
            entry.nextOfTicket.previousOfTicket = entry;
        }
    }

    private void unlink(Entry entry) {
        entry.placed = true;
        if (entry.obliged) {
            left--;
            if (entry.previous == null) {
                first = entry.next;
            } else {
                entry.previous.next = entry.next;
            }
            if (entry.next != null) {
                entry.next.previous = entry.previous;
            }
        }
        if (entry.previousOfTicket == null) {
            heads[entry.ticket] = entry.nextOfTicket;
        } else {
            entry.previousOfTicket.nextOfTicket = entry.nextOfTicket;
        }
        if (entry.nextOfTicket != null) {
            entry.nextOfTicket.previousOfTicket = entry.previousOfTicket;
        }
    }

    /** The first of those that have to be placed yet, by start. */
    @Nullable
    Entry first() {
        return first;
    }

    /** The first of a ticket that is not placed yet, by start. */
    @Nullable
    Entry firstOf(int ticket) {
        return heads[ticket];
    }

    /** Those that need not be placed, by start. */
    List<Entry> optional() {
        return optional;
    }

    /** How many have to be placed yet. */
    int left() {
        return left;
    }

    int height() {
        return placed.size();
    }

    Standing standing(int ticket) {
        return standings[ticket];
    }

    LimitRules limits() {
        return limits;
    }

    boolean isCounting() {
        return counting;
    }

    long[] used() {
        return used;
    }

    long hash() {
        return hash;
    }

    long otherHash() {
        return otherHash;
    }

    /** Bounds how much is tried. */
    void mayWork(long max) {
        workMax = max;
    }

    boolean hasWorkedTooMuch() {
        return work > workMax;
    }

    void worked(long more) {
        work += more;
    }

    @Nullable
    Step step(Entry entry) {
        work++;
        return entry.step(standings[entry.ticket]);
    }

    /** Whether the sums are right for an answer that the ticket is right for. */
    boolean agrees(Entry entry, Step step) {
        AdmitRequest request = entry.request();
        if (request == null || step.kind() == Step.Kind.NEITHER || (!counting && limits.size() > 0)) {
            return true;
        }
        long[] needs = entry.needs(limits, request, step.kind());
        for (int i = 0; i < needs.length; i++) {
            if (needs[i] != LimitRules.FREE && needs[i] != used[i]) {
                return false;
            }
        }
        return limits.agree(step.kind(), request, entry.call.answer(), used);
    }

    /** What a step adds to the sums; null for nothing. */
    long @Nullable [] moved(Entry entry, Standing before, Step step) {
        if (!counting || (step.kind() != Step.Kind.TAKES && step.kind() != Step.Kind.GIVES_BACK)) {
            return null;
        }
        boolean takes = step.kind() == Step.Kind.TAKES;
        long[] shares =
                limits.shares(entry.call.asked().operation().scenario(), (takes ? step.after() : before).amount());
        if (!takes) {
            for (int i = 0; i < shares.length; i++) {
                shares[i] = -shares[i];
            }
        }
        return shares;
    }

    void place(Entry entry, Step step) {
        Standing before = standings[entry.ticket];
        long[] moved = moved(entry, before, step);
        placed.add(new Placed(entry, before, moved));
        unlink(entry);
        mark(entry);
        stand(entry.ticket, before, step.after());
        if (moved != null) {
            for (int i = 0; i < used.length; i++) {
                used[i] += moved[i];
            }
        }
    }

    /** Places all of them if each is right in its turn, else none. */
    boolean placeAll(List<Entry> entries) {
        int before = height();
        for (Entry entry : entries) {
            Step step = step(entry);
            if (step == null || !agrees(entry, step)) {
                undo(before);
                return false;
            }
            place(entry, step);
        }
        return true;
    }

    void undo(int toHeight) {
        while (placed.size() > toHeight) {
            Placed last = placed.remove(placed.size() - 1);
            Entry entry = last.entry;
            mark(entry);
            stand(entry.ticket, standings[entry.ticket], last.before);
            long[] moved = last.moved;
            if (moved != null) {
                for (int i = 0; i < used.length; i++) {
                    used[i] -= moved[i];
                }
            }
            link(entry);
        }
    }

    /**
     * Which calls of unknown outcome were placed makes no difference by itself: one that was changes nothing when it is made again, so
     * what matters of it is how its ticket stands.
     */
    private void mark(Entry entry) {
        if (entry.obliged) {
            hash ^= mixed(entry.number + 1L);
            otherHash ^= mixed(~(entry.number + 1L));
        }
    }

    private void stand(int ticket, Standing from, Standing to) {
        if (!from.equals(to)) {
            standings[ticket] = to;
            long before = ((long) ticket << 32) + number(from);
            long after = ((long) ticket << 32) + number(to);
            hash ^= mixed(before * 3) ^ mixed(after * 3);
            otherHash ^= mixed(before * 5 + 1) ^ mixed(after * 5 + 1);
        }
    }

    private int number(Standing standing) {
        return numbers.computeIfAbsent(standing, s -> numbers.size());
    }

    /** Spreads a number over all 64 bits. */
    private static long mixed(long number) {
        long z = number * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
