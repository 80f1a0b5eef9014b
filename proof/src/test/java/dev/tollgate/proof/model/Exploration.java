package dev.tollgate.proof.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What TLC found out.
 *
 * @param violated the invariant or property that does not hold; empty when all do
 * @param left states that were found and not followed; 0 when the exploration was exhaustive
 * @param traceLength states of the shortest way to the violation
 * @param taken how often each action was taken
 */
record Exploration(
        boolean completed,
        String violated,
        long generated,
        long distinct,
        long left,
        int depth,
        int traceLength,
        Map<String, Long> taken,
        long millis,
        List<String> output) {

    private static final Pattern VIOLATED =
            Pattern.compile("Error: (?:Invariant|Action property|Temporal properties) ?(\\w*) (?:is|were) violated\\.");
    private static final Pattern COUNTS =
            Pattern.compile("(\\d+) states generated, (\\d+) distinct states found, (\\d+) states left on queue\\.");
    private static final Pattern DEPTH = Pattern.compile("The depth of the complete state graph search is (\\d+)\\.");
    private static final Pattern STEP = Pattern.compile("State (\\d+): <.*");
    private static final Pattern TAKEN =
            Pattern.compile("<(\\w+) line \\d+, col \\d+ to line \\d+, col \\d+ of module Tollgate.*>: (\\d+):(\\d+)");

    static Exploration read(List<String> output, long millis) {
        boolean completed = false;
        String violated = "";
        long generated = 0;
        long distinct = 0;
        long left = -1;
        int depth = 0;
        int trace = 0;
        Map<String, Long> taken = new TreeMap<>();
        for (String line : output) {
            completed |= line.startsWith("Model checking completed. No error has been found.");
            Matcher m = VIOLATED.matcher(line);
            if (m.matches() && violated.isEmpty()) {
                violated = m.group(1);
            }
            Matcher counts = COUNTS.matcher(line);
            if (counts.matches()) {
                generated = Long.parseLong(counts.group(1));
                distinct = Long.parseLong(counts.group(2));
                left = Long.parseLong(counts.group(3));
            }
            Matcher deep = DEPTH.matcher(line);
            if (deep.matches()) {
                depth = Integer.parseInt(deep.group(1));
            }
            Matcher step = STEP.matcher(line);
            if (step.matches()) {
                trace = Integer.parseInt(step.group(1));
            }
            Matcher took = TAKEN.matcher(line);
            if (took.matches()) {
                taken.merge(took.group(1), Long.parseLong(took.group(3)), Math::max);
            }
        }
        return new Exploration(
                completed, violated, generated, distinct, left, depth, trace, taken, millis, List.copyOf(output));
    }

    boolean exhaustive() {
        return completed && left == 0 && violated.isEmpty();
    }

    /** The names of the steps that lead to the violation. */
    List<String> steps() {
        List<String> steps = new ArrayList<>();
        Pattern step = Pattern.compile("State \\d+: <(\\w+) line .*");
        for (String line : output) {
            Matcher m = step.matcher(line);
            if (m.matches()) {
                steps.add(m.group(1));
            }
        }
        return steps;
    }
}
