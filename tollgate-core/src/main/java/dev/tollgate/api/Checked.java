package dev.tollgate.api;

import java.util.List;

/**
 * What would be answered to an admission, without asking for it.
 *
 * @param reasons why it would be declined; empty otherwise
 * @param usage the windows it would be counted in, as they are
 * @param wouldDecline what shadow limits would decline
 */
public record Checked(Decision decision, List<Reason> reasons, List<Usage> usage, List<Reason> wouldDecline) {

    /** The admissions by name. */
    public enum Decision {
        ADMITTED,
        REPLAYED,
        IN_PROGRESS,
        IN_DOUBT,
        MISMATCHED,
        SUPERSEDED,
        DECLINED,
        TOO_MANY_ATTEMPTS
    }
}
