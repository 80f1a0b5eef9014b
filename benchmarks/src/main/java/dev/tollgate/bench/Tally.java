package dev.tollgate.bench;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** What callers were told, and how soon. Each caller keeps its own; they are added up when all have ended. Not safe for concurrent use. */
final class Tally {
    private static final long NANOS_MAX = 120_000_000_000L;

    private final Map<Integer, Books> told = new HashMap<>();
    private final Map<Answer, Long> answers = new EnumMap<>(Answer.class);
    private long done;
    private final Histogram nanos = new Histogram(NANOS_MAX, 3);

    /** Counts an answer, whenever it came. */
    void told(Order order, Answer answer) {
        answers.merge(answer, 1L, Long::sum);
        if (answer == Answer.ADMITTED) {
            told.merge(order.account(), new Books(order.minorUnits(), 1, 0), Books::plus);
        }
    }

    void succeeded(Order order) {
        told.merge(order.account(), new Books(0, 0, 1), Books::plus);
    }

    /** How long a call took that ended while it was measured. One that gave up took its time too, but nothing was done. */
    void took(long callNanos, boolean gaveUp) {
        nanos.recordValue(Math.min(callNanos, NANOS_MAX));
        done += gaveUp ? 0 : 1;
    }

    void add(Tally other) {
        other.told.forEach((account, books) -> told.merge(account, books, Books::plus));
        other.answers.forEach((answer, count) -> answers.merge(answer, count, Long::sum));
        nanos.add(other.nanos);
        done += other.done;
    }

    /** What the accounts must come to. */
    Map<Integer, Books> books() {
        return told;
    }

    long count(Answer answer) {
        return answers.getOrDefault(answer, 0L);
    }

    /** Calls that were decided while it was measured. */
    long measured() {
        return done;
    }

    double millisAt(double percentile) {
        return nanos.getValueAtPercentile(percentile) / 1e6;
    }
}
