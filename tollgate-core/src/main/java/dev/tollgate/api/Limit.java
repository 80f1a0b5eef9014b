package dev.tollgate.api;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A rule on an account.
 *
 * @param name unique within the account, 1-64 bytes
 * @param metric what it adds up
 * @param window over how long
 * @param min smallest value of one operation, 0 to 2^53 - 1; null for none; only for {@link WindowKind#OPERATION}
 * @param max largest value, inclusive, 0 to 2^53 - 1, in minor units or operations
 * @param scenarios the scenarios it covers; empty: all
 * @param mode whether it declines
 */
public record Limit(
        String name,
        Metric metric,
        WindowKind window,
        @Nullable Long min,
        long max,
        Set<String> scenarios,
        Mode mode) {

    /** @throws InvalidRequestException naming every field that is out of its range */
    public Limit {
        Checks checks = new Checks();
        checks.name("name", name, Bounds.LIMIT_NAME_BYTES_MAX);
        checks.range("max", max, 0, Bounds.AMOUNT_MAX);
        if (min != null) {
            checks.range("min", min, 0, Bounds.AMOUNT_MAX);
            if (window != WindowKind.OPERATION) {
                checks.add("min", "is only for limits of window 'operation'");
            } else if (min > max) {
                checks.add("min", "must not be above max (%d) but is %d".formatted(max, min));
            }
        }
        if (scenarios.size() > Bounds.LIMIT_SCENARIOS_MAX) {
            checks.add("scenarios", "must be at most %d".formatted(Bounds.LIMIT_SCENARIOS_MAX));
        }
        scenarios.forEach(s -> checks.name("scenarios", s, Bounds.SCENARIO_BYTES_MAX));
        checks.throwIfAny();
        scenarios = Set.copyOf(scenarios);
    }

    /** An enforced limit on the sum of amounts per window, or on each amount for {@link WindowKind#OPERATION}. */
    public static Limit amount(String name, WindowKind window, long maxMinorUnits) {
        return new Limit(name, Metric.AMOUNT, window, null, maxMinorUnits, Set.of(), Mode.ENFORCE);
    }

    /** An enforced limit on the number of operations per window. */
    public static Limit count(String name, WindowKind window, long max) {
        return new Limit(name, Metric.COUNT, window, null, max, Set.of(), Mode.ENFORCE);
    }

    public Limit withMin(long smallest) {
        return new Limit(name, metric, window, smallest, max, scenarios, mode);
    }

    public Limit withScenarios(String... covered) {
        return new Limit(name, metric, window, min, max, Set.of(covered), mode);
    }

    /** The same limit that only reports what it would decline. */
    public Limit asShadow() {
        return new Limit(name, metric, window, min, max, scenarios, Mode.SHADOW);
    }

    /** Whether operations of this scenario are counted. */
    public boolean covers(String scenario) {
        return scenarios.isEmpty() || scenarios.contains(scenario);
    }
}
