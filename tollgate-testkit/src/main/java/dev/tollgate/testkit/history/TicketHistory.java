package dev.tollgate.testkit.history;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The calls of one ticket, looked at alone: they have to have an order whatever the limits say, and what became of calls that nobody
 * knows the outcome of often shows here already.
 */
final class TicketHistory {
    private final List<Entry> entries = new ArrayList<>();
    private final LimitRules limits;
    private final long workMax;

    TicketHistory(List<RecordedCall> calls, int ticket, LimitRules limits, long workMax) {
        this.limits = limits;
        this.workMax = workMax;
        calls.forEach(call -> entries.add(Entry.of(call, ticket)));
    }

    Verdict check(String account) {
        return HistoryChecker.verdict(account, entries.size(), search(entries));
    }

    private Search search(List<Entry> some) {
        List<Entry> alone = new ArrayList<>(some.size());
        some.forEach(entry -> alone.add(entry.alone()));
        return new Search(new Board(alone, 1, limits, false), true, workMax);
    }

    /** Whether there is certainly no order. */
    private boolean hasNone(List<Entry> some) {
        return search(some).run() == Search.Result.NO_ORDER;
    }

    private List<Entry> with(Entry one, UnaryOperator<Entry> changed) {
        List<Entry> all = new ArrayList<>(entries);
        all.set(all.indexOf(one), changed.apply(one));
        return all;
    }

    /**
     * The same calls, knowing of those without an answer what can be known: one that cannot have taken effect is left out, one that must
     * have has to be placed, and before whatever shows it.
     */
    List<Entry> narrowed() {
        if (entries.size() > 1) {
            for (Entry entry : List.copyOf(entries)) {
                if (entry.isUnknown()) {
                    narrow(entry);
                }
            }
        }
        return entries;
    }

    private void narrow(Entry unknown) {
        List<Entry> without = new ArrayList<>(entries);
        without.remove(unknown);
        if (hasNone(with(unknown, one -> one.obligedUntil(one.end)))) {
            entries.remove(unknown);
            return;
        }
        Entry narrowed = unknown.notBefore(firstChance(unknown));
        boolean obliged = hasNone(without);
        entries.set(entries.indexOf(unknown), obliged ? narrowed.obligedUntil(lastChance(unknown)) : narrowed);
    }

    /** The latest start of a call such that it cannot have taken effect before: it comes after what ended before that. */
    private long firstChance(Entry unknown) {
        long[] starts = entries.stream()
                .filter(entry -> entry != unknown && entry.start > unknown.start)
                .mapToLong(entry -> entry.start)
                .sorted()
                .toArray();
        int impossible = -1;
        int possible = starts.length;
        while (possible - impossible > 1) {
            int middle = (possible + impossible) >>> 1;
            if (hasNone(with(unknown, one -> one.obligedUntil(starts[middle] - 1)))) {
                impossible = middle;
            } else {
                possible = middle;
            }
        }
        return impossible < 0 ? unknown.start : starts[impossible];
    }

    /** The earliest end of a call such that it cannot have taken effect later: it has to be placed before what starts after that. */
    private long lastChance(Entry unknown) {
        long[] ends = entries.stream()
                .filter(entry -> entry.end != RecordedCall.NEVER && entry.end >= unknown.start)
                .mapToLong(entry -> entry.end)
                .sorted()
                .toArray();
        int possible = -1;
        int impossible = ends.length;
        while (impossible - possible > 1) {
            int middle = (possible + impossible) >>> 1;
            if (hasNone(with(unknown, one -> one.notBefore(ends[middle] + 1)))) {
                impossible = middle;
            } else {
                possible = middle;
            }
        }
        return impossible == ends.length ? RecordedCall.NEVER : ends[impossible];
    }
}
