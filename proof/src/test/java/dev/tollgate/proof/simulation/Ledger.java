package dev.tollgate.proof.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.Tollgate;
import dev.tollgate.api.Admission;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.ContentionException;
import dev.tollgate.api.HistoryEvent;
import dev.tollgate.api.Operation;
import dev.tollgate.api.OutcomeUnknownException;
import dev.tollgate.api.OverloadedException;
import dev.tollgate.api.ReportResult;
import dev.tollgate.api.StoreUnavailableException;
import dev.tollgate.api.TicketHandle;
import dev.tollgate.api.TicketState;
import dev.tollgate.memory.MemoryStore;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.HistoryRow;
import dev.tollgate.spi.TicketFilter;
import dev.tollgate.spi.TicketFlag;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.UsageRow;
import dev.tollgate.spi.WindowKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** What the clients of a simulation were told, held against what the store holds. */
final class Ledger {
    static final long AMOUNT_MAX = 250;
    static final long COUNT_MAX = 2;

    private final Map<String, Asked> requests = new HashMap<>();
    private final List<AdmitRequest> requestList = new ArrayList<>();
    private final List<Held> tickets = new ArrayList<>();
    private final Map<String, Held> ticketsByRequest = new HashMap<>();
    private final Map<Operation, Integer> acceptedFences = new HashMap<>();
    private final Map<String, AccountRow> lastAccounts = new HashMap<>();
    private int declined;
    private int unknown;

    /** How the caller of a ticket is going to end it, whatever it is answered. */
    enum End {
        SUCCEED,
        FAIL,
        RELEASE
    }

    /** All sendings of one request id. */
    private static final class Asked {
        final AdmitRequest request;
        int sent;
        int refused;

        Asked(AdmitRequest request) {
            this.request = request;
        }
    }

    /** A ticket that a client was given. */
    static final class Held {
        private final TicketHandle handle;
        private final String requestId;
        private final End end;
        private boolean letGo;

        private Held(TicketHandle handle, String requestId, End end) {
            this.handle = handle;
            this.requestId = requestId;
            this.end = end;
        }

        TicketHandle handle() {
            return handle;
        }

        End end() {
            return end;
        }

        /** From here on somebody else may hold the operation. */
        void letGo() {
            letGo = true;
        }
    }

    static long amountOf(Operation operation) {
        return 60 + 20L * (operation.businessNumber().charAt(4) - '0');
    }

    /** Whether a lapse keeps the operation with its caller. */
    static boolean isHeld(Operation operation) {
        return (operation.businessNumber().charAt(4) - '0') % 2 == 0;
    }

    // What clients send and are told

    int nextRequest() {
        return requests.size();
    }

    boolean hasRequests() {
        return !requestList.isEmpty();
    }

    AdmitRequest someRequest(SplittableRandom random) {
        return requestList.get(random.nextInt(requestList.size()));
    }

    @Nullable
    Held someTicket(SplittableRandom random) {
        return tickets.isEmpty() ? null : tickets.get(random.nextInt(tickets.size()));
    }

    List<Held> tickets() {
        return tickets;
    }

    void sent(AdmitRequest request) {
        Asked asked = requests.computeIfAbsent(request.requestId(), id -> {
            requestList.add(request);
            return new Asked(request);
        });
        asked.sent++;
    }

    void answered(AdmitRequest request, @Nullable Admission admission, @Nullable Throwable failure) {
        Asked asked = requests.get(request.requestId());
        if (failure != null) {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            if (failure instanceof OutcomeUnknownException || cause instanceof OutcomeUnknownException) {
                unknown++;
            } else if (isRefusal(failure) || isRefusal(cause)) {
                asked.refused++;
            } else {
                throw new AssertionError("an admission failed otherwise", failure);
            }
        } else if (admission instanceof Admission.Declined) {
            declined++;
            asked.refused++;
        } else if (admission instanceof Admission.Admitted admitted) {
            given(request, admitted);
        }
    }

    private static boolean isRefusal(Throwable failure) {
        return failure instanceof StoreUnavailableException
                || failure instanceof ContentionException
                || failure instanceof OverloadedException;
    }

    private void given(AdmitRequest request, Admission.Admitted admitted) {
        TicketHandle handle = admitted.ticket().handle();
        Held known = ticketsByRequest.get(request.requestId());
        if (known != null) {
            assertThat(handle).as("one request id, one ticket").isEqualTo(known.handle);
            return;
        }
        Operation operation = request.operation();
        // Answers may overtake each other: what counts is the order of the fences.
        assertThat(handle.fence())
                .as("admitted after it succeeded: " + handle)
                .isLessThanOrEqualTo(acceptedFences.getOrDefault(operation, Integer.MAX_VALUE));
        if (isHeld(operation)) {
            for (Held other : tickets) {
                if (other.handle.operation().equals(operation)) {
                    assertThat(other.letGo && other.handle.fence() < handle.fence())
                            .as(handle + " while " + other.handle + " is held")
                            .isTrue();
                }
            }
        }
        End end = End.values()[Math.floorMod(request.requestId().hashCode(), End.values().length)];
        Held held = new Held(handle, request.requestId(), end);
        tickets.add(held);
        ticketsByRequest.put(request.requestId(), held);
    }

    void reported(Held held, @Nullable ReportResult result) {
        if (result instanceof ReportResult.Done) {
            Integer accepted = acceptedFences.put(held.handle.operation(), held.handle.fence());
            assertThat(accepted).as("one accepted success of " + held.handle).isIn(null, held.handle.fence());
        }
    }

    int admitted() {
        return tickets.size();
    }

    int declined() {
        return declined;
    }

    int succeeded() {
        return acceptedFences.size();
    }

    int unknown() {
        return unknown;
    }

    int disputed(MemoryStore store) {
        return (int) rows(store).values().stream()
                .filter(row -> row.is(TicketFlag.DISPUTED))
                .count();
    }

    int late(MemoryStore store) {
        return (int) rows(store).values().stream()
                .filter(row -> row.is(TicketFlag.LATE) && row.state() == TicketState.SUCCEEDED)
                .count();
    }

    // What the store holds

    private static Map<TicketKey, TicketRow> rows(MemoryStore store) {
        Map<TicketKey, TicketRow> rows = new HashMap<>();
        TicketFilter all = new TicketFilter(Tollgate.DEFAULT_TENANT, null, null, null, null, null, null, null);
        store.tickets(all, Optional.empty(), 1_000).forEach(row -> rows.put(row.key(), row));
        return rows;
    }

    void check(MemoryStore store) {
        Map<TicketKey, TicketRow> rows = rows(store);
        checkTickets(rows);
        checkRefusals(rows);
        for (String account : List.of("amounts", "counts", "free")) {
            checkAccount(store, new AccountKey(Tollgate.DEFAULT_TENANT, account), rows);
        }
    }

    /** No acknowledged admission and no accepted success is ever lost. */
    private void checkTickets(Map<TicketKey, TicketRow> rows) {
        for (Held held : tickets) {
            TicketRow row = rows.get(keyOf(held.handle.operation()));
            holds(row != null && row.fence() >= held.handle.fence(), "acknowledged", held.handle, row);
            if (row.fence() == held.handle.fence()) {
                holds(row.requestId().equals(held.requestId), "its request id", held.requestId, row);
            } else {
                holds(requestIds(row).contains(held.requestId), "its attempt", held.requestId, row);
            }
        }
        acceptedFences.forEach((operation, fence) -> {
            TicketRow row = rows.get(keyOf(operation));
            holds(
                    row != null && row.state() == TicketState.SUCCEEDED && row.fence() == fence,
                    "an accepted success",
                    operation + "#" + fence,
                    row);
        });
    }

    private static TicketKey keyOf(Operation operation) {
        return TicketKey.of(Tollgate.DEFAULT_TENANT, operation);
    }

    private static void holds(boolean condition, String what, Object expected, @Nullable Object found) {
        if (!condition) {
            throw new AssertionError("%s: %s, but there is %s".formatted(what, expected, found));
        }
    }

    private static Set<String> requestIds(TicketRow row) {
        Set<String> ids = new HashSet<>();
        ids.add(row.requestId());
        for (HistoryRow event : row.history()) {
            if (event.kind() == HistoryEvent.Kind.ADMITTED && event.id() != null) {
                ids.add(event.id());
            }
        }
        return ids;
    }

    /** Who was told each time that nothing happened was told the truth. */
    private void checkRefusals(Map<TicketKey, TicketRow> rows) {
        for (Asked asked : requests.values()) {
            if (asked.sent == asked.refused) {
                TicketRow row = rows.get(keyOf(asked.request.operation()));
                String requestId = asked.request.requestId();
                holds(row == null || !requestIds(row).contains(requestId), "refused each time", requestId, row);
            }
        }
    }

    /** Usage is the sum of the live tickets, and without late ones within the limit; version and time only rise. */
    private void checkAccount(MemoryStore store, AccountKey key, Map<TicketKey, TicketRow> rows) {
        boolean counts = key.account().equals("counts");
        Map<WindowKey, Long> live = new HashMap<>();
        Map<WindowKey, Long> inTime = new HashMap<>();
        for (TicketRow row : rows.values()) {
            boolean lives = row.state() != TicketState.FAILED && row.state() != TicketState.RELEASED;
            if (row.key().account().equals(key) && lives && row.amount() != null) {
                long share = counts ? 1 : row.amount().minorUnits() - row.reversedMinorUnits();
                for (WindowKey window : row.windows()) {
                    live.merge(window, share, Long::sum);
                    inTime.merge(window, row.is(TicketFlag.LATE) ? 0 : share, Long::sum);
                }
            }
        }
        Map<WindowKey, Long> recorded = new HashMap<>();
        for (UsageRow row : store.usage(key, 0, Long.MAX_VALUE, 1_000)) {
            recorded.put(row.key(), row.used());
        }
        recorded.values().removeIf(used -> used == 0);
        live.values().removeIf(used -> used == 0);
        holds(recorded.equals(live), "usage of " + key, live, recorded);
        long max = counts ? COUNT_MAX : AMOUNT_MAX;
        holds(inTime.values().stream().allMatch(used -> used <= max), "limit of " + key, max, inTime);

        AccountRow row = store.read(key, List.of()).account();
        AccountRow last = lastAccounts.put(key.account(), row);
        holds(
                last == null || (row.version() >= last.version() && row.lastTimeMillis() >= last.lastTimeMillis()),
                "version and time that only rise",
                last,
                row);
    }
}
