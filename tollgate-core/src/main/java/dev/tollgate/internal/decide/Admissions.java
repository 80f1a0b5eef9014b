package dev.tollgate.internal.decide;

import dev.tollgate.api.AccountStatus;
import dev.tollgate.api.Admission;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.Amount;
import dev.tollgate.api.Bounds;
import dev.tollgate.api.Checked;
import dev.tollgate.api.Checked.Decision;
import dev.tollgate.api.HistoryEvent;
import dev.tollgate.api.Limit;
import dev.tollgate.api.Metric;
import dev.tollgate.api.Mode;
import dev.tollgate.api.Reason;
import dev.tollgate.api.TicketState;
import dev.tollgate.api.Usage;
import dev.tollgate.api.WindowKind;
import dev.tollgate.internal.decide.WindowMath.Span;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.WindowKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The first state table: what {@code admit} answers, by the state of the operation's ticket, then the account, then its limits. */
final class Admissions {
    private final GroupState state;

    Admissions(GroupState state) {
        this.state = state;
    }

    Admission admit(TicketKey key, AdmitRequest request, String requestId) {
        Draft ticket = state.ticket(key);
        if (ticket != null) {
            state.lapseIfDue(ticket);
            Admission answer = answerOf(ticket, request, requestId);
            if (answer != null) {
                return answer;
            }
        }
        Room room = room(request);
        if (!room.failing.isEmpty()) {
            return new Admission.Declined(List.copyOf(room.failing));
        }
        Draft admitted = ticket != null ? ticket : state.newTicket(key);
        open(admitted, request, requestId, room);
        return new Admission.Admitted(
                Views.ticket(admitted.row(), false), usageOf(room.counted), List.copyOf(room.wouldDecline));
    }

    /** What {@link #admit} would answer; in a state of its own, since a lease that is over lapses here too. */
    Checked check(TicketKey key, AdmitRequest request) {
        Draft ticket = state.ticket(key);
        if (ticket != null) {
            state.lapseIfDue(ticket);
            Admission answer = answerOf(ticket, request, request.requestId());
            if (answer != null) {
                return new Checked(decision(answer), List.of(), List.of(), List.of());
            }
        }
        Room room = room(request);
        Decision decision = room.failing.isEmpty() ? Decision.ADMITTED : Decision.DECLINED;
        return new Checked(decision, List.copyOf(room.failing), usageOf(room.counted), List.copyOf(room.wouldDecline));
    }

    private static Decision decision(Admission answer) {
        if (answer instanceof Admission.Replayed) {
            return Decision.REPLAYED;
        } else if (answer instanceof Admission.InProgress) {
            return Decision.IN_PROGRESS;
        } else if (answer instanceof Admission.InDoubt) {
            return Decision.IN_DOUBT;
        } else if (answer instanceof Admission.Mismatched) {
            return Decision.MISMATCHED;
        } else if (answer instanceof Admission.Superseded) {
            return Decision.SUPERSEDED;
        } else if (answer instanceof Admission.TooManyAttempts) {
            return Decision.TOO_MANY_ATTEMPTS;
        } else if (answer instanceof Admission.Declined) {
            return Decision.DECLINED;
        }
        return Decision.ADMITTED;
    }

    /** What an existing ticket answers, whatever the account's status; null when a new attempt is to be decided. */
    private @Nullable Admission answerOf(Draft ticket, AdmitRequest request, @Nullable String requestId) {
        boolean sameCall = ticket.requestId.equals(requestId);
        boolean sameContent = Objects.equals(ticket.amount, request.amount())
                && Objects.equals(ticket.fingerprint, request.fingerprint());
        if (ticket.state == TicketState.RELEASED) {
            return answerOfReleased(ticket, requestId, sameCall, sameContent);
        }
        if (!sameContent) {
            return new Admission.Mismatched(ticket.state, ticket.fence);
        }
        return switch (ticket.state) {
            case OPEN ->
                sameCall
                        ? new Admission.Admitted(Views.ticket(ticket.row(), false), usageOf(ticket), List.of())
                        : new Admission.InProgress(ticket.fence, Instant.ofEpochMilli(ticket.leaseUntilMillis));
            case IN_DOUBT -> new Admission.InDoubt(ticket.fence);
            case SUCCEEDED, FAILED -> new Admission.Replayed(Views.ticket(ticket.row(), false));
            case RELEASED -> throw new AssertionError("answered above");
        };
    }

    private static @Nullable Admission answerOfReleased(
            Draft ticket, @Nullable String requestId, boolean sameCall, boolean sameContent) {
        if (sameCall) {
            return sameContent
                    ? new Admission.Superseded(ticket.fence)
                    : new Admission.Mismatched(ticket.state, ticket.fence);
        }
        boolean earlierCall = ticket.history().stream()
                .anyMatch(h -> h.kind() == HistoryEvent.Kind.ADMITTED && Objects.equals(h.id(), requestId));
        if (earlierCall) {
            return new Admission.Superseded(ticket.fence);
        }
        return ticket.fence >= Bounds.ATTEMPTS_MAX ? new Admission.TooManyAttempts(ticket.fence) : null;
    }

    /** What the account and its limits say to a new attempt. */
    private Room room(AdmitRequest request) {
        Room room = new Room();
        AccountRow account = state.account();
        Amount amount = request.amount();
        if (account == null) {
            if (amount != null) {
                room.failing.add(Reason.of(Reason.Code.ACCOUNT_UNKNOWN));
            }
            return room;
        }
        if (account.status() != AccountStatus.ACTIVE) {
            room.failing.add(Reason.of(
                    account.status() == AccountStatus.CLOSED
                            ? Reason.Code.ACCOUNT_CLOSED
                            : Reason.Code.ACCOUNT_SUSPENDED));
            return room;
        }
        String currency = account.config().currency();
        if (amount != null && currency != null && !currency.equals(amount.currency())) {
            room.failing.add(Reason.of(Reason.Code.CURRENCY_NOT_ALLOWED));
            return room;
        }
        for (Limit limit : account.config().limits()) {
            if (concerns(limit, request)) {
                test(account, limit, request, room);
            }
        }
        return room;
    }

    /** Whether a limit counts this request: it covers the scenario, and there is something to count. */
    static boolean concerns(Limit limit, AdmitRequest request) {
        return limit.covers(request.operation().scenario())
                && (limit.metric() == Metric.COUNT || request.amount() != null);
    }

    private void test(AccountRow account, Limit limit, AdmitRequest request, Room room) {
        long requested = limit.metric() == Metric.COUNT || request.amount() == null
                ? 1
                : request.amount().minorUnits();
        Reason failure;
        boolean countable = true;
        if (limit.window() == WindowKind.OPERATION) {
            failure = testEach(limit, requested);
        } else {
            Span span = state.calendar(account).spanOf(limit, timeOf(request));
            if (request.occurredAt() == null) {
                state.holdsUntil(span.endMillis());
            }
            WindowKey window = new WindowKey(limit.name(), span.startMillis());
            long used = state.usage(window).used();
            room.counted.add(new Counted(limit, span, window, requested));
            failure = testSum(limit, span, used, requested);
            // A sum that can no longer be kept exactly is declined even by a shadow limit: it could not be counted.
            countable = used <= Bounds.AMOUNT_MAX - requested;
        }
        if (failure != null) {
            (limit.mode() == Mode.ENFORCE || !countable ? room.failing : room.wouldDecline).add(failure);
        }
    }

    private static @Nullable Reason testEach(Limit limit, long requested) {
        if (requested > limit.max()) {
            return new Reason(Reason.Code.ABOVE_MAXIMUM, limit.name(), null, limit.max(), null, requested, null);
        }
        Long min = limit.min();
        return min != null && requested < min
                ? new Reason(Reason.Code.BELOW_MINIMUM, limit.name(), null, min, null, requested, null)
                : null;
    }

    private static @Nullable Reason testSum(Limit limit, Span span, long used, long requested) {
        // Not used + requested > max: that sum could overflow. Live usage may exceed max after max was lowered.
        long available = Math.max(0, limit.max() - used);
        if (requested <= available) {
            return null;
        }
        Reason.Code code =
                limit.metric() == Metric.AMOUNT ? Reason.Code.AMOUNT_LIMIT_EXCEEDED : Reason.Code.COUNT_LIMIT_EXCEEDED;
        return new Reason(code, limit.name(), span.window(), limit.max(), used, requested, available);
    }

    private long timeOf(AdmitRequest request) {
        return request.occurredAt() == null
                ? state.nowMillis()
                : request.occurredAt().toEpochMilli();
    }

    private void open(Draft ticket, AdmitRequest request, String requestId, Room room) {
        if (ticket.fence > 0) {
            ticket.archiveAttempt();
        }
        ticket.clearFlagsOfAttempt();
        ticket.fence++;
        ticket.requestId = requestId;
        ticket.operator = request.operator();
        ticket.state = TicketState.OPEN;
        ticket.amount = request.amount();
        ticket.reversedMinorUnits = 0;
        ticket.fingerprint = request.fingerprint();
        ticket.admittedAtMillis = state.nowMillis();
        ticket.leaseUntilMillis = state.nowMillis() + request.lease().toMillis();
        ticket.renewedAtMillis = null;
        ticket.finishedAtMillis = null;
        ticket.onLapse = request.onLapse();
        ticket.outcome = null;
        ticket.reason = null;
        ticket.attributes = request.attributes();
        List<WindowKey> windows = new ArrayList<>(room.counted.size());
        for (Counted counted : room.counted) {
            windows.add(counted.window);
            state.use(counted.window, counted.requested);
        }
        ticket.windows = state.shared(windows);
        state.moved(ticket);
    }

    private List<Usage> usageOf(List<Counted> counted) {
        List<Usage> usage = new ArrayList<>(counted.size());
        for (Counted c : counted) {
            usage.add(Usage.of(c.limit, c.span.window(), state.usage(c.window).used()));
        }
        return List.copyOf(usage);
    }

    /** The windows a ticket was counted in, as they are now, of the limits that still are. */
    private List<Usage> usageOf(Draft ticket) {
        AccountRow account = state.account();
        if (account == null || ticket.windows.isEmpty()) {
            return List.of();
        }
        List<Usage> usage = new ArrayList<>(ticket.windows.size());
        for (WindowKey window : ticket.windows) {
            for (Limit limit : account.config().limits()) {
                if (limit.name().equals(window.limit())) {
                    Span span = state.calendar(account).spanOf(limit, window.startMillis());
                    usage.add(Usage.of(limit, span.window(), state.usage(window).used()));
                }
            }
        }
        return List.copyOf(usage);
    }

    /** A window that a new attempt is counted in if no limit fails. */
    private record Counted(Limit limit, Span span, WindowKey window, long requested) {}

    /** All limits tested, nothing added yet. */
    private static final class Room {
        final List<Reason> failing = new ArrayList<>(0);
        final List<Reason> wouldDecline = new ArrayList<>(0);
        final List<Counted> counted = new ArrayList<>(4);
    }
}
