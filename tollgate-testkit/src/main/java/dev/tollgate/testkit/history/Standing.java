package dev.tollgate.testkit.history;

import dev.tollgate.api.Amount;
import dev.tollgate.api.Outcome;
import dev.tollgate.api.Ticket;
import dev.tollgate.api.TicketState;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How the ticket of an operation stands, as far as answers tell of it.
 *
 * @param state null when there is none
 * @param fence 0 when there is none
 * @param requestIds of all attempts, the current one last
 * @param disputed the fences of which a success was reported that could not be accepted
 */
record Standing(
        @Nullable TicketState state,
        int fence,
        List<String> requestIds,
        @Nullable Amount amount,
        @Nullable String fingerprint,
        @Nullable Outcome outcome,
        boolean late,
        List<Integer> disputed) {
    static final Standing NONE = new Standing(null, 0, List.of(), null, null, null, false, List.of());

    /** Mostly asked of the very same object. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof Standing o
                        && state == o.state
                        && fence == o.fence
                        && late == o.late
                        && requestIds.equals(o.requestIds)
                        && disputed.equals(o.disputed)
                        && Objects.equals(amount, o.amount)
                        && Objects.equals(fingerprint, o.fingerprint)
                        && Objects.equals(outcome, o.outcome));
    }

    @Override
    public int hashCode() {
        return 31 * (31 * (31 * fence + requestIds.hashCode()) + Objects.hashCode(state)) + Objects.hashCode(outcome);
    }

    boolean is(TicketState other) {
        return state == other;
    }

    boolean isLive() {
        return state == TicketState.OPEN || state == TicketState.IN_DOUBT;
    }

    String requestId() {
        return requestIds.get(fence - 1);
    }

    Standing opened(String requestId, @Nullable Amount asked, @Nullable String digest) {
        List<String> all = new ArrayList<>(requestIds);
        all.add(requestId);
        return new Standing(TicketState.OPEN, fence + 1, List.copyOf(all), asked, digest, null, false, disputed);
    }

    /** Finished by a report; late when it was in doubt. */
    Standing finished(TicketState as, @Nullable Outcome how) {
        return new Standing(as, fence, requestIds, amount, fingerprint, how, state == TicketState.IN_DOUBT, disputed);
    }

    Standing doubted() {
        return new Standing(TicketState.IN_DOUBT, fence, requestIds, amount, fingerprint, outcome, late, disputed);
    }

    Standing disputed(int ofFence) {
        if (disputed.contains(ofFence)) {
            return this;
        }
        List<Integer> all = new ArrayList<>(disputed);
        all.add(ofFence);
        all.sort(null);
        return new Standing(state, fence, requestIds, amount, fingerprint, outcome, late, List.copyOf(all));
    }

    /** Whether a ticket that was shown is this one. */
    boolean isShownBy(Ticket ticket) {
        return ticket.state() == state
                && ticket.fence() == fence
                && ticket.currentFence() == fence
                && ticket.requestId().equals(requestId())
                && Objects.equals(ticket.amount(), amount)
                && Objects.equals(ticket.outcome(), outcome)
                && ticket.late() == late
                && ticket.disputed() == !disputed.isEmpty();
    }

    @Override
    public String toString() {
        if (state == null) {
            return "no ticket";
        }
        return state + " #" + fence + (amount == null ? "" : " of " + amount.minorUnits()) + (late ? ", late" : "")
                + (disputed.isEmpty() ? "" : ", disputed");
    }
}
