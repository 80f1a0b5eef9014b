package dev.tollgate.testkit;

import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.Decision;
import dev.tollgate.spi.Group;
import dev.tollgate.spi.Snapshot;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.WindowKey;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lets a group decide on what the store holds, keeps the decision, and writes nothing. */
final class DecidedOnly implements Group {
    private final Group group;
    private final int calls;
    private @Nullable LateGroup decided;

    DecidedOnly(Group group, int calls) {
        this.group = group;
        this.calls = calls;
    }

    /** The calls until it arrives; 0 when it never does. */
    int calls() {
        return calls;
    }

    /** The decision that came last; null when the store did not come to ask for one. */
    synchronized @Nullable LateGroup decided() {
        return decided;
    }

    @Override
    public AccountKey account() {
        return group.account();
    }

    @Override
    public int conflictsInARow() {
        return group.conflictsInARow();
    }

    @Override
    public List<TicketKey> tickets() {
        return group.tickets();
    }

    @Override
    public Collection<WindowKey> windows(
            @Nullable AccountRow account, Map<TicketKey, TicketRow> tickets, long storeTimeMillis) {
        return group.windows(account, tickets, storeTimeMillis);
    }

    @Override
    public @Nullable Snapshot remembered() {
        return group.remembered();
    }

    @Override
    public synchronized Decision decide(Snapshot snapshot) {
        decided = new LateGroup(group, snapshot, group.decide(snapshot));
        return LateGroup.nothing(snapshot);
    }
}
