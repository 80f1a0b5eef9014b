package dev.tollgate.internal.decide;

import dev.tollgate.api.TicketState;
import dev.tollgate.spi.TicketFlag;

/** What the engine does by itself: lapsing leases, dropping outcomes, purging tickets. Each looks again before it acts. */
final class Upkeep {
    private final GroupState state;

    Upkeep(GroupState state) {
        this.state = state;
    }

    boolean lapse(Command.Lapse command) {
        Draft ticket = state.ticket(command.ticket());
        return ticket != null && state.lapseIfDue(ticket);
    }

    boolean dropOutcome(Command.DropOutcome command) {
        Draft ticket = state.ticket(command.ticket());
        if (ticket == null || ticket.outcome == null || !isFinishedBefore(ticket, command.finishedBeforeMillis())) {
            return false;
        }
        ticket.outcome = null;
        ticket.mark(TicketFlag.OUTCOME_DROPPED, true);
        ticket.changed = true;
        return true;
    }

    boolean purge(Command.Purge command) {
        Draft ticket = state.ticket(command.ticket());
        if (ticket == null
                || ticket.is(TicketFlag.DISPUTED)
                || !isFinishedBefore(ticket, command.finishedBeforeMillis())) {
            return false;
        }
        if (ticket.state.counts()) {
            state.purge(ticket);
        }
        ticket.deleted = true;
        return true;
    }

    private static boolean isFinishedBefore(Draft ticket, long beforeMillis) {
        return ticket.state != TicketState.OPEN
                && ticket.state != TicketState.IN_DOUBT
                && ticket.finishedAtMillis != null
                && ticket.finishedAtMillis < beforeMillis;
    }
}
