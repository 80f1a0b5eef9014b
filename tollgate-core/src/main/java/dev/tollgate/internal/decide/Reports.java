package dev.tollgate.internal.decide;

import dev.tollgate.api.Amount;
import dev.tollgate.api.Bounds;
import dev.tollgate.api.By;
import dev.tollgate.api.HistoryEvent;
import dev.tollgate.api.Metric;
import dev.tollgate.api.Outcome;
import dev.tollgate.api.ReportResult;
import dev.tollgate.api.Resolution;
import dev.tollgate.api.Reversal;
import dev.tollgate.api.TicketHandle;
import dev.tollgate.api.TicketState;
import dev.tollgate.spi.HistoryRow;
import dev.tollgate.spi.TicketFlag;
import dev.tollgate.spi.WindowKey;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The second state table: what a report, a renew, a reverse, a resolve and a settle answer. */
final class Reports {
    private final GroupState state;

    Reports(GroupState state) {
        this.state = state;
    }

    ReportResult report(Command.Report report) {
        Draft ticket = state.ticket(report.ticket());
        TicketHandle handle = report.handle();
        if (ticket == null || !isOf(handle, ticket)) {
            return new ReportResult.NotFound();
        }
        boolean own = handle.fence() == ticket.fence;
        if (!own || !report.action().isOwnersReport()) {
            state.lapseIfDue(ticket);
        }
        return own ? ownFence(ticket, report.action()) : olderFence(ticket, handle, report.action());
    }

    private static boolean isOf(TicketHandle handle, Draft ticket) {
        if (handle.fence() == ticket.fence) {
            return handle.isOf(ticket.requestId);
        }
        HistoryRow admitted =
                ticket.entry(HistoryEvent.Kind.ADMITTED, handle.fence()).orElse(null);
        return admitted != null && admitted.id() != null && handle.isOf(admitted.id());
    }

    private ReportResult olderFence(Draft ticket, TicketHandle handle, Action action) {
        if (action instanceof Action.Release) {
            return Views.ticket(ticket.row(), handle, false)
                    .<ReportResult>map(ReportResult.Done::new)
                    .orElseGet(ReportResult.NotFound::new);
        }
        if (action instanceof Action.Succeed succeed) {
            state.dispute(ticket, handle.fence(), claim("a newer attempt exists", succeed.outcome()));
        }
        return new ReportResult.StaleTicket(ticket.state, ticket.fence);
    }

    private ReportResult ownFence(Draft ticket, Action action) {
        if (action instanceof Action.Succeed succeed) {
            return succeed(ticket, succeed.outcome());
        } else if (action instanceof Action.Fail fail) {
            return fail(ticket, fail.outcome());
        } else if (action instanceof Action.Release release) {
            return release(ticket, release.reason());
        } else if (action instanceof Action.Doubt doubt) {
            return doubt(ticket, doubt.reason());
        } else if (action instanceof Action.Renew renew) {
            return renew(ticket, renew.leaseMillis());
        } else if (action instanceof Action.Reverse reverse) {
            return reverse(ticket, reverse.reversal());
        } else if (action instanceof Action.Resolve resolve) {
            return resolve(ticket, resolve.resolution());
        } else if (action instanceof Action.Settle settle) {
            return settle(ticket, settle.by());
        }
        throw new AssertionError("an action nobody wrote: " + action);
    }

    private ReportResult succeed(Draft ticket, @Nullable Outcome outcome) {
        switch (ticket.state) {
            case OPEN, IN_DOUBT -> finish(ticket, TicketState.SUCCEEDED, outcome, null, isLate(ticket));
            case SUCCEEDED -> {
                return repeated(ticket, outcome);
            }
            case RELEASED -> {
                if (!ticket.is(TicketFlag.RELEASED_BY_LAPSE)) {
                    return refuse(ticket, outcome);
                }
                // The one way past a limit: it happened, so it is counted where it was counted before.
                state.take(ticket);
                finish(ticket, TicketState.SUCCEEDED, outcome, null, true);
            }
            case FAILED -> {
                return refuse(ticket, outcome);
            }
        }
        return done(ticket);
    }

    private ReportResult refuse(Draft ticket, @Nullable Outcome outcome) {
        state.dispute(
                ticket,
                ticket.fence,
                claim(ticket.state == TicketState.FAILED ? "it had failed" : "it had been released", outcome));
        return finished(ticket);
    }

    private ReportResult fail(Draft ticket, @Nullable Outcome outcome) {
        switch (ticket.state) {
            case OPEN, IN_DOUBT -> {
                state.giveBack(ticket);
                finish(ticket, TicketState.FAILED, outcome, null, isLate(ticket));
            }
            case FAILED -> {
                return repeated(ticket, outcome);
            }
            case RELEASED -> {
                if (!ticket.is(TicketFlag.RELEASED_BY_LAPSE)) {
                    return finished(ticket);
                }
                finish(ticket, TicketState.FAILED, outcome, null, true);
            }
            case SUCCEEDED -> {
                return finished(ticket);
            }
        }
        return done(ticket);
    }

    private ReportResult release(Draft ticket, @Nullable String reason) {
        switch (ticket.state) {
            case OPEN, IN_DOUBT -> {
                state.giveBack(ticket);
                finish(ticket, TicketState.RELEASED, null, reason, isLate(ticket));
            }
            case RELEASED -> {
                if (ticket.is(TicketFlag.RELEASED_BY_LAPSE)) {
                    ticket.mark(TicketFlag.RELEASED_BY_LAPSE, false);
                    ticket.reason = reason;
                    state.moved(ticket);
                }
            }
            case SUCCEEDED, FAILED -> {
                return finished(ticket);
            }
        }
        return done(ticket);
    }

    private ReportResult doubt(Draft ticket, @Nullable String reason) {
        switch (ticket.state) {
            case OPEN -> {
                ticket.remember(
                        state.nowMillis(), HistoryEvent.Kind.DOUBTED, ticket.fence, null, reason, null, null, null);
                ticket.state = TicketState.IN_DOUBT;
                ticket.reason = reason;
                state.moved(ticket);
            }
            case IN_DOUBT -> {}
            case SUCCEEDED, FAILED, RELEASED -> {
                return finished(ticket);
            }
        }
        return done(ticket);
    }

    private ReportResult renew(Draft ticket, long leaseMillis) {
        if (ticket.state == TicketState.IN_DOUBT) {
            return new ReportResult.NotOpen(ticket.state);
        }
        if (ticket.state != TicketState.OPEN) {
            return finished(ticket);
        }
        long until = state.nowMillis() + leaseMillis;
        if (until > ticket.leaseUntilMillis) {
            ticket.leaseUntilMillis = until;
            ticket.renewedAtMillis = state.nowMillis();
            ticket.changed = true;
        }
        return done(ticket);
    }

    private ReportResult reverse(Draft ticket, Reversal reversal) {
        if (ticket.state != TicketState.SUCCEEDED) {
            return new ReportResult.NotSucceeded(ticket.state);
        }
        List<HistoryRow> reversals = ticket.history().stream()
                .filter(h -> h.kind() == HistoryEvent.Kind.REVERSED)
                .toList();
        for (HistoryRow made : reversals) {
            if (reversal.reversalId().equals(made.id())) {
                Long asked = reversal.minorUnits();
                long given = made.minorUnits() == null ? 0 : made.minorUnits();
                return asked == null || asked == given ? done(ticket) : new ReportResult.ReversalMismatch(given);
            }
        }
        Amount amount = ticket.amount;
        long left = amount == null ? 0 : amount.minorUnits() - ticket.reversedMinorUnits;
        long asked = reversal.minorUnits() == null ? left : reversal.minorUnits();
        if (asked > left || asked == 0) {
            return new ReportResult.ExceedsAmount(left);
        }
        if (reversals.size() >= Bounds.REVERSALS_MAX) {
            return new ReportResult.TooManyReversals(reversals.size());
        }
        ticket.remember(
                state.nowMillis(),
                HistoryEvent.Kind.REVERSED,
                ticket.fence,
                null,
                reversal.reason(),
                reversal.reversalId(),
                asked,
                null);
        ticket.reversedMinorUnits += asked;
        for (WindowKey window : ticket.windows) {
            if (state.metric(window.limit()) == Metric.AMOUNT) {
                state.use(window, -asked);
            }
        }
        state.moved(ticket);
        return done(ticket);
    }

    private ReportResult resolve(Draft ticket, Resolution resolution) {
        if (ticket.state != TicketState.IN_DOUBT) {
            boolean repeat = ticket.is(TicketFlag.RESOLVED)
                    && ticket.state == resolution.as()
                    && Objects.equals(ticket.outcome, resolution.outcome());
            return repeat ? done(ticket) : new ReportResult.NotInDoubt(ticket.state);
        }
        if (!resolution.as().counts()) {
            state.giveBack(ticket);
        }
        String as = Forms.text(resolution.as());
        ticket.remember(
                state.nowMillis(),
                HistoryEvent.Kind.RESOLVED,
                ticket.fence,
                resolution.by(),
                resolution.reason(),
                null,
                null,
                as);
        finish(ticket, resolution.as(), resolution.outcome(), resolution.reason(), false);
        ticket.mark(TicketFlag.RESOLVED, true);
        state.audit(
                "resolved",
                resolution.by(),
                resolution.reason(),
                Forms.ticketState(ticket.key, ticket.fence, TicketState.IN_DOUBT),
                Forms.ticketState(ticket.key, ticket.fence, resolution.as()));
        return done(ticket);
    }

    private ReportResult settle(Draft ticket, By by) {
        if (!ticket.is(TicketFlag.DISPUTED)) {
            return new ReportResult.NotDisputed(ticket.state);
        }
        ticket.mark(TicketFlag.DISPUTED, false);
        ticket.changed = true;
        state.audit(
                "settled",
                by.name(),
                by.reason(),
                Forms.disputed(ticket.key, ticket.fence, true),
                Forms.disputed(ticket.key, ticket.fence, false));
        return done(ticket);
    }

    /** Late does not depend on whether anybody noticed the end of the lease first. */
    private boolean isLate(Draft ticket) {
        return ticket.state == TicketState.IN_DOUBT || state.isDue(ticket);
    }

    private void finish(
            Draft ticket, TicketState as, @Nullable Outcome outcome, @Nullable String reason, boolean late) {
        ticket.state = as;
        ticket.outcome = outcome;
        ticket.reason = reason;
        ticket.finishedAtMillis = state.nowMillis();
        ticket.mark(TicketFlag.LATE, late);
        ticket.mark(TicketFlag.RELEASED_BY_LAPSE, false);
        state.moved(ticket);
    }

    private static ReportResult repeated(Draft ticket, @Nullable Outcome outcome) {
        // Once the bytes are dropped nothing can be compared any more, and the report agrees with the state.
        boolean same = ticket.is(TicketFlag.OUTCOME_DROPPED) || Objects.equals(ticket.outcome, outcome);
        return same ? done(ticket) : finished(ticket);
    }

    private static ReportResult done(Draft ticket) {
        return new ReportResult.Done(Views.ticket(ticket.row(), false));
    }

    private static ReportResult finished(Draft ticket) {
        return new ReportResult.AlreadyFinished(Views.ticket(ticket.row(), false));
    }

    /** What a refused success claimed, for the person who has to find out. */
    private static String claim(String why, @Nullable Outcome outcome) {
        if (outcome == null) {
            return "reported succeeded, but " + why;
        }
        return Bounds.fitReason("reported succeeded, but " + why + "; its outcome (" + outcome.contentType() + "): "
                + outcome.asText());
    }
}
