package dev.tollgate.replay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tollgate.api.Amount;
import dev.tollgate.api.Reason;
import dev.tollgate.api.TicketState;
import dev.tollgate.api.Verification;
import dev.tollgate.json.Json;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a replay found, as the contract prints it.
 *
 * @param rows data rows of the file
 * @param operations the distinct valid ones by the state the store holds
 * @param deliveries by their last answer
 * @param executions in the ledger, of the file's operations
 * @param amounts minor units of the succeeded operations, by currency
 * @param verification of the whole store
 * @param declines of the operations that were never admitted
 * @param unmatched operations of which the store and the ledger say different things: succeeded and not executed, or the reverse
 * @param events what befell this process's callers
 */
public record ReplayReport(
        int rows,
        int badRows,
        int duplicateRows,
        Operations operations,
        Deliveries deliveries,
        long executions,
        long duplicateExecutions,
        List<OverLimit.Window> overLimit,
        Map<String, Long> amounts,
        Verification verification,
        Rate rate,
        List<Declined> declines,
        long unmatched,
        Events events) {

    /** Operations by state; declined ones have no ticket. */
    public record Operations(
            long total, long succeeded, long failed, long released, long declined, long inDoubt, long open) {
        public boolean addsUp() {
            return total == succeeded + failed + released + declined + inDoubt + open;
        }
    }

    /** Deliveries by their last answer. */
    public record Deliveries(
            long total, long admitted, long replayed, long inProgress, long inDoubt, long declined, long failed) {
        public boolean addsUp() {
            return total == admitted + replayed + inProgress + inDoubt + declined + failed;
        }
    }

    /** How long the deliveries took, each from its first request to its last answer. */
    public record Rate(long elapsedNanos, long deliveriesPerSecond, double p50Millis, double p99Millis) {}

    /**
     * What befell the callers.
     *
     * @param refused executions finally refused
     * @param notDone executions that did not take place and were tried again
     * @param deaths callers that died half-way
     * @param tooLate tickets that were given back because half their lease had gone before the call
     * @param otherContent deliveries of operations the store knows with other content, or that had all their attempts
     * @param unreported executions whose report found the ticket finished otherwise, or was never answered
     * @param resolved operations in doubt that the bank knew the end of
     */
    public record Events(
            long refused, long notDone, long deaths, long tooLate, long otherContent, long unreported, long resolved) {}

    /** An operation that was never admitted, and why. */
    public record Declined(Payment payment, List<Reason> reasons) {}

    static ReplayReport of(
            PaymentsFile.Payments file,
            @Nullable TicketState[] states,
            Tally tally,
            Books books,
            Verification verification,
            int resolved) {
        Map<TicketState, Long> byState = new EnumMap<>(TicketState.class);
        Map<String, Long> amounts = new TreeMap<>();
        List<Declined> declines = new ArrayList<>();
        long unmatched = 0;
        for (int i = 0; i < states.length; i++) {
            Payment payment = file.payments().get(i);
            TicketState state = states[i];
            Amount amount = payment.amount();
            if (amount != null) {
                long succeeded = state == TicketState.SUCCEEDED ? amount.minorUnits() : 0;
                amounts.merge(amount.currency(), succeeded, Math::addExact);
            }
            if (state == null) {
                declines.add(new Declined(payment, tally.declinesOf(i)));
            } else {
                byState.merge(state, 1L, Long::sum);
            }
            boolean settled = state != TicketState.OPEN && state != TicketState.IN_DOUBT;
            unmatched += settled && (state == TicketState.SUCCEEDED) != (books.timesDone(i) == 1) ? 1 : 0;
        }
        return new ReplayReport(
                file.rows(),
                file.badRows(),
                file.duplicateRows(),
                new Operations(
                        states.length,
                        byState.getOrDefault(TicketState.SUCCEEDED, 0L),
                        byState.getOrDefault(TicketState.FAILED, 0L),
                        byState.getOrDefault(TicketState.RELEASED, 0L),
                        declines.size(),
                        byState.getOrDefault(TicketState.IN_DOUBT, 0L),
                        byState.getOrDefault(TicketState.OPEN, 0L)),
                new Deliveries(
                        tally.total(),
                        tally.of(Tally.Answer.ADMITTED),
                        tally.of(Tally.Answer.REPLAYED),
                        tally.of(Tally.Answer.IN_PROGRESS),
                        tally.of(Tally.Answer.IN_DOUBT),
                        tally.of(Tally.Answer.DECLINED),
                        tally.of(Tally.Answer.FAILED)),
                books.executions(),
                books.duplicates(),
                books.overLimit(),
                amounts,
                verification,
                rate(tally),
                declines,
                unmatched,
                new Events(
                        tally.refused,
                        tally.notDone,
                        tally.deaths,
                        tally.tooLate,
                        tally.mismatched,
                        tally.unreported,
                        resolved));
    }

    private static Rate rate(Tally tally) {
        double seconds = tally.elapsedNanos / 1e9;
        long perSecond = tally.total() == 0 ? 0 : Math.round(tally.total() / seconds);
        return new Rate(tally.elapsedNanos, perSecond, tally.latencyMillis(50), tally.latencyMillis(99));
    }

    /** Whether nothing ran twice, nothing went past a limit and every usage row is what its tickets add up to. */
    public boolean holds() {
        return duplicateExecutions == 0 && overLimit.isEmpty() && verification.holds();
    }

    /** How many operations each limit, or status of an account, declined; an operation may count for several. */
    public Map<String, Long> declinedBy() {
        Map<String, Long> counts = new TreeMap<>();
        for (Declined declined : declines) {
            for (Reason reason : declined.reasons()) {
                String limit = reason.limit();
                counts.merge(limit != null ? limit : reason.code().text(), 1L, Long::sum);
            }
        }
        return counts;
    }

    /** The document of {@code replay --json}. */
    public ObjectNode json() {
        ObjectNode node = Json.object();
        node.put("rows", rows).put("badRows", badRows).put("duplicateRows", duplicateRows);
        node.putObject("operations")
                .put("total", operations.total())
                .put("succeeded", operations.succeeded())
                .put("failed", operations.failed())
                .put("released", operations.released())
                .put("declined", operations.declined())
                .put("inDoubt", operations.inDoubt())
                .put("open", operations.open());
        node.putObject("deliveries")
                .put("total", deliveries.total())
                .put("admitted", deliveries.admitted())
                .put("replayed", deliveries.replayed())
                .put("inProgress", deliveries.inProgress())
                .put("inDoubt", deliveries.inDoubt())
                .put("declined", deliveries.declined())
                .put("failed", deliveries.failed());
        node.putObject("executions").put("total", executions).put("duplicate", duplicateExecutions);
        node.put("overLimitWindows", overLimit.size());
        ObjectNode amount = node.putObject("amount");
        amounts.forEach(amount::put);
        node.putObject("verify")
                .put("usageRows", verification.usageRows())
                .put("mismatches", verification.mismatches().size());
        node.putObject("rate")
                .put("seconds", Math.round(rate.elapsedNanos() / 1e6) / 1e3)
                .put("deliveriesPerSecond", rate.deliveriesPerSecond())
                .put("p50Millis", rate.p50Millis())
                .put("p99Millis", rate.p99Millis());
        return node;
    }
}
