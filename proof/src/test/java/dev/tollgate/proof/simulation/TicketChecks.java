package dev.tollgate.proof.simulation;

import dev.tollgate.api.HistoryEvent;
import dev.tollgate.api.TicketState;
import dev.tollgate.internal.decide.Action;
import dev.tollgate.internal.decide.Command;
import dev.tollgate.spi.HistoryRow;
import dev.tollgate.spi.TicketChange;
import dev.tollgate.spi.TicketFlag;
import dev.tollgate.spi.TicketRow;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How a ticket may change in one commit, and what its history must say of it. */
final class TicketChecks {
    private final World world;

    TicketChecks(World world) {
        this.world = world;
    }

    private void require(boolean holds, String check, Supplier<String> found) {
        world.require(holds, check, found);
    }

    boolean isNewAttempt(TicketChange change) {
        TicketRow before = change.before();
        TicketRow after = change.after();
        return after != null && (before == null || before.fence() < after.fence());
    }

    void change(Try decided, @Nullable TicketRow before, @Nullable TicketRow after) {
        if (after == null) {
            require(
                    before != null && isFinished(before.state()) && !before.is(TicketFlag.DISPUTED),
                    "purged-when-finished",
                    () -> "purged: " + before);
            return;
        }
        require(
                before == null ? after.revision() > 0 : after.revision() == before.revision() + 1,
                "revision-rises-by-one",
                () -> before + " becomes " + after);
        int fence = before == null ? 0 : before.fence();
        // A new ticket may live through several attempts in one group.
        int most = fence + decided.commands.size();
        require(
                after.fence() >= fence && after.fence() <= most,
                "fence-rises-by-one",
                () -> "from " + fence + " to " + after.fence());
        require(
                after.fence() - fence <= 1 || decided.commands.size() > 2,
                "fence-rises-by-one",
                () -> "from " + fence + " to " + after.fence());
        state(after);
        history(decided, before, after);
        if (before != null && before.fence() == after.fence()) {
            sameAttempt(decided, before, after);
        }
    }

    private static boolean isFinished(TicketState state) {
        return state == TicketState.SUCCEEDED || state == TicketState.FAILED || state == TicketState.RELEASED;
    }

    private void state(TicketRow row) {
        require(
                isFinished(row.state()) == (row.finishedAtMillis() != null),
                "finished-when-finished",
                () -> "state and end differ: " + row);
        long amount = row.amount() == null ? 0 : row.amount().minorUnits();
        require(
                row.reversedMinorUnits() >= 0 && row.reversedMinorUnits() <= amount,
                "reversed-within-amount",
                () -> "reversed: " + row);
        require(
                row.reversedMinorUnits() == 0 || row.state() == TicketState.SUCCEEDED,
                "reversed-after-success",
                () -> "reversed: " + row);
        require(
                row.outcome() == null || row.state() == TicketState.SUCCEEDED || row.state() == TicketState.FAILED,
                "outcome-when-finished",
                () -> "an outcome of " + row);
        require(
                !row.is(TicketFlag.RELEASED_BY_LAPSE) || row.state() == TicketState.RELEASED,
                "released-by-lapse",
                () -> "marked: " + row);
    }

    /** What is fixed as long as an attempt lasts, and the ways its state may take. */
    private void sameAttempt(Try decided, TicketRow before, TicketRow after) {
        require(before.windows().equals(after.windows()), "windows-never-change", () -> before + " to " + after);
        require(
                before.requestId().equals(after.requestId())
                        && Objects.equals(before.amount(), after.amount())
                        && Objects.equals(before.fingerprint(), after.fingerprint())
                        && before.operator().equals(after.operator())
                        && before.onLapse() == after.onLapse()
                        && before.admittedAtMillis() == after.admittedAtMillis()
                        && before.attributes().equals(after.attributes()),
                "content-never-changes",
                () -> before + " to " + after);
        require(after.leaseUntilMillis() >= before.leaseUntilMillis(), "lease-never-shortened", () -> "now " + after);
        require(after.reversedMinorUnits() >= before.reversedMinorUnits(), "reversals-stay", () -> "now " + after);
        TicketState from = before.state();
        TicketState to = after.state();
        boolean lapsed = before.is(TicketFlag.RELEASED_BY_LAPSE);
        boolean allowed = switch (from) {
            case OPEN -> true;
            case IN_DOUBT -> to != TicketState.OPEN;
            case SUCCEEDED, FAILED -> to == from;
            case RELEASED -> to == from || (lapsed && to != TicketState.OPEN);
        };
        require(allowed, "states-only-go-on", () -> "from " + before + " to " + after);
        if (from == to && isFinished(from)) {
            require(
                    Objects.equals(before.outcome(), after.outcome())
                            || (after.outcome() == null && after.is(TicketFlag.OUTCOME_DROPPED)),
                    "outcome-stays",
                    () -> before + " to " + after);
        }
        if (after.is(TicketFlag.OUTCOME_DROPPED) && !before.is(TicketFlag.OUTCOME_DROPPED)) {
            long retention = world.outcomeRetention().toMillis();
            Long finishedAt = before.finishedAtMillis();
            require(
                    finishedAt != null && finishedAt < world.store.clock.highestMillis() - retention,
                    "dropped-past-retention",
                    () -> "dropped too early: " + before + " by " + decided.commands);
            world.reach(Situation.OUTCOME_DROPPED);
        }
        require(
                !before.is(TicketFlag.DISPUTED) || after.is(TicketFlag.DISPUTED) || settles(decided),
                "disputes-stay",
                () -> "dropped without being settled: " + after + " by " + decided.commands);
    }

    /** History only grows, is numbered without gaps, and agrees with the row. */
    private void history(Try decided, @Nullable TicketRow before, TicketRow after) {
        List<HistoryRow> old = before == null ? List.of() : before.history();
        List<HistoryRow> now = after.history();
        require(
                now.size() >= old.size() && now.subList(0, old.size()).equals(old),
                "history-only-grows",
                () -> old + " becomes " + now);
        Set<Integer> admitted = new HashSet<>();
        Set<Integer> ended = new HashSet<>();
        Set<Integer> refused = new HashSet<>();
        long reversed = 0;
        boolean resolved = false;
        boolean doubted = false;
        for (int i = 0; i < now.size(); i++) {
            HistoryRow entry = now.get(i);
            boolean numbered = entry.seq() == i + 1;
            require(numbered, "history-is-numbered", () -> "gaps in " + now);
            boolean current = entry.fence() == after.fence();
            switch (entry.kind()) {
                case ADMITTED -> require(admitted.add(entry.fence()), "history-agrees", () -> "admitted twice: " + now);
                case RELEASED -> ended.add(entry.fence());
                case RESOLVED -> {
                    ended.add(entry.fence());
                    resolved |= current;
                }
                case REFUSED ->
                    require(refused.add(entry.fence()), "disputed-once-per-fence", () -> "recorded twice: " + now);
                case REVERSED -> reversed += current && entry.minorUnits() != null ? entry.minorUnits() : 0;
                case LAPSED, DOUBTED -> doubted |= current;
                case RENEWED, SUCCEEDED, FAILED -> {}
            }
        }
        boolean whole = admitted.size() == after.fence() - 1;
        for (int fence = 1; fence < after.fence(); fence++) {
            whole &= admitted.contains(fence) && ended.contains(fence);
        }
        boolean allAttempts = whole;
        require(allAttempts, "history-has-every-attempt", () -> after.fence() + " attempts, but " + now);
        require(reversed == after.reversedMinorUnits(), "history-agrees", () -> "reversals differ: " + after);
        require(resolved == after.is(TicketFlag.RESOLVED), "history-agrees", () -> "resolved or not: " + after);
        require(!after.is(TicketFlag.DISPUTED) || !refused.isEmpty(), "history-agrees", () -> "disputed: " + after);
        boolean inDoubt = after.state() == TicketState.IN_DOUBT || after.is(TicketFlag.RELEASED_BY_LAPSE);
        require(!inDoubt || doubted, "history-agrees", () -> "no word of a lapse or doubt: " + after);
        boolean newlyRefused = refused.size() > refusedIn(old);
        require(
                !newlyRefused || after.is(TicketFlag.DISPUTED) || settles(decided),
                "disputes-show",
                () -> "refused, but not disputed: " + after);
    }

    private static boolean settles(Try decided) {
        return decided.commands.stream()
                .anyMatch(command ->
                        command instanceof Command.Report report && report.action() instanceof Action.Settle);
    }

    private static int refusedIn(List<HistoryRow> history) {
        return (int) history.stream()
                .filter(h -> h.kind() == HistoryEvent.Kind.REFUSED)
                .count();
    }
}
