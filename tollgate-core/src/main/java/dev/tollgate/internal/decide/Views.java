package dev.tollgate.internal.decide;

import dev.tollgate.api.Account;
import dev.tollgate.api.Amount;
import dev.tollgate.api.CountedWindow;
import dev.tollgate.api.HistoryEvent;
import dev.tollgate.api.HistoryEvent.Kind;
import dev.tollgate.api.Operation;
import dev.tollgate.api.Ticket;
import dev.tollgate.api.TicketHandle;
import dev.tollgate.api.TicketState;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.HistoryRow;
import dev.tollgate.spi.TicketFlag;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.WindowKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rows as callers see them. */
public final class Views {
    private Views() {}

    public static Account account(AccountRow row) {
        return new Account(
                row.key().account(),
                row.status(),
                row.config(),
                row.configVersion(),
                row.opened(),
                row.modified(),
                row.suspended(),
                row.closed(),
                row.reason());
    }

    /** The ticket in its current attempt. */
    public static Ticket ticket(TicketRow row, boolean withHistory) {
        Operation operation = row.key().operation();
        return new Ticket(
                TicketHandle.of(operation, row.fence(), row.requestId()),
                operation,
                row.operator(),
                row.requestId(),
                row.fence(),
                row.fence(),
                row.state(),
                row.amount(),
                row.reversedMinorUnits(),
                Instant.ofEpochMilli(row.admittedAtMillis()),
                Instant.ofEpochMilli(row.leaseUntilMillis()),
                row.onLapse(),
                instant(row.finishedAtMillis()),
                row.is(TicketFlag.LATE),
                row.is(TicketFlag.DISPUTED),
                row.outcome(),
                row.is(TicketFlag.OUTCOME_DROPPED),
                row.reason(),
                row.attributes(),
                windows(row.windows()),
                withHistory ? history(row, row.fence()) : List.of());
    }

    /**
     * The ticket as the holder of this handle may see it: an older attempt as it ended.
     *
     * @return empty when there never was such an attempt
     */
    public static Optional<Ticket> ticket(TicketRow row, TicketHandle handle, boolean withHistory) {
        if (handle.fence() == row.fence()) {
            return handle.isOf(row.requestId()) ? Optional.of(ticket(row, withHistory)) : Optional.empty();
        }
        return row.history().stream()
                .filter(h -> h.kind() == Kind.ADMITTED && h.fence() == handle.fence())
                .filter(h -> h.id() != null && handle.isOf(h.id()))
                .findFirst()
                .map(admitted -> olderAttempt(row, admitted, withHistory));
    }

    private static Ticket olderAttempt(TicketRow row, HistoryRow admitted, boolean withHistory) {
        String requestId = admitted.id() == null ? "" : admitted.id();
        Operation operation = row.key().operation();
        Optional<HistoryRow> end = row.history().stream()
                .filter(h -> h.fence() == admitted.fence() && (h.kind() == Kind.RELEASED || h.kind() == Kind.RESOLVED))
                .reduce((first, last) -> last);
        long endedAtMillis = end.map(HistoryRow::atMillis).orElse(admitted.atMillis());
        return new Ticket(
                TicketHandle.of(operation, admitted.fence(), requestId),
                operation,
                admitted.by() == null ? row.operator() : admitted.by(),
                requestId,
                admitted.fence(),
                row.fence(),
                TicketState.RELEASED,
                amount(admitted),
                0,
                Instant.ofEpochMilli(admitted.atMillis()),
                Instant.ofEpochMilli(endedAtMillis),
                row.onLapse(),
                Instant.ofEpochMilli(endedAtMillis),
                end.map(h -> "late".equals(h.detail())).orElse(false),
                row.is(TicketFlag.DISPUTED)
                        && row.history().stream()
                                .anyMatch(h -> h.kind() == Kind.REFUSED && h.fence() == admitted.fence()),
                null,
                false,
                end.map(HistoryRow::reason).orElse(null),
                Map.of(),
                List.of(),
                withHistory ? history(row, admitted.fence()) : List.of());
    }

    private static @Nullable Amount amount(HistoryRow entry) {
        return entry.minorUnits() == null || entry.currency() == null
                ? null
                : new Amount(entry.minorUnits(), entry.currency());
    }

    private static List<CountedWindow> windows(List<WindowKey> keys) {
        List<CountedWindow> windows = new ArrayList<>(keys.size());
        for (WindowKey key : keys) {
            windows.add(new CountedWindow(key.limit(), Instant.ofEpochMilli(key.startMillis())));
        }
        return windows;
    }

    /** What the history rows hold up to an attempt, and for the current one what its ticket row says. */
    private static List<HistoryEvent> history(TicketRow row, int upToFence) {
        List<HistoryEvent> events = new ArrayList<>(row.history().size() + 3);
        for (HistoryRow entry : row.history()) {
            if (entry.fence() <= upToFence) {
                events.add(new HistoryEvent(
                        Instant.ofEpochMilli(entry.atMillis()),
                        entry.kind(),
                        entry.fence(),
                        entry.by(),
                        entry.reason(),
                        entry.minorUnits()));
            }
        }
        if (upToFence == row.fence()) {
            addCurrentAttempt(row, events);
        }
        events.sort(Comparator.comparing(HistoryEvent::at)
                .thenComparing(HistoryEvent::fence)
                .thenComparing(e -> order(e.event())));
        return List.copyOf(events);
    }

    private static void addCurrentAttempt(TicketRow row, List<HistoryEvent> events) {
        @Nullable Long asked = row.amount() == null ? null : row.amount().minorUnits();
        int fence = row.fence();
        events.add(new HistoryEvent(
                Instant.ofEpochMilli(row.admittedAtMillis()), Kind.ADMITTED, fence, row.operator(), null, asked));
        if (row.renewedAtMillis() != null) {
            Instant at = Instant.ofEpochMilli(row.renewedAtMillis());
            events.add(new HistoryEvent(at, Kind.RENEWED, fence, null, null, null));
        }
        if (row.finishedAtMillis() != null && !row.is(TicketFlag.RESOLVED)) {
            Kind kind = switch (row.state()) {
                case SUCCEEDED -> Kind.SUCCEEDED;
                case FAILED -> Kind.FAILED;
                case OPEN, IN_DOUBT, RELEASED -> Kind.RELEASED;
            };
            Instant at = Instant.ofEpochMilli(row.finishedAtMillis());
            events.add(new HistoryEvent(at, kind, fence, null, row.reason(), null));
        }
    }

    /** The natural order of events of one moment. */
    private static int order(Kind kind) {
        return switch (kind) {
            case ADMITTED -> 0;
            case RENEWED -> 1;
            case LAPSED, DOUBTED -> 2;
            case SUCCEEDED, FAILED, RELEASED, RESOLVED -> 3;
            case REVERSED, REFUSED -> 4;
        };
    }

    private static @Nullable Instant instant(@Nullable Long millis) {
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }
}
