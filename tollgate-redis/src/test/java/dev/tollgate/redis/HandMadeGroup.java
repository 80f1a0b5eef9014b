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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A group that decides as the test says. */
record HandMadeGroup(
        AccountKey account,
        List<TicketKey> tickets,
        List<WindowKey> windows,
        @Nullable Snapshot remembered,
        Function<Snapshot, Decision> decision)
        implements Group {

    static HandMadeGroup of(AccountKey account, Function<Snapshot, Decision> decision) {
        return new HandMadeGroup(account, List.of(), List.of(), null, decision);
    }

    /** Moves the account on, counts one more in the window and inserts the ticket. */
    static HandMadeGroup adding(TicketKey ticket, WindowKey window) {
        return of(ticket.account(), snapshot -> Rows.adding(snapshot, ticket, window))
                .loading(ticket)
                .loading(window);
    }

    HandMadeGroup loading(TicketKey... keys) {
        return new HandMadeGroup(account, List.of(keys), windows, remembered, decision);
    }

    HandMadeGroup loading(WindowKey... keys) {
        return new HandMadeGroup(account, tickets, List.of(keys), remembered, decision);
    }

    HandMadeGroup remembering(Snapshot snapshot) {
        return new HandMadeGroup(account, tickets, windows, snapshot, decision);
    }

    @Override
    public int conflictsInARow() {
        return 0;
    }

    @Override
    public Collection<WindowKey> windows(
            @Nullable AccountRow row, Map<TicketKey, TicketRow> found, long storeTimeMillis) {
        return windows;
    }

    @Override
    public Decision decide(Snapshot snapshot) {
        return decision.apply(snapshot);
    }
}
