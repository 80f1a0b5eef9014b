package dev.tollgate.testkit.history;

import dev.tollgate.api.Admission;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.Amount;
import dev.tollgate.api.Reason;
import dev.tollgate.api.ReportResult;
import dev.tollgate.api.Ticket;
import dev.tollgate.api.Usage;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Calls in words, one line each. */
final class CallText {
    private CallText() {}

    static String of(RecordedCall call) {
        return "call %d [%d, %s] %s -> %s"
                .formatted(
                        call.number(),
                        call.start(),
                        call.end() == RecordedCall.NEVER ? "never" : Long.toString(call.end()),
                        asked(call.asked()),
                        answer(call.answer()));
    }

    private static String asked(Asked asked) {
        if (asked instanceof Asked.Admit admit) {
            AdmitRequest request = admit.request();
            Amount amount = request.amount();
            return "admit %s%s as %s"
                    .formatted(
                            request.operation(),
                            amount == null ? "" : " for " + amount.minorUnits(),
                            request.requestId());
        } else if (asked instanceof Asked.Report report) {
            return "%s %s".formatted(report.getClass().getSimpleName().toLowerCase(Locale.ROOT), report.handle());
        }
        return "find " + asked.operation();
    }

    private static String answer(@Nullable Object answer) {
        if (answer == null) {
            return "nobody knows";
        } else if (answer instanceof Admission.Admitted admitted) {
            return "Admitted #%d, %s".formatted(admitted.ticket().fence(), usage(admitted.usage()));
        } else if (answer instanceof Admission.Declined declined) {
            return "Declined, " + reasons(declined.reasons());
        } else if (answer instanceof Admission.Replayed replayed) {
            return "Replayed " + ticket(replayed.ticket());
        } else if (answer instanceof ReportResult.Done done) {
            return "Done " + ticket(done.ticket());
        } else if (answer instanceof ReportResult.AlreadyFinished finished) {
            return "AlreadyFinished " + ticket(finished.ticket());
        } else if (answer instanceof Optional<?> found) {
            return found.isEmpty() ? "no ticket" : ticket((Ticket) found.get());
        }
        return answer.toString();
    }

    private static String ticket(Ticket ticket) {
        return "%s #%d%s%s"
                .formatted(
                        ticket.state(),
                        ticket.fence(),
                        ticket.late() ? ", late" : "",
                        ticket.disputed() ? ", disputed" : "");
    }

    private static String usage(List<Usage> usage) {
        return usage.isEmpty()
                ? "no usage"
                : usage.stream().map(u -> u.limit() + " " + u.used()).collect(Collectors.joining(", "));
    }

    private static String reasons(List<Reason> reasons) {
        return reasons.stream()
                .map(r -> r.used() == null
                        ? String.valueOf(r.limit() == null ? r.code().text() : r.limit())
                        : r.limit() + " " + r.used())
                .collect(Collectors.joining(", "));
    }
}
