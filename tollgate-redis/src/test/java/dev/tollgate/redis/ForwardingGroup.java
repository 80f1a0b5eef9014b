package dev.tollgate.redis;

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

/** A group that a test changes in one point. */
class ForwardingGroup implements Group {
    private final Group group;

    ForwardingGroup(Group group) {
        this.group = group;
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
            @Nullable AccountRow row, Map<TicketKey, TicketRow> found, long storeTimeMillis) {
        return group.windows(row, found, storeTimeMillis);
    }

    @Override
    public @Nullable Snapshot remembered() {
        return group.remembered();
    }

    @Override
    public Decision decide(Snapshot snapshot) {
        return group.decide(snapshot);
    }
}
