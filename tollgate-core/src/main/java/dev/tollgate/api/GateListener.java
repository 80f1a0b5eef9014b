package dev.tollgate.api;

/**
 * Told what the engine does, for metrics. Called on the engine's threads, once per batch or per answer: must be quick, must not
 * block, must be safe for concurrent calls. What it throws is logged and ignored.
 */
public interface GateListener {

    GateListener NONE = new GateListener() {};

    /** An admission was answered. */
    default void admitted(String tenant, Admission admission) {}

    /** A report, renew, reverse, resolve or settle was answered. */
    default void reported(String tenant, ReportKind kind, ReportResult result) {}

    /** Leases that ended without a report were acted upon. */
    default void lapsed(int tickets) {}

    /** A ticket became disputed: money may have moved twice. */
    default void disputed(Operation operation, int fence) {}

    /** A store call came back. */
    default void batchApplied(int groups, int requests, long storeNanos) {}

    /** Another instance moved an account first. */
    default void conflict() {}

    /** A store's answer was lost; it is being looked up. */
    default void outcomeUnknown() {}

    /** A call was refused or ended without an answer. */
    default void failed(TollgateException reason) {}

    /** Purged tickets and dropped outcomes. */
    default void purged(int tickets, int outcomes) {}

    /** The calls that end in a {@link ReportResult}. */
    enum ReportKind {
        SUCCEED,
        FAIL,
        RELEASE,
        DOUBT,
        RENEW,
        REVERSE,
        RESOLVE,
        SETTLE
    }
}
