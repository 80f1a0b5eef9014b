package dev.tollgate.testkit.history;

import dev.tollgate.api.Admission;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.Bounds;
import dev.tollgate.api.Outcome;
import dev.tollgate.api.ReportResult;
import dev.tollgate.api.Ticket;
import dev.tollgate.api.TicketHandle;
import dev.tollgate.api.TicketState;
import dev.tollgate.testkit.history.Step.Kind;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The state tables of a ticket, told once more and apart from the engine: what a call may be answered, and how the ticket stands after
 * it. Whether the limits agree is {@link LimitRules}' business. Leases do not end here.
 */
final class TicketRules {
    private TicketRules() {}

    /**
     * What the call does to its ticket.
     *
     * @param answer null when nobody knows; then what it does if it takes effect
     * @return null when the answer is wrong in this standing, or when an unknown call changes nothing in it
     */
    static @Nullable Step step(Standing before, Asked asked, @Nullable Object answer) {
        Step step;
        if (asked instanceof Asked.Admit admit) {
            step = admit(before, admit.request(), answer);
        } else if (asked instanceof Asked.Report report) {
            step = report(before, report, answer);
        } else {
            step = found(before, answer);
        }
        return answer == null && step != null && step.after().equals(before) ? null : step;
    }

    private static @Nullable Step when(boolean right, Standing after, Kind kind) {
        return right ? new Step(after, kind) : null;
    }

    // Admissions

    private static @Nullable Step admit(Standing before, AdmitRequest request, @Nullable Object answer) {
        String requestId = Objects.requireNonNull(request.requestId());
        if (before.state() == null) {
            return decided(before, request, requestId, answer);
        }
        boolean sameCall = before.requestId().equals(requestId);
        boolean sameContent = Objects.equals(before.amount(), request.amount())
                && Objects.equals(before.fingerprint(), request.fingerprint());
        if (before.is(TicketState.RELEASED)) {
            if (!before.requestIds().contains(requestId)) {
                return before.fence() < Bounds.ATTEMPTS_MAX
                        ? decided(before, request, requestId, answer)
                        : when(answer instanceof Admission.TooManyAttempts, before, Kind.NEITHER);
            }
            return sameCall && !sameContent ? mismatched(before, answer) : superseded(before, answer);
        }
        if (!sameContent) {
            return mismatched(before, answer);
        }
        return switch (Objects.requireNonNull(before.state())) {
            case OPEN -> sameCall ? admittedAgain(before, answer) : inProgress(before, answer);
            case IN_DOUBT ->
                when(answer instanceof Admission.InDoubt in && in.fence() == before.fence(), before, Kind.NEITHER);
            default ->
                when(
                        answer instanceof Admission.Replayed replayed && before.isShownBy(replayed.ticket()),
                        before,
                        Kind.NEITHER);
        };
    }

    /** A new attempt, if the limits agree. */
    private static @Nullable Step decided(
            Standing before, AdmitRequest request, String requestId, @Nullable Object answer) {
        if (answer instanceof Admission.Declined) {
            return new Step(before, Kind.DECLINED);
        }
        Standing after = before.opened(requestId, request.amount(), request.fingerprint());
        boolean right =
                answer == null || (answer instanceof Admission.Admitted admitted && after.isShownBy(admitted.ticket()));
        return when(right, after, Kind.TAKES);
    }

    private static @Nullable Step admittedAgain(Standing before, @Nullable Object answer) {
        return when(
                answer instanceof Admission.Admitted admitted && before.isShownBy(admitted.ticket()),
                before,
                Kind.SHOWS);
    }

    private static @Nullable Step inProgress(Standing before, @Nullable Object answer) {
        return when(
                answer instanceof Admission.InProgress other && other.fence() == before.fence(), before, Kind.NEITHER);
    }

    private static @Nullable Step mismatched(Standing before, @Nullable Object answer) {
        return when(
                answer instanceof Admission.Mismatched other
                        && other.state() == before.state()
                        && other.fence() == before.fence(),
                before,
                Kind.NEITHER);
    }

    private static @Nullable Step superseded(Standing before, @Nullable Object answer) {
        return when(
                answer instanceof Admission.Superseded late && late.fence() == before.fence(), before, Kind.NEITHER);
    }

    private static @Nullable Step found(Standing before, @Nullable Object answer) {
        boolean right = answer instanceof Optional<?> found
                && (found.isEmpty()
                        ? before.state() == null
                        : before.state() != null && before.isShownBy((Ticket) found.get()));
        return when(right, before, Kind.NEITHER);
    }

    // Reports

    private static @Nullable Step report(Standing before, Asked.Report report, @Nullable Object answer) {
        TicketHandle handle = report.handle();
        int fence = handle.fence();
        if (fence > before.fence() || !handle.isOf(before.requestIds().get(fence - 1))) {
            return when(answer instanceof ReportResult.NotFound, before, Kind.NEITHER);
        }
        if (fence < before.fence()) {
            return older(before, report, answer);
        }
        if (report instanceof Asked.Succeed succeed) {
            return succeed(before, succeed.outcome(), answer);
        } else if (report instanceof Asked.Fail fail) {
            return fail(before, fail.outcome(), answer);
        } else if (report instanceof Asked.Release) {
            return release(before, answer);
        }
        return doubt(before, answer);
    }

    private static @Nullable Step older(Standing before, Asked.Report report, @Nullable Object answer) {
        int fence = report.handle().fence();
        if (report instanceof Asked.Release) {
            return when(
                    answer instanceof ReportResult.Done done
                            && done.ticket().fence() == fence
                            && done.ticket().currentFence() == before.fence()
                            && done.ticket().state() == TicketState.RELEASED,
                    before,
                    Kind.NEITHER);
        }
        Standing after = report instanceof Asked.Succeed ? before.disputed(fence) : before;
        boolean right = answer == null
                || (answer instanceof ReportResult.StaleTicket stale
                        && stale.state() == before.state()
                        && stale.currentFence() == before.fence());
        return when(right, after, Kind.NEITHER);
    }

    private static @Nullable Step succeed(Standing before, @Nullable Outcome outcome, @Nullable Object answer) {
        if (before.isLive()) {
            return done(before.finished(TicketState.SUCCEEDED, outcome), Kind.NEITHER, answer);
        }
        if (before.is(TicketState.SUCCEEDED)) {
            return repeated(before, outcome, answer);
        }
        return alreadyFinished(before.disputed(before.fence()), answer);
    }

    private static @Nullable Step fail(Standing before, @Nullable Outcome outcome, @Nullable Object answer) {
        if (before.isLive()) {
            return done(before.finished(TicketState.FAILED, outcome), Kind.GIVES_BACK, answer);
        }
        return before.is(TicketState.FAILED) ? repeated(before, outcome, answer) : alreadyFinished(before, answer);
    }

    /** Done while this attempt was the newest; whoever is told so later, after a lost answer, is told of newer attempts, too. */
    private static @Nullable Step release(Standing before, @Nullable Object answer) {
        boolean toldLater = answer instanceof ReportResult.Done done
                && done.ticket().fence() == before.fence()
                && done.ticket().currentFence() > before.fence()
                && done.ticket().state() == TicketState.RELEASED;
        Object right = toldLater ? null : answer;
        if (before.isLive()) {
            return done(before.finished(TicketState.RELEASED, null), Kind.GIVES_BACK, right);
        } else if (before.is(TicketState.RELEASED)) {
            return done(before, Kind.NEITHER, right);
        }
        return toldLater ? null : alreadyFinished(before, answer);
    }

    private static @Nullable Step doubt(Standing before, @Nullable Object answer) {
        if (before.is(TicketState.OPEN)) {
            return done(before.doubted(), Kind.NEITHER, answer);
        }
        return before.is(TicketState.IN_DOUBT) ? done(before, Kind.NEITHER, answer) : alreadyFinished(before, answer);
    }

    private static @Nullable Step repeated(Standing before, @Nullable Outcome outcome, @Nullable Object answer) {
        return Objects.equals(before.outcome(), outcome)
                ? done(before, Kind.NEITHER, answer)
                : alreadyFinished(before, answer);
    }

    private static @Nullable Step done(Standing after, Kind kind, @Nullable Object answer) {
        boolean right = answer == null || (answer instanceof ReportResult.Done done && after.isShownBy(done.ticket()));
        return when(right, after, kind);
    }

    private static @Nullable Step alreadyFinished(Standing after, @Nullable Object answer) {
        boolean right = answer == null
                || (answer instanceof ReportResult.AlreadyFinished finished && after.isShownBy(finished.ticket()));
        return when(right, after, Kind.NEITHER);
    }
}
