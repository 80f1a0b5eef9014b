package dev.tollgate.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Runs all ways again and again, each time beginning with another one, so that none of them always has the machine as another left it.
 * A run counts when its result was verified.
 */
final class Rotation {
    private final Site site;
    private final Map<String, Ways.Maker> ways;
    private final Load load;
    private final Timing timing;
    private final Consumer<String> progress;
    private final Map<String, Half> halves = new HashMap<>();

    Rotation(Site site, Map<String, Ways.Maker> ways, Load load, Timing timing, Consumer<String> progress) {
        this.site = site;
        this.ways = ways;
        this.load = load;
        this.timing = timing;
        this.progress = progress;
    }

    /** What each way came to, by name, in the order they were given. */
    Map<String, Summary> run(int rotations) throws Exception {
        List<String> names = List.copyOf(ways.keySet());
        Map<String, List<Measured>> runs = new LinkedHashMap<>();
        for (int i = 0; i < rotations; i++) {
            for (int j = 0; j < names.size(); j++) {
                // Forwards and backwards in turn, so that nobody always follows the same one.
                int place = i % 2 == 0 ? i + j : i - j;
                String name = names.get(Math.floorMod(place, names.size()));
                Measured measured = once(name, i);
                runs.computeIfAbsent(name, way -> new ArrayList<>()).add(measured);
                progress.accept("%d/%d %-24s %10.0f/s  p50 %8.2f ms  p99 %8.2f ms"
                        .formatted(
                                i + 1,
                                rotations,
                                name,
                                measured.perSecond(),
                                measured.p50Millis(),
                                measured.p99Millis()));
            }
        }
        Map<String, Summary> summaries = new LinkedHashMap<>();
        names.forEach(name -> summaries.put(
                name, Summary.of(halves.getOrDefault(name, Half.BOTH), runs.getOrDefault(name, List.of()))));
        return summaries;
    }

    private Measured once(String name, int rotation) throws Exception {
        String url = site.fresh();
        Ways.Maker maker = ways.get(name);
        if (maker == null) {
            throw new IllegalStateException("no way " + name);
        }
        Callers.Result result;
        try (Way way = maker.on(url)) {
            halves.put(name, way.half());
            way.prepare(load);
            result = way.run(load, "r" + rotation, timing);
            Verification.verify(name, way.half(), load, result.tally().books(), way.books());
        }
        site.discard(url);
        return result.measured();
    }

    /**
     * The medians of a way's runs, and how far rate and p99 spread.
     *
     * @param does what the way was held to
     * @param gaveUp of all operations of all runs
     */
    record Summary(
            Half does,
            double perSecond,
            double perSecondMin,
            double perSecondMax,
            double p50Millis,
            double p99Millis,
            double p99MillisMin,
            double p99MillisMax,
            long gaveUp) {

        static Summary of(List<Measured> runs) {
            return of(Half.BOTH, runs);
        }

        static Summary of(Half does, List<Measured> runs) {
            double[] rates =
                    runs.stream().mapToDouble(Measured::perSecond).sorted().toArray();
            double[] tails =
                    runs.stream().mapToDouble(Measured::p99Millis).sorted().toArray();
            return new Summary(
                    does,
                    median(rates),
                    rates[0],
                    rates[rates.length - 1],
                    median(runs.stream().mapToDouble(Measured::p50Millis).toArray()),
                    median(tails),
                    tails[0],
                    tails[tails.length - 1],
                    runs.stream().mapToLong(Measured::gaveUp).sum());
        }

        private static double median(double[] values) {
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            int middle = sorted.length / 2;
            return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        }
    }
}
