package dev.tollgate.proof.simulation;

import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.AccountStatus;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.Bounds;
import dev.tollgate.api.Limit;
import dev.tollgate.api.Mode;
import dev.tollgate.api.OnLapse;
import dev.tollgate.api.Reason;
import dev.tollgate.api.TicketState;
import dev.tollgate.api.WindowKind;
import dev.tollgate.internal.decide.Command;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.WindowKey;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The first state table: what an admission is answered. */
final class AdmitTable {
    private final Ruling ruling;

    AdmitTable(Ruling ruling) {
        this.ruling = ruling;
    }

    private void reach(Situation situation) {
        ruling.world.reach(situation);
    }

    /** A window that a new attempt is counted in. */
    private record Counted(WindowKey window, long asked) {}

    /** What account and limits say. */
    private static final class Room {
        final List<String> failing = new ArrayList<>();
        final List<String> shadow = new ArrayList<>();
        final List<Counted> counted = new ArrayList<>();
    }

    String of(Command command) {
        if (command instanceof Command.Check check) {
            reach(Situation.CHECKED);
            return check(check);
        } else if (command instanceof Command.Admit admit) {
            return admit(admit.ticket(), admit.request(), admit.requestId());
        }
        throw new AssertionError(command);
    }

    private String admit(TicketKey key, AdmitRequest request, String requestId) {
        ModelTicket ticket = ruling.ticket(key);
        if (ticket != null) {
            ruling.lapseIfDue(ticket);
            String known = ofTicket(ticket, request, requestId);
            if (known != null) {
                return known;
            }
        }
        Room room = room(request);
        if (!room.failing.isEmpty()) {
            reach(Situation.DECLINED);
            return Forms.declined(room.failing);
        }
        ModelTicket attempt = attempt(ticket, request, requestId, room);
        ruling.tickets.put(key, attempt);
        if (!room.shadow.isEmpty()) {
            reach(Situation.SHADOW_WOULD_DECLINE);
        }
        return Forms.admitted(Forms.of(attempt), room.shadow);
    }

    private String check(Command.Check check) {
        ModelTicket ticket = ruling.ticket(check.ticket());
        AdmitRequest request = check.request();
        if (ticket != null) {
            ModelTicket trial = ticket.copy();
            boolean gaveBack = false;
            if (ruling.isDue(ticket)) {
                boolean holds = ticket.onLapse == OnLapse.HOLD;
                trial.state = holds ? TicketState.IN_DOUBT : TicketState.RELEASED;
                gaveBack = !holds;
            }
            String known = ofTicket(trial, request, request.requestId());
            if (known != null) {
                return Forms.checked(named(known), List.of(), List.of());
            }
            if (gaveBack) {
                return checked(request, ticket);
            }
        }
        return checked(request, null);
    }

    /** @param lapsing a ticket whose lapse would give back what it counts before this is decided */
    private String checked(AdmitRequest request, @Nullable ModelTicket lapsing) {
        Room room;
        if (lapsing != null) {
            Ruling trial = new Ruling(ruling.world, ruling.decided);
            trial.usage.putAll(ruling.usage);
            trial.status = ruling.status;
            trial.config = ruling.config;
            trial.exists = ruling.exists;
            trial.totalStarts = ruling.totalStarts;
            trial.count(lapsing, -1);
            room = new AdmitTable(trial).room(request);
        } else {
            room = room(request);
        }
        return Forms.checked(room.failing.isEmpty() ? "ADMITTED" : "DECLINED", room.failing, room.shadow);
    }

    private static String named(String known) {
        String upper = known.toUpperCase(Locale.ROOT);
        for (String name : List.of("ADMITTED", "REPLAYED", "MISMATCHED", "SUPERSEDED")) {
            if (upper.startsWith(name)) {
                return name;
            }
        }
        return upper.startsWith("IN PROGRESS")
                ? "IN_PROGRESS"
                : upper.startsWith("IN DOUBT") ? "IN_DOUBT" : "TOO_MANY_ATTEMPTS";
    }

    private @Nullable String ofTicket(ModelTicket ticket, AdmitRequest request, @Nullable String requestId) {
        boolean sameCall = ticket.requestId.equals(requestId);
        boolean sameContent = Ruling.sameAmount(ticket.amount, request.amount())
                && Objects.equals(ticket.fingerprint, request.fingerprint());
        if (ticket.state != TicketState.RELEASED && !sameContent) {
            reach(Situation.MISMATCHED);
            return Forms.mismatched(ticket.state, ticket.fence);
        }
        return switch (ticket.state) {
            case OPEN -> {
                reach(sameCall ? Situation.SAME_CALL_AGAIN : Situation.IN_PROGRESS_ELSEWHERE);
                yield sameCall
                        ? Forms.admitted(Forms.of(ticket), List.of())
                        : Forms.inProgress(ticket.fence, ticket.leaseUntil);
            }
            case IN_DOUBT -> {
                reach(Situation.IN_DOUBT);
                yield "in doubt " + ticket.fence;
            }
            case SUCCEEDED, FAILED -> {
                reach(Situation.REPLAYED);
                yield Forms.replayed(Forms.of(ticket));
            }
            case RELEASED -> ofReleased(ticket, requestId, sameCall, sameContent);
        };
    }

    private @Nullable String ofReleased(
            ModelTicket ticket, @Nullable String requestId, boolean sameCall, boolean sameContent) {
        if (sameCall && !sameContent) {
            return Forms.mismatched(ticket.state, ticket.fence);
        } else if (sameCall) {
            reach(Situation.SUPERSEDED);
            return "superseded " + ticket.fence;
        } else if (requestId != null && ticket.earlier.containsValue(requestId)) {
            reach(Situation.SUPERSEDED_EARLIER);
            return "superseded " + ticket.fence;
        } else if (ticket.fence >= Bounds.ATTEMPTS_MAX) {
            reach(Situation.TOO_MANY_ATTEMPTS);
            return "too many " + ticket.fence;
        }
        return null;
    }

    private ModelTicket attempt(@Nullable ModelTicket before, AdmitRequest request, String requestId, Room room) {
        ModelTicket attempt = new ModelTicket();
        attempt.fence = 1;
        if (before != null) {
            attempt.fence = before.fence + 1;
            attempt.disputed = before.disputed;
            attempt.earlier.putAll(before.earlier);
            attempt.earlier.put(before.fence, before.requestId);
            attempt.refused.addAll(before.refused);
            reach(Situation.READMITTED);
            if (!Ruling.sameAmount(before.amount, request.amount())) {
                reach(Situation.READMITTED_WITH_NEW_CONTENT);
            }
        }
        attempt.requestId = requestId;
        attempt.state = TicketState.OPEN;
        attempt.amount = request.amount();
        attempt.fingerprint = request.fingerprint();
        attempt.leaseUntil = ruling.nowMillis + request.lease().toMillis();
        attempt.onLapse = request.onLapse();
        attempt.windows = room.counted.stream().map(Counted::window).toList();
        room.counted.forEach(counted -> ruling.add(counted.window, counted.asked));
        ruling.moved(attempt);
        if (request.amount() == null) {
            reach(Situation.NO_AMOUNT);
        }
        if (room.counted.isEmpty() && !ruling.config.limits().isEmpty()) {
            reach(Situation.UNCOVERED);
        }
        if (request.occurredAt() != null && !room.counted.isEmpty()) {
            reach(Situation.OWN_DATE);
        }
        return attempt;
    }

    private Room room(AdmitRequest request) {
        Room room = new Room();
        ruling.relies = true;
        if (!ruling.exists) {
            if (request.amount() != null) {
                reach(Situation.UNKNOWN_ACCOUNT);
                room.failing.add(Reason.Code.ACCOUNT_UNKNOWN.name());
            }
        } else if (ruling.status != AccountStatus.ACTIVE) {
            boolean closed = ruling.status == AccountStatus.CLOSED;
            reach(closed ? Situation.CLOSED_DECLINES : Situation.SUSPENDED_DECLINES);
            room.failing.add((closed ? Reason.Code.ACCOUNT_CLOSED : Reason.Code.ACCOUNT_SUSPENDED).name());
        } else if (request.amount() != null
                && ruling.config.currency() != null
                && !request.amount().currency().equals(ruling.config.currency())) {
            room.failing.add(Reason.Code.CURRENCY_NOT_ALLOWED.name());
        } else {
            for (Limit limit : ruling.config.limits()) {
                boolean covers = limit.scenarios().isEmpty()
                        || limit.scenarios().contains(request.operation().scenario());
                if (covers && (request.amount() != null || Configurations.isCount(limit.name()))) {
                    test(limit, request, room);
                }
            }
        }
        return room;
    }

    private void test(Limit limit, AdmitRequest request, Room room) {
        boolean counts = Configurations.isCount(limit.name());
        long asked = counts || request.amount() == null ? 1 : request.amount().minorUnits();
        String failure = null;
        if (limit.window() == WindowKind.OPERATION) {
            Long min = limit.min();
            if (asked > limit.max()) {
                failure = Forms.reason(Reason.Code.ABOVE_MAXIMUM, limit.name(), limit.max(), null, asked, null);
            } else if (min != null && asked < min) {
                failure = Forms.reason(Reason.Code.BELOW_MINIMUM, limit.name(), min, null, asked, null);
            }
        } else {
            WindowKey window = window(limit, request);
            long used = ruling.usage(window).used();
            room.counted.add(new Counted(window, asked));
            if (used + asked > limit.max()) {
                failure = Forms.reason(
                        counts ? Reason.Code.COUNT_LIMIT_EXCEEDED : Reason.Code.AMOUNT_LIMIT_EXCEEDED,
                        limit.name(),
                        limit.max(),
                        used,
                        asked,
                        Math.max(0, limit.max() - used));
            }
        }
        if (failure != null) {
            (limit.mode() == Mode.ENFORCE ? room.failing : room.shadow).add(failure);
        }
    }

    private WindowKey window(Limit limit, AdmitRequest request) {
        Instant own = request.occurredAt();
        long at = own == null ? ruling.nowMillis : own.toEpochMilli();
        if (limit.window() == WindowKind.TOTAL) {
            return new WindowKey(limit.name(), ruling.totalStarts.getOrDefault(limit.name(), ruling.nowMillis));
        }
        LocalDate first = first(limit.window(), businessDay(ruling.config, at));
        LocalDate end = switch (limit.window()) {
            case WEEK -> first.plusDays(7);
            case MONTH -> first.plusMonths(1);
            default -> first.plusDays(1);
        };
        if (own == null) {
            ruling.trueUntil(start(ruling.config, end));
        }
        return new WindowKey(limit.name(), start(ruling.config, first));
    }

    private static LocalDate first(WindowKind kind, LocalDate day) {
        LocalDate first = day;
        while (kind == WindowKind.WEEK && first.getDayOfWeek() != DayOfWeek.MONDAY) {
            first = first.minusDays(1);
        }
        return kind == WindowKind.MONTH ? first.withDayOfMonth(1) : first;
    }

    /** The last day that has begun. */
    static LocalDate businessDay(AccountConfig config, long at) {
        LocalDate day =
                Instant.ofEpochMilli(at).atZone(config.zone()).toLocalDate().plusDays(2);
        while (start(config, day) > at) {
            day = day.minusDays(1);
        }
        return day;
    }

    private static long start(AccountConfig config, LocalDate day) {
        return ZonedDateTime.of(day, config.cutOff(), config.zone()).toInstant().toEpochMilli();
    }
}
