package dev.tollgate.proof.simulation;

import dev.tollgate.api.AccountResult;
import dev.tollgate.api.Admission;
import dev.tollgate.api.Checked;
import dev.tollgate.api.Outcome;
import dev.tollgate.api.Reason;
import dev.tollgate.api.ReportResult;
import dev.tollgate.api.Ticket;
import dev.tollgate.api.TicketState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers as text that holds all of what was promised of them, so that what was given and what was expected can be compared. */
final class Forms {
    private Forms() {}

    static String of(@Nullable Object answer) {
        if (answer instanceof Admission admission) {
            return of(admission);
        } else if (answer instanceof ReportResult result) {
            return of(result);
        } else if (answer instanceof Checked checked) {
            return checked(checked.decision().name(), reasons(checked.reasons()), reasons(checked.wouldDecline()));
        } else if (answer instanceof AccountResult.Changed changed) {
            return changed(
                    changed.account().configVersion(),
                    changed.account().status().name(),
                    changed.created());
        } else if (answer instanceof AccountResult) {
            return answer.getClass().getSimpleName();
        }
        return String.valueOf(answer);
    }

    private static String of(Admission admission) {
        if (admission instanceof Admission.Admitted admitted) {
            Ticket ticket = admitted.ticket();
            boolean ownHandle = ticket.handle().isOf(ticket.requestId())
                    && ticket.handle().fence() == ticket.fence()
                    && ticket.handle().operation().equals(ticket.operation());
            return admitted(of(ticket) + (ownHandle ? "" : " by another handle"), reasons(admitted.wouldDecline()));
        } else if (admission instanceof Admission.Replayed replayed) {
            return replayed(of(replayed.ticket()));
        } else if (admission instanceof Admission.InProgress progress) {
            return inProgress(progress.fence(), progress.leaseExpiresAt().toEpochMilli());
        } else if (admission instanceof Admission.InDoubt doubt) {
            return "in doubt " + doubt.fence();
        } else if (admission instanceof Admission.Mismatched mismatched) {
            return mismatched(mismatched.state(), mismatched.fence());
        } else if (admission instanceof Admission.Superseded superseded) {
            return "superseded " + superseded.fence();
        } else if (admission instanceof Admission.Declined declined) {
            return declined(reasons(declined.reasons()));
        } else if (admission instanceof Admission.TooManyAttempts tooMany) {
            return "too many " + tooMany.attempts();
        }
        throw new AssertionError("an admission nobody knows: " + admission);
    }

    private static String of(ReportResult result) {
        if (result instanceof ReportResult.Done done) {
            return "done " + of(done.ticket());
        } else if (result instanceof ReportResult.AlreadyFinished finished) {
            return "already finished " + of(finished.ticket());
        } else if (result instanceof ReportResult.StaleTicket stale) {
            return "stale " + stale.state() + " " + stale.currentFence();
        } else if (result instanceof ReportResult.NotOpen notOpen) {
            return "not open " + notOpen.state();
        } else if (result instanceof ReportResult.NotSucceeded notSucceeded) {
            return "not succeeded " + notSucceeded.state();
        } else if (result instanceof ReportResult.ExceedsAmount exceeds) {
            return "exceeds " + exceeds.leftMinorUnits();
        } else if (result instanceof ReportResult.ReversalMismatch mismatch) {
            return "reversal mismatch " + mismatch.reversedMinorUnits();
        } else if (result instanceof ReportResult.TooManyReversals) {
            return "too many reversals";
        } else if (result instanceof ReportResult.NotInDoubt notInDoubt) {
            return "not in doubt " + notInDoubt.state();
        } else if (result instanceof ReportResult.NotDisputed notDisputed) {
            return "not disputed " + notDisputed.state();
        } else if (result instanceof ReportResult.NotFound) {
            return "not found";
        }
        throw new AssertionError("a result nobody knows: " + result);
    }

    /** An older attempt shows as what it was, and what has become of the operation only as a number. */
    static String of(Ticket ticket) {
        if (ticket.fence() != ticket.currentFence()) {
            return older(ticket.fence(), ticket.requestId(), ticket.currentFence(), ticket.state());
        }
        Outcome outcome = ticket.outcome();
        return current(
                ticket.fence(),
                ticket.requestId(),
                ticket.state(),
                ticket.amount() == null ? 0 : ticket.amount().minorUnits(),
                ticket.reversedMinorUnits(),
                ticket.leaseExpiresAt().toEpochMilli(),
                ticket.late(),
                ticket.disputed(),
                outcome == null ? null : outcome.asText(),
                ticket.outcomeDropped(),
                ticket.windows().stream()
                        .map(w -> w.limit() + "@" + w.start().toEpochMilli())
                        .toList());
    }

    static String of(ModelTicket ticket) {
        Outcome outcome = ticket.outcome;
        return current(
                ticket.fence,
                ticket.requestId,
                ticket.state,
                ticket.amount == null ? 0 : ticket.amount.minorUnits(),
                ticket.reversed,
                ticket.leaseUntil,
                ticket.late,
                ticket.disputed,
                outcome == null ? null : outcome.asText(),
                ticket.dropped,
                ticket.windows.stream()
                        .map(w -> w.limit() + "@" + w.startMillis())
                        .toList());
    }

    static String older(int fence, String requestId, int currentFence, TicketState state) {
        return "#" + fence + " " + requestId + " of " + currentFence + " " + state;
    }

    private static String current(
            int fence,
            String requestId,
            TicketState state,
            long amount,
            long reversed,
            long lease,
            boolean late,
            boolean disputed,
            @Nullable String outcome,
            boolean dropped,
            List<String> windows) {
        return "#" + fence + " " + requestId + " " + state + " " + amount + " - " + reversed + " lease " + lease
                + (late ? " late" : "") + (disputed ? " disputed" : "") + " " + outcome
                + (dropped ? " dropped" : "") + " " + windows;
    }

    static String admitted(String ticket, List<String> wouldDecline) {
        return "admitted " + ticket + " " + wouldDecline;
    }

    static String replayed(String ticket) {
        return "replayed " + ticket;
    }

    static String inProgress(int fence, long leaseUntil) {
        return "in progress " + fence + " until " + leaseUntil;
    }

    static String mismatched(TicketState state, int fence) {
        return "mismatched " + state + " " + fence;
    }

    static String declined(List<String> reasons) {
        return "declined " + reasons;
    }

    static String checked(String decision, List<String> reasons, List<String> wouldDecline) {
        return "checked " + decision + " " + reasons + " " + wouldDecline;
    }

    static String changed(long configVersion, String status, boolean created) {
        return "changed " + configVersion + " " + status + (created ? " created" : "");
    }

    private static List<String> reasons(List<Reason> reasons) {
        List<String> texts = new ArrayList<>(reasons.size());
        for (Reason reason : reasons) {
            texts.add(reason(
                    reason.code(),
                    reason.limit(),
                    reason.bound(),
                    reason.used(),
                    reason.requested(),
                    reason.available()));
        }
        return texts;
    }

    static String reason(
            Reason.Code code,
            @Nullable String limit,
            @Nullable Long bound,
            @Nullable Long used,
            @Nullable Long requested,
            @Nullable Long available) {
        return limit == null
                ? code.name()
                : code + " " + limit + " " + bound + " used " + used + " asked " + requested + " left " + available;
    }
}
