package dev.tollgate.api;

/** What became of an operation that was to run once. */
public sealed interface OnceResult {
    /**
     * The operation ran in this call.
     *
     * @param report the answer to its report: its ticket succeeded, failed or was released
     */
    record Ran(ReportResult report) implements OnceResult {}

    /** The operation did not run in this call, for this reason; a {@code Replayed} brings the stored outcome. */
    record NotRun(Admission admission) implements OnceResult {}
}
