package dev.tollgate.proof.simulation;

import dev.tollgate.api.OnLapse;
import dev.tollgate.api.Operation;
import dev.tollgate.api.Resolution;
import dev.tollgate.api.Ticket;
import dev.tollgate.api.TicketState;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketRow;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Where the operations really happen. Whoever asks it how an operation ended gets an answer that stays true: what it has not executed
 * by then, it never will.
 */
final class Bank {
    private final World world;
    private final Set<String> executed = new HashSet<>();
    private final Set<String> refused = new HashSet<>();
    private final Map<Operation, String> executedBy = new HashMap<>();

    Bank(World world) {
        this.world = world;
    }

    /** Executes the operation of a ticket; false when it said before that it never would. */
    boolean execute(Ticket ticket) {
        String requestId = ticket.requestId();
        if (refused.contains(requestId)) {
            return false;
        }
        executed.add(requestId);
        if (world.swarm.honest && ticket.onLapse() == OnLapse.HOLD) {
            String before = executedBy.put(ticket.operation(), requestId);
            world.require(
                    before == null || before.equals(requestId),
                    "executed-once",
                    () -> "%s executed for %s after %s".formatted(ticket.operation(), requestId, before));
            TicketRow row = world.store.ticket(TicketKey.of("default", ticket.operation()));
            world.require(
                    row != null
                            && row.requestId().equals(requestId)
                            && row.state().counts(),
                    "executions-are-counted",
                    () -> "%s executes, but the store has %s".formatted(requestId, row));
        }
        return true;
    }

    boolean hasExecuted(String requestId) {
        return executed.contains(requestId);
    }

    Resolution howDidItEnd(Ticket ticket) {
        if (executed.contains(ticket.requestId())) {
            return Resolution.succeeded(Clients.PAID, "bank");
        }
        refused.add(ticket.requestId());
        return ticket.operation().businessNumber().hashCode() % 2 == 0
                ? Resolution.failed(Clients.REFUSED, "bank")
                : Resolution.released("bank");
    }

    /** Under hold, what was executed stays counted for as long as its ticket is kept. */
    void changed(TicketRow after) {
        if (world.swarm.honest && after.onLapse() == OnLapse.HOLD && executed.contains(after.requestId())) {
            boolean undone = after.state() == TicketState.FAILED || after.state() == TicketState.RELEASED;
            world.require(!undone, "executions-stay-counted", () -> "executed, but now " + after);
        }
    }

    void purged(TicketRow row) {
        executedBy.remove(row.key().operation());
    }
}
