package dev.tollgate.replay;

import dev.tollgate.api.Reason;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** What became of the deliveries. Filled by the loop's one thread, read when it is done. */
final class Tally {

    /** The last answer to a delivery. */
    enum Answer {
        ADMITTED,
        REPLAYED,
        IN_PROGRESS,
        IN_DOUBT,
        DECLINED,
        /** No answer but errors to the end. */
        FAILED
    }

    private final Map<Answer, Long> answers = new EnumMap<>(Answer.class);
    private final Histogram latencyMicros = new Histogram(3);
    private final Map<Integer, List<Reason>> declines = new HashMap<>();

    long refused;
    long notDone;
    long deaths;
    long tooLate;
    long mismatched;
    long unreported;
    long elapsedNanos;

    void count(Answer answer, long latencyNanos) {
        answers.merge(answer, 1L, Long::sum);
        latencyMicros.recordValue(Math.max(0, latencyNanos / 1_000));
    }

    void countUnasked(long deliveries) {
        answers.merge(Answer.FAILED, deliveries, Long::sum);
    }

    long of(Answer answer) {
        return answers.getOrDefault(answer, 0L);
    }

    long total() {
        return answers.values().stream().mapToLong(Long::longValue).sum();
    }

    void declined(int operation, List<Reason> reasons) {
        declines.put(operation, reasons);
    }

    /** Why an operation was declined when it was asked for last; empty when it never was. */
    List<Reason> declinesOf(int operation) {
        return declines.getOrDefault(operation, List.of());
    }

    double latencyMillis(double percentile) {
        return latencyMicros.getValueAtPercentile(percentile) / 1_000.0;
    }
}
