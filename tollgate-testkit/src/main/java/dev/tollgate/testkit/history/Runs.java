package dev.tollgate.testkit.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Silent calls of known outcome that were answered by one gate one after the other: what a gate decides together it answers together, so
 * these are the sets that were most likely placed together.
 */
final class Runs {
    private final List<Run> all = new ArrayList<>();
    private final Map<List<Long>, List<Run>> bySums = new HashMap<>();

    private record Run(int gate, List<Chain> chains, List<Long> sums) {}

    Runs(List<Chain> known) {
        Map<Integer, List<Chain>> byGate = new TreeMap<>();
        List<Chain> sorted = new ArrayList<>(known);
        sorted.sort(Comparator.comparingLong((Chain chain) -> last(chain).end)
                .thenComparingInt(chain -> chain.entries().size()));
        Set<Integer> tickets = new HashSet<>();
        for (Chain chain : sorted) {
            if (tickets.add(last(chain).ticket)) {
                byGate.computeIfAbsent(last(chain).call.gate(), gate -> new ArrayList<>())
                        .add(chain);
            }
        }
        byGate.forEach(this::collect);
    }

    private static Entry last(Chain chain) {
        return chain.entries().get(chain.entries().size() - 1);
    }

    private void collect(int gate, List<Chain> chains) {
        for (int from = 0; from < chains.size(); from++) {
            long[] sums = new long[chains.get(from).moved().length];
            for (int to = from; to < chains.size(); to++) {
                List<Long> key = new ArrayList<>(sums.length);
                for (int i = 0; i < sums.length; i++) {
                    sums[i] += chains.get(to).moved()[i];
                    key.add(sums[i]);
                }
                Run run = new Run(gate, chains.subList(from, to + 1), key);
                all.add(run);
                bySums.computeIfAbsent(key, k -> new ArrayList<>(1)).add(run);
            }
        }
    }

    /**
     * All runs that come to these sums, and pairs of runs of two gates; where a sum is free, single runs only.
     *
     * @return how many were looked at
     */
    int each(long[] lack, boolean pairs, Consumer<List<Chain>> use) {
        List<Long> key = new ArrayList<>(lack.length);
        boolean free = false;
        boolean tells = false;
        for (long each : lack) {
            key.add(each);
            free |= each == LimitRules.FREE;
            tells |= each != LimitRules.FREE;
        }
        if (free) {
            if (tells) {
                all.stream().filter(run -> fits(run.sums(), lack)).forEach(run -> use.accept(run.chains()));
            }
            return all.size();
        }
        bySums.getOrDefault(key, List.of()).forEach(run -> use.accept(run.chains()));
        if (!pairs) {
            return 1;
        }
        for (Run one : all) {
            List<Long> rest = new ArrayList<>(lack.length);
            for (int i = 0; i < lack.length; i++) {
                rest.add(lack[i] - one.sums().get(i));
            }
            for (Run other : bySums.getOrDefault(rest, List.of())) {
                if (other.gate() > one.gate()) {
                    List<Chain> both = new ArrayList<>(one.chains());
                    both.addAll(other.chains());
                    use.accept(both);
                }
            }
        }
        return all.size();
    }

    private static boolean fits(List<Long> sums, long[] lack) {
        for (int i = 0; i < lack.length; i++) {
            if (lack[i] != LimitRules.FREE && lack[i] != sums.get(i)) {
                return false;
            }
        }
        return true;
    }
}
