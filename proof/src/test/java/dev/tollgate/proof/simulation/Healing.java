package dev.tollgate.proof.simulation;

import dev.tollgate.api.Ticket;
import dev.tollgate.api.TicketHandle;
import dev.tollgate.api.TicketState;
import dev.tollgate.api.Verification;
import dev.tollgate.spi.TicketRow;

/** Everything heals, and then everything has to come to an end: calls, leases, doubts; and the books have to balance. */
final class Healing {
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final World world;
    private final Clients clients;

    Healing(World world, Clients clients) {
        this.world = world;
        this.clients = clients;
    }

    void run() {
        world.trace("heals", 0, () -> "");
        world.faults.heal();
        world.nodes.forEach(Node::resume);
        world.hanging.forEach(Delivery::giveUp);
        world.passNanos(20 * NANOS_PER_SECOND + world.swarm.callTimeoutMillis * 2_000_000);
        for (Asked asked : world.promises.all()) {
            world.require(!asked.isOwed() || asked.what.equals("run once"), "every-call-is-answered", asked::toString);
        }
        // A fresh instance that has a resolver, and asks at once.
        world.nodes.get(0).crash();
        world.store.clock.jump(Clients.LEASE_MILLIS * 3 + world.store.clock.behindMillis());
        world.passNanos(12 * NANOS_PER_SECOND + world.swarm.sweepMillis * 4_000_000);
        for (TicketRow row : world.store.tickets()) {
            world.require(
                    row.state() != TicketState.OPEN && row.state() != TicketState.IN_DOUBT,
                    "everything-ends",
                    () -> "still " + row);
        }
        verify();
        for (Ticket ticket : clients.given()) {
            TicketHandle handle = clients.travelled(ticket);
            Node node = clients.anyNode();
            world.ask("succeed", handle, true, node, n -> n.gate().succeed(handle, Clients.PAID), asked -> {});
        }
        world.passNanos(NANOS_PER_SECOND + world.swarm.callTimeoutMillis * 2_000_000);
        for (Asked asked : world.promises.all()) {
            world.require(!asked.isOwed() || asked.what.equals("run once"), "every-call-is-answered", asked::toString);
        }
        verify();
    }

    private void verify() {
        Verification verification = world.nodes.get(0).tollgate().verify();
        world.require(verification.holds(), "verify-holds", verification::toString);
    }
}
