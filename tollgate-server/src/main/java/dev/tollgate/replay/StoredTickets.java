package dev.tollgate.replay;

import dev.tollgate.api.Bounds;
import dev.tollgate.api.Gate;
import dev.tollgate.api.Operation;
import dev.tollgate.api.Page;
import dev.tollgate.api.Ticket;
import dev.tollgate.api.TicketQuery;
import dev.tollgate.api.TicketState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The tickets of a file's operations, as the store holds them. */
final class StoredTickets {
    private final Gate gate;
    private final Patience patience;
    private final Map<Operation, Integer> operations;

    StoredTickets(Gate gate, Patience patience, List<Payment> payments) {
        this.gate = gate;
        this.patience = patience;
        operations = new HashMap<>(payments.size() * 2);
        for (int i = 0; i < payments.size(); i++) {
            operations.put(payments.get(i).operation(), i);
        }
    }

    /** Which operation of the file this is; null when it is none of them. */
    @Nullable
    Integer indexOf(Operation operation) {
        return operations.get(operation);
    }

    /** The tickets that are in a state now. */
    List<Ticket> in(TicketState state) throws InterruptedException {
        List<Ticket> tickets = new ArrayList<>();
        page(TicketQuery.ALL.withState(state), ticket -> {
            if (operations.containsKey(ticket.operation())) {
                tickets.add(ticket);
            }
        });
        return tickets;
    }

    /** The state of every operation's ticket; null where there is none. */
    @Nullable
    TicketState[] states(Collection<String> accounts) throws InterruptedException {
        @Nullable TicketState[] states = new TicketState[operations.size()];
        for (String account : accounts) {
            page(TicketQuery.ALL.withAccount(account), ticket -> {
                Integer index = operations.get(ticket.operation());
                if (index != null) {
                    states[index] = ticket.state();
                }
            });
        }
        return states;
    }

    private void page(TicketQuery query, Consumer<Ticket> each) throws InterruptedException {
        TicketQuery next = query.withPage(Bounds.PAGE_MAX, null);
        while (next != null) {
            TicketQuery asked = next;
            Page<Ticket> page = patience.await(() -> gate.tickets(asked));
            page.items().forEach(each);
            next = page.next() == null ? null : query.withPage(Bounds.PAGE_MAX, page.next());
        }
    }
}
