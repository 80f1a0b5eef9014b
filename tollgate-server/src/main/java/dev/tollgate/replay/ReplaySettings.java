package dev.tollgate.replay;

import java.time.Duration;

/**
 * How a file is replayed.
 *
 * @param deliveries how often each operation is delivered, at least 1
 * @param callers how many ask at a time, at least 1
 * @param seed decides the order of deliveries, what fails and who dies
 * @param failRate share of executions that do not take place, 0 to 1
 * @param dieRate share of callers that die half-way, 0 to 1
 * @param lease how long a ticket may stay without a report
 * @param resolve whether the simulated bank says in the end what became of the operations in doubt
 * @param patience how long the store may give nothing but errors
 */
public record ReplaySettings(
        int deliveries,
        int callers,
        long seed,
        double failRate,
        double dieRate,
        Duration lease,
        boolean resolve,
        Duration patience) {}
