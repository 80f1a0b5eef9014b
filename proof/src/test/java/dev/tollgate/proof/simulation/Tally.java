package dev.tollgate.proof.simulation;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** How often each situation was reached. */
final class Tally {
    private final Map<Situation, Long> counts = new EnumMap<>(Situation.class);

    void add(Situation situation) {
        counts.merge(situation, 1L, Long::sum);
    }

    void add(Tally other) {
        other.counts.forEach((situation, count) -> counts.merge(situation, count, Long::sum));
    }

    long of(Situation situation) {
        return counts.getOrDefault(situation, 0L);
    }

    String table() {
        StringBuilder table = new StringBuilder();
        for (Situation situation : Situation.values()) {
            table.append(String.format(Locale.ROOT, "%,12d  %s%n", of(situation), situation.sentence()));
        }
        return table.toString();
    }
}
