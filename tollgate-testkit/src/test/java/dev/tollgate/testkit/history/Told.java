package dev.tollgate.testkit.history;

import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.Admission;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.Amount;
import dev.tollgate.api.Limit;
import dev.tollgate.api.OnLapse;
import dev.tollgate.api.Operation;
import dev.tollgate.api.Outcome;
import dev.tollgate.api.Reason;
import dev.tollgate.api.ReportResult;
import dev.tollgate.api.Ticket;
import dev.tollgate.api.TicketHandle;
import dev.tollgate.api.TicketState;
import dev.tollgate.api.Usage;
import dev.tollgate.api.Window;
import dev.tollgate.api.WindowKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A history written down by hand. The account may use 1,000 in all, in 10 operations; request ids stand for callers. */
final class Told {
    static final AccountConfig LIMITS = AccountConfig.of(
            "GBP", Limit.amount("amount", WindowKind.TOTAL, 1_000), Limit.count("count", WindowKind.TOTAL, 10));

    private static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");
    private static final Window WINDOW = new Window(NOW, null);

    private final List<RecordedCall> calls = new ArrayList<>();

    History history() {
        return new History(calls);
    }

    Verdict verdict() {
        return new HistoryChecker(Map.of("acme", LIMITS)).check(history());
    }

    Told call(long start, long end, Asked asked, Object answer) {
        calls.add(new RecordedCall(calls.size(), asked, start, end, answer));
        return this;
    }

    Told unknown(long start, Asked asked) {
        calls.add(RecordedCall.unknown(calls.size(), asked, start));
        return this;
    }

    private static Operation operation(String number) {
        return new Operation("acme", "payment", number);
    }

    static Asked admit(String number, String requestId, long amount) {
        return new Asked.Admit(
                AdmitRequest.of(operation(number), "clerk-7", amount, "GBP").withRequestId(requestId));
    }

    static TicketHandle handle(String number, String requestId, int fence) {
        return TicketHandle.of(operation(number), fence, requestId);
    }

    static Asked succeed(String number, String requestId) {
        return new Asked.Succeed(handle(number, requestId, 1), null);
    }

    static Asked fail(String number, String requestId) {
        return new Asked.Fail(handle(number, requestId, 1), null);
    }

    static Asked release(String number, String requestId) {
        return new Asked.Release(handle(number, requestId, 1));
    }

    static Asked find(String number) {
        return new Asked.Find(operation(number));
    }

    static Ticket ticket(String number, String requestId, int fence, TicketState state, long amount) {
        return ticket(number, requestId, fence, fence, state, amount);
    }

    private static Ticket ticket(
            String number, String requestId, int fence, int currentFence, TicketState state, long amount) {
        return new Ticket(
                handle(number, requestId, fence),
                operation(number),
                "clerk-7",
                requestId,
                fence,
                currentFence,
                state,
                new Amount(amount, "GBP"),
                0,
                NOW,
                NOW.plusSeconds(30),
                OnLapse.HOLD,
                null,
                false,
                false,
                (Outcome) null,
                false,
                null,
                Map.of(),
                List.of(),
                List.of());
    }

    static Admission admitted(
            String number, String requestId, int fence, long amount, long usedAmount, long usedCount) {
        return new Admission.Admitted(
                ticket(number, requestId, fence, TicketState.OPEN, amount),
                List.of(
                        Usage.of(LIMITS.limits().get(0), WINDOW, usedAmount),
                        Usage.of(LIMITS.limits().get(1), WINDOW, usedCount)),
                List.of());
    }

    /** The same when it is found after a lost answer, and nobody knows any more what usage was. */
    static Admission foundAgain(String number, String requestId, long amount) {
        return new Admission.Admitted(ticket(number, requestId, 1, TicketState.OPEN, amount), List.of(), List.of());
    }

    /** The first attempt was released, as is told when there is a second. */
    static ReportResult releasedLongAgo(String number, String requestId, long amount) {
        return new ReportResult.Done(ticket(number, requestId, 1, 2, TicketState.RELEASED, amount));
    }

    static Admission declined(long asked, long usedAmount) {
        return new Admission.Declined(List.of(new Reason(
                Reason.Code.AMOUNT_LIMIT_EXCEEDED, "amount", WINDOW, 1_000L, usedAmount, asked, 1_000 - usedAmount)));
    }

    static Admission inProgress(int fence) {
        return new Admission.InProgress(fence, NOW.plusSeconds(30));
    }

    static Admission replayed(String number, String requestId, TicketState state, long amount) {
        return new Admission.Replayed(ticket(number, requestId, 1, state, amount));
    }

    static ReportResult done(String number, String requestId, TicketState state, long amount) {
        return new ReportResult.Done(ticket(number, requestId, 1, state, amount));
    }

    static Optional<Ticket> found(String number, String requestId, TicketState state, long amount) {
        return Optional.of(ticket(number, requestId, 1, state, amount));
    }
}
