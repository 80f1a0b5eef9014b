package dev.tollgate.testkit;

import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.Decision;
import dev.tollgate.spi.Group;
import dev.tollgate.spi.Snapshot;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.UsageRow;
import dev.tollgate.spi.WindowKey;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a group decided some time ago, arriving now: written if nothing it was decided on has moved, otherwise nothing happens. */
final class LateGroup implements Group {
    private final AccountKey account;
    private final List<TicketKey> tickets;
    private final Map<TicketKey, TicketRow> decidedOn;
    private final Decision decision;

    LateGroup(Group origin, Snapshot decidedOn, Decision decision) {
        this.account = origin.account();
        this.tickets = List.copyOf(origin.tickets());
        this.decidedOn = Map.copyOf(decidedOn.tickets());
        this.decision = decision;
    }

    static Decision nothing(Snapshot snapshot) {
        return new Decision(snapshot.account(), false, null, List.of(), List.of(), List.of(), Long.MAX_VALUE);
    }

    @Override
    public AccountKey account() {
        return account;
    }

    @Override
    public int conflictsInARow() {
        return 0;
    }

    @Override
    public List<TicketKey> tickets() {
        return tickets;
    }

    @Override
    public Collection<WindowKey> windows(
            @Nullable AccountRow row, Map<TicketKey, TicketRow> rows, long storeTimeMillis) {
        return decision.usage().stream().map(UsageRow::key).toList();
    }

    @Override
    public @Nullable Snapshot remembered() {
        return null;
    }

    @Override
    public Decision decide(Snapshot snapshot) {
        return stillAsDecidedOn(snapshot) ? decision : nothing(snapshot);
    }

    private boolean stillAsDecidedOn(Snapshot now) {
        if ((decision.reliesOnAccount() || decision.accountAfter() != null)
                && version(now.account()) != version(decision.account())) {
            return false;
        }
        // Also those that stay as they are: what their calls are answered rests on them.
        for (TicketKey key : tickets) {
            if (revision(now.tickets().get(key)) != revision(decidedOn.get(key))) {
                return false;
            }
        }
        return now.storeTimeMillis() < decision.validUntilMillis();
    }

    private static long version(@Nullable AccountRow row) {
        return row == null ? -1 : row.version();
    }

    private static long revision(@Nullable TicketRow row) {
        return row == null ? -1 : row.revision();
    }
}
