package dev.tollgate.proof.simulation;

import dev.tollgate.internal.GroupCalls;
import dev.tollgate.internal.decide.Command;
import dev.tollgate.internal.decide.Decided;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.Decision;
import dev.tollgate.spi.Group;
import dev.tollgate.spi.Snapshot;
import dev.tollgate.spi.TicketKey;
import java.util.List;

/** One decision of one group on its way to be written: what it was decided on, for whom, and what became of it. */
final class Try {
    enum Fate {
        /** On its way; also when it will never arrive. */
        UNDER_WAY,
        /** Written, or nothing was to be written and what was read was true at one moment. */
        APPLIED,
        /** Found that something had moved. */
        REFUSED
    }

    final AccountKey account;
    final List<TicketKey> tickets;
    final List<Object> calls;
    final List<Command> commands;
    final List<Object> answers;
    final String batchId;
    final Snapshot snapshot;
    final Decision decision;
    final boolean fromMemory;
    final long bornAfterWrites;
    Fate fate = Fate.UNDER_WAY;

    Try(Group group, Snapshot snapshot, Decision decision, boolean fromMemory, long bornAfterWrites) {
        Decided decided = GroupCalls.decided(group);
        if (decided == null) {
            throw new IllegalStateException("a group that decided does not know what");
        }
        this.account = group.account();
        this.tickets = group.tickets();
        this.calls = GroupCalls.of(group);
        this.commands = GroupCalls.commands(group);
        this.answers = List.copyOf(decided.answers());
        this.batchId = GroupCalls.batchId(group);
        this.snapshot = snapshot;
        this.decision = Copies.of(decision);
        this.fromMemory = fromMemory;
        this.bornAfterWrites = bornAfterWrites;
    }
}
