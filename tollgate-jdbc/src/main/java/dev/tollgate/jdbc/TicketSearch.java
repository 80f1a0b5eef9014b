package dev.tollgate.jdbc;

import dev.tollgate.api.TicketState;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The words in which a database's indexes are asked for tickets that wait.
 *
 * @param open conditions that every open ticket meets one of
 * @param leaseEnd the column that says when these lapse
 * @param inDoubt a condition
 * @param withOutcome conditions that every finished ticket with an outcome meets one of
 * @param finished conditions that every finished ticket meets one of that is not disputed
 * @param finish the column that says when these finished
 * @param disputed a condition
 * @param tenant the tenant as the indexes of listings have it
 * @param account the account as the indexes of listings have it
 */
record TicketSearch(
        List<String> open,
        String leaseEnd,
        String inDoubt,
        List<String> withOutcome,
        List<String> finished,
        String finish,
        String disputed,
        String tenant,
        String account) {

    private static final String WITH_OUTCOME = "finished_at IS NOT NULL AND outcome_type IS NOT NULL";
    private static final String WITHOUT_OUTCOME = "finished_at IS NOT NULL AND outcome_type IS NULL";
    private static final String UNDISPUTED = "(flags & 2) = 0";

    /** For databases whose indexes may hold only the rows that meet a condition. */
    static final TicketSearch BY_STATE = byState("tenant", "account");

    /**
     * The same, for a database that would look up a key by an index for listings while it knows nothing of the table, and go on to do so:
     * the indexes of listings are over expressions, which lookups do not meet.
     */
    static final TicketSearch BY_STATE_WITH_LISTINGS_APART = byState("(tenant || '')", "(account || '')");

    /** For a table that has the columns {@code phase} and {@code phase_at} with an index over them. */
    static final TicketSearch BY_PHASE = new TicketSearch(
            List.of("phase = 0", "phase = 4"),
            "phase_at",
            "phase IN (1, 5)",
            List.of("phase = 2", "phase = 6"),
            List.of("phase = 2", "phase = 3"),
            "phase_at",
            "phase >= 4",
            "tenant",
            "account");

    private static TicketSearch byState(String tenant, String account) {
        return new TicketSearch(
                List.of(stateIs(TicketState.OPEN)),
                "lease_until",
                stateIs(TicketState.IN_DOUBT),
                List.of(WITH_OUTCOME),
                List.of(WITH_OUTCOME + " AND " + UNDISPUTED, WITHOUT_OUTCOME + " AND " + UNDISPUTED),
                "finished_at",
                "(flags & 2) <> 0",
                tenant,
                account);
    }

    private static String stateIs(TicketState state) {
        // As a literal, which lets the database see that an index over this state alone will do.
        return "state = '" + TicketTable.word(state) + "'";
    }

    String stateCondition(TicketState state) {
        return switch (state) {
            case OPEN -> open.size() == 1 ? open.get(0) : "(" + String.join(" OR ", open) + ")";
            case IN_DOUBT -> inDoubt;
            default -> stateIs(state);
        };
    }

    String disputedCondition(boolean wanted) {
        return wanted ? disputed : UNDISPUTED;
    }

    /** Binds a time and a maximum for each part, and once more the maximum when there is more than one. */
    record Earliest(String sql, int parts) {}

    /** The open tickets whose lease ended at a time or before. */
    Earliest lapsed() {
        return earliest(leaseEnd, "<=", open);
    }

    Earliest outcomesFinished() {
        return earliest(finish, "<", withOutcome);
    }

    Earliest allFinished() {
        return earliest(finish, "<", finished);
    }

    /** Each part is one walk along an index; a walk along two at once would have to sort all that there is. */
    private static Earliest earliest(String time, String compared, List<String> conditions) {
        String keys = TicketTable.KEY.names();
        String end = " ORDER BY " + time + " LIMIT ?";
        if (conditions.size() == 1) {
            return new Earliest(
                    "SELECT " + keys + " FROM tollgate_ticket WHERE " + conditions.get(0) + " AND " + time + " "
                            + compared + " ?" + end,
                    1);
        }
        String parts = IntStream.range(0, conditions.size())
                .mapToObj(i -> "SELECT * FROM (SELECT " + keys + ", " + time + " FROM tollgate_ticket WHERE "
                        + conditions.get(i) + " AND " + time + " " + compared + " ?" + end + ") AS part" + i)
                .collect(Collectors.joining(" UNION ALL "));
        return new Earliest("SELECT " + keys + " FROM (" + parts + ") AS parts" + end, conditions.size());
    }
}
