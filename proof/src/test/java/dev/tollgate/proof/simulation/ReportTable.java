package dev.tollgate.proof.simulation;

import dev.tollgate.api.AccountStatus;
import dev.tollgate.api.Limit;
import dev.tollgate.api.Outcome;
import dev.tollgate.api.Resolution;
import dev.tollgate.api.Reversal;
import dev.tollgate.api.TicketHandle;
import dev.tollgate.api.TicketState;
import dev.tollgate.internal.decide.Action;
import dev.tollgate.internal.decide.Command;
import dev.tollgate.spi.WindowKey;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The second state table: what a report, and whatever else is asked of a ticket by its handle, is answered. */
final class ReportTable {
    private final Ruling ruling;

    ReportTable(Ruling ruling) {
        this.ruling = ruling;
    }

    private void reach(Situation situation) {
        ruling.world.reach(situation);
    }

    String of(Command.Report report) {
        ModelTicket ticket = ruling.ticket(report.ticket());
        TicketHandle handle = report.handle();
        Action action = report.action();
        if (ticket == null) {
            return "not found";
        }
        boolean own = handle.fence() == ticket.fence;
        String requestId = own ? ticket.requestId : ticket.earlier.get(handle.fence());
        if (requestId == null || !handle.isOf(requestId)) {
            return "not found";
        }
        boolean owners = action instanceof Action.Succeed
                || action instanceof Action.Fail
                || action instanceof Action.Release
                || action instanceof Action.Doubt;
        if (!own || !owners) {
            ruling.lapseIfDue(ticket);
        }
        if (ruling.exists && ruling.status != AccountStatus.ACTIVE && owners) {
            reach(Situation.SUSPENDED_TAKES_REPORT);
        }
        return own ? ownFence(ticket, action) : olderFence(ticket, handle.fence(), requestId, action);
    }

    private String olderFence(ModelTicket ticket, int fence, String requestId, Action action) {
        if (action instanceof Action.Release) {
            return "done " + Forms.older(fence, requestId, ticket.fence, TicketState.RELEASED);
        }
        if (action instanceof Action.Succeed) {
            dispute(ticket, fence, Situation.DISPUTED_NEWER_ATTEMPT);
        }
        reach(Situation.STALE);
        return "stale " + ticket.state + " " + ticket.fence;
    }

    private String ownFence(ModelTicket ticket, Action action) {
        if (action instanceof Action.Succeed succeed) {
            return succeed(ticket, succeed.outcome());
        } else if (action instanceof Action.Fail fail) {
            return fail(ticket, fail.outcome());
        } else if (action instanceof Action.Release) {
            return release(ticket);
        } else if (action instanceof Action.Doubt) {
            return doubt(ticket);
        } else if (action instanceof Action.Renew renew) {
            return renew(ticket, renew.leaseMillis());
        } else if (action instanceof Action.Reverse reverse) {
            return reverse(ticket, reverse.reversal());
        } else if (action instanceof Action.Resolve resolve) {
            return resolve(ticket, resolve.resolution());
        } else if (action instanceof Action.Settle) {
            return settle(ticket);
        }
        throw new AssertionError("an action nobody knows: " + action);
    }

    private static boolean isUnfinished(ModelTicket ticket) {
        return ticket.state == TicketState.OPEN || ticket.state == TicketState.IN_DOUBT;
    }

    private static String done(ModelTicket ticket) {
        return "done " + Forms.of(ticket);
    }

    private static String finished(ModelTicket ticket) {
        return "already finished " + Forms.of(ticket);
    }

    private void end(ModelTicket ticket, TicketState as, @Nullable Outcome outcome, boolean late) {
        ticket.state = as;
        ticket.outcome = outcome;
        ticket.finishedAt = ruling.nowMillis;
        ticket.late = late;
        ticket.byLapse = false;
        ruling.moved(ticket);
    }

    private boolean isLate(ModelTicket ticket) {
        return ruling.isDue(ticket) || ticket.state == TicketState.IN_DOUBT;
    }

    private void racing(ModelTicket ticket) {
        long lapses = ruling.decided.commands.stream()
                .filter(command -> command instanceof Command.Lapse)
                .count();
        if (lapses > 0 && ticket.state == TicketState.OPEN && ruling.nowMillis >= ticket.leaseUntil) {
            reach(Situation.LAPSE_RACES_REPORT);
        }
    }

    private String succeed(ModelTicket ticket, @Nullable Outcome outcome) {
        racing(ticket);
        if (isUnfinished(ticket)) {
            boolean late = isLate(ticket);
            reach(late ? Situation.LATE_SUCCESS : Situation.ACCEPTED);
            end(ticket, TicketState.SUCCEEDED, outcome, late);
            return done(ticket);
        } else if (ticket.state == TicketState.SUCCEEDED) {
            return repeated(ticket, outcome);
        } else if (ticket.byLapse) {
            ruling.count(ticket, 1);
            end(ticket, TicketState.SUCCEEDED, outcome, true);
            reach(Situation.LATE_SUCCESS_AFTER_LAPSE_RELEASE);
            if (ticket.windows.stream().anyMatch(this::isPastItsLimit)) {
                reach(Situation.LATE_SUCCESS_PAST_LIMIT);
            }
            return done(ticket);
        }
        boolean failed = ticket.state == TicketState.FAILED;
        dispute(ticket, ticket.fence, failed ? Situation.DISPUTED_FAILED : Situation.DISPUTED_RELEASED);
        return finished(ticket);
    }

    private boolean isPastItsLimit(WindowKey window) {
        for (Limit limit : ruling.config.limits()) {
            if (limit.name().equals(window.limit()) && ruling.usage(window).used() > limit.max()) {
                return true;
            }
        }
        return false;
    }

    private void dispute(ModelTicket ticket, int fence, Situation situation) {
        if (ticket.refused.add(fence)) {
            ticket.disputed = true;
            ruling.hasChanged = true;
            reach(situation);
        } else {
            reach(Situation.DISPUTED_AGAIN);
        }
    }

    private String repeated(ModelTicket ticket, @Nullable Outcome outcome) {
        if (ticket.dropped) {
            reach(Situation.DROPPED_AND_REPEATED);
        }
        // Once the bytes are dropped there is nothing to compare with.
        return ticket.dropped || Objects.equals(ticket.outcome, outcome) ? done(ticket) : finished(ticket);
    }

    private void giveBack(ModelTicket ticket) {
        ruling.count(ticket, -1);
        if (ticket.windows.stream().anyMatch(this::isOver)) {
            reach(Situation.GIVEN_BACK_ACROSS_MIDNIGHT);
        }
    }

    /** Whether a day has begun since the window's first. */
    private boolean isOver(WindowKey window) {
        return window.limit().startsWith("day")
                && AdmitTable.businessDay(ruling.config, window.startMillis())
                        .isBefore(AdmitTable.businessDay(ruling.config, ruling.nowMillis));
    }

    private String fail(ModelTicket ticket, @Nullable Outcome outcome) {
        racing(ticket);
        if (isUnfinished(ticket)) {
            giveBack(ticket);
            end(ticket, TicketState.FAILED, outcome, isLate(ticket));
            return done(ticket);
        } else if (ticket.state == TicketState.FAILED) {
            return repeated(ticket, outcome);
        } else if (ticket.byLapse) {
            end(ticket, TicketState.FAILED, outcome, true);
            return done(ticket);
        }
        return finished(ticket);
    }

    private String release(ModelTicket ticket) {
        racing(ticket);
        if (isUnfinished(ticket)) {
            giveBack(ticket);
            end(ticket, TicketState.RELEASED, null, isLate(ticket));
            return done(ticket);
        } else if (ticket.state == TicketState.RELEASED) {
            if (ticket.byLapse) {
                ticket.byLapse = false;
                ruling.moved(ticket);
            }
            return done(ticket);
        }
        return finished(ticket);
    }

    private String doubt(ModelTicket ticket) {
        if (ticket.state == TicketState.OPEN) {
            ticket.state = TicketState.IN_DOUBT;
            ruling.moved(ticket);
        }
        return ticket.state == TicketState.IN_DOUBT ? done(ticket) : finished(ticket);
    }

    private String renew(ModelTicket ticket, long leaseMillis) {
        if (ticket.state == TicketState.IN_DOUBT) {
            return "not open " + ticket.state;
        } else if (ticket.state != TicketState.OPEN) {
            return finished(ticket);
        }
        if (ruling.nowMillis + leaseMillis > ticket.leaseUntil) {
            ticket.leaseUntil = ruling.nowMillis + leaseMillis;
            ruling.hasChanged = true;
            reach(Situation.RENEWED);
        }
        return done(ticket);
    }

    private String reverse(ModelTicket ticket, Reversal reversal) {
        if (ticket.state != TicketState.SUCCEEDED) {
            return "not succeeded " + ticket.state;
        }
        Long asked = reversal.minorUnits();
        Long given = ticket.reversals.get(reversal.reversalId());
        if (given != null) {
            boolean same = asked == null || asked.equals(given);
            reach(same ? Situation.REVERSAL_REPEATED : Situation.REVERSAL_MISMATCH);
            return same ? done(ticket) : "reversal mismatch " + given;
        }
        long more = asked == null ? ticket.left() : asked;
        if (more > ticket.left() || ticket.left() == 0) {
            return "exceeds " + ticket.left();
        }
        for (WindowKey window : ticket.windows) {
            if (!Configurations.isCount(window.limit())) {
                ruling.add(window, -more);
            }
        }
        ticket.reversed += more;
        ticket.reversals.put(reversal.reversalId(), more);
        ruling.moved(ticket);
        reach(Situation.REVERSED);
        if (ticket.windows.stream().anyMatch(this::isOver)) {
            reach(Situation.REVERSED_ACROSS_MIDNIGHT);
        }
        return done(ticket);
    }

    private String resolve(ModelTicket ticket, Resolution resolution) {
        if (ticket.state != TicketState.IN_DOUBT) {
            boolean repeat = ticket.resolved
                    && ticket.state == resolution.as()
                    && Objects.equals(ticket.outcome, resolution.outcome());
            if (!ticket.resolved && resolution.by().equals("bank")) {
                reach(Situation.RESOLVER_AFTER_OWNER);
            }
            return repeat ? done(ticket) : "not in doubt " + ticket.state;
        }
        if (resolution.as() != TicketState.SUCCEEDED) {
            giveBack(ticket);
        }
        end(ticket, resolution.as(), resolution.outcome(), false);
        ticket.resolved = true;
        ruling.audit("resolved");
        reach(Situation.RESOLVED);
        return done(ticket);
    }

    private String settle(ModelTicket ticket) {
        if (!ticket.disputed) {
            return "not disputed " + ticket.state;
        }
        ticket.disputed = false;
        ruling.hasChanged = true;
        ruling.audit("settled");
        reach(Situation.SETTLED);
        return done(ticket);
    }
}
