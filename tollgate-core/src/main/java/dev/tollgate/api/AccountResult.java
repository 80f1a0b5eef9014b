package dev.tollgate.api;

/** The answer to a change of an account. */
public sealed interface AccountResult {

    /** The account is now as asked; {@code created} when this call made it. */
    record Changed(Account account, boolean created) implements AccountResult {}

    /**
     * Metric, window or scenarios of a limit, the currency under amount limits, or zone and cut-off under windowed limits would
     * change under the same name. Nothing was written.
     */
    record LimitShapeChanged(String field, String message) implements AccountResult {}

    record PreconditionFailed() implements AccountResult {}

    /** A closed account is neither suspended nor activated. */
    record AccountClosed() implements AccountResult {}

    record AccountUnknown() implements AccountResult {}
}
