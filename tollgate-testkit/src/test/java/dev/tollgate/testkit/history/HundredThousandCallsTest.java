package dev.tollgate.testkit.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.api.Admission;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.Operation;
import dev.tollgate.api.Ticket;
import dev.tollgate.api.TicketHandle;
import dev.tollgate.api.TicketState;
import dev.tollgate.api.Usage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** 100,000 calls of 64 callers on one account, hundreds of them of unknown outcome; and one answer of them changed. */
@Tag("proof")
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HundredThousandCallsTest {
    private static final int CALLS = 100_000;
    private static final int CALLERS = 64;
    private static final int UNKNOWN_PER_MILLE = 3;

    private final HistoryChecker checker = new HistoryChecker(Map.of(Callers.HOT, Callers.LIMITS));
    private List<RecordedCall> calls = List.of();

    @BeforeAll
    void record() {
        Callers callers = new Callers(1, Callers.LIMITS, UNKNOWN_PER_MILLE, false)
                .run(CALLERS, CALLS)
                .findUnknown();
        assertThat(callers.unknown()).isGreaterThan(200);
        calls = callers.history().calls();
    }

    private void isFound(List<RecordedCall> changed) {
        assertThat(checker.check(new History(changed))).isInstanceOf(Verdict.NotLinearizable.class);
    }

    /** The first call like that in the second half. */
    private int find(Predicate<RecordedCall> like) {
        for (int i = calls.size() / 2; i < calls.size(); i++) {
            if (like.test(calls.get(i))) {
                return i;
            }
        }
        throw new AssertionError("no such call");
    }

    private List<RecordedCall> with(int at, Object answer) {
        List<RecordedCall> changed = new ArrayList<>(calls);
        RecordedCall call = calls.get(at);
        changed.set(at, new RecordedCall(call.number(), call.asked(), call.start(), call.end(), answer));
        return changed;
    }

    private List<RecordedCall> of(Operation operation) {
        return calls.stream()
                .filter(call -> call.asked().operation().equals(operation))
                .toList();
    }

    private boolean isTheOnlyOne(RecordedCall call) {
        return of(call.asked().operation()).size() == 1;
    }

    private static Admission.Admitted withUsage(Admission.Admitted admitted, long more) {
        List<Usage> usage = admitted.usage().stream()
                .map(u -> new Usage(
                        u.limit(),
                        u.metric(),
                        u.mode(),
                        u.window(),
                        u.max(),
                        u.used() + more,
                        Math.max(0, u.max() - u.used() - more),
                        u.resetsAt()))
                .toList();
        return new Admission.Admitted(admitted.ticket(), usage, admitted.wouldDecline());
    }

    @Test
    void thereIsAnOrder() {
        assertThat(checker.check(new History(calls))).isInstanceOf(Verdict.Linearizable.class);
    }

    @Test
    void anAdmissionThatWasLostIsFound() {
        // It was answered, and nobody after it sees its amount.
        int at = find(call -> call.answer() instanceof Admission.Admitted admitted
                && admitted.usage().get(1).used() < 80);
        RecordedCall seen = calls.get(at);
        Admission.Admitted admitted = (Admission.Admitted) seen.answer();
        Operation lost = new Operation(Callers.HOT, "payment", "lost");
        Asked.Admit asked = (Asked.Admit) seen.asked();
        AdmitRequest request = AdmitRequest.of(lost, "clerk-7")
                .withAmount(asked.request().amount())
                .withRequestId("lost");
        Admission.Admitted answer = new Admission.Admitted(
                opened(admitted.ticket(), TicketHandle.of(lost, 1, "lost")), admitted.usage(), List.of());
        List<RecordedCall> changed = new ArrayList<>(calls);
        changed.add(new RecordedCall(9_999_999, new Asked.Admit(request), seen.start(), seen.end(), answer));
        isFound(changed);
    }

    private static Ticket opened(Ticket like, TicketHandle handle) {
        return new Ticket(
                handle,
                handle.operation(),
                like.operator(),
                "lost",
                1,
                1,
                TicketState.OPEN,
                like.amount(),
                0,
                like.admittedAt(),
                like.leaseExpiresAt(),
                like.onLapse(),
                null,
                false,
                false,
                null,
                false,
                null,
                Map.of(),
                List.of(),
                List.of());
    }

    @Test
    void anOperationThatWasAdmittedTwiceIsFound() {
        int at = find(call -> call.answer() instanceof Admission.InProgress);
        Admission.Admitted first = of(calls.get(at).asked().operation()).stream()
                .filter(call -> call.answer() instanceof Admission.Admitted)
                .map(call -> (Admission.Admitted) call.answer())
                .findFirst()
                .orElseThrow();
        isFound(with(at, first));
    }

    @Test
    void aLimitThatWasPassedIsFound() {
        int at = find(call -> call.answer() instanceof Admission.Admitted && isTheOnlyOne(call));
        Admission.Admitted admitted = (Admission.Admitted) calls.get(at).answer();
        isFound(with(at, withUsage(admitted, 1_000_000)));
    }

    @Test
    void oneUnitThatIsMissingIsFound() {
        int at = find(call -> call.answer() instanceof Admission.Admitted && isTheOnlyOne(call));
        isFound(with(at, withUsage((Admission.Admitted) calls.get(at).answer(), -1)));
    }

    @Test
    void anAnswerThatIgnoresAnEarlierReportIsFound() {
        int at = find(call -> call.answer() instanceof Admission.Replayed
                && of(call.asked().operation()).stream()
                        .anyMatch(other -> other.asked() instanceof Asked.Report && other.end() < call.start()));
        isFound(with(at, new Admission.InProgress(1, Instant.EPOCH)));
    }

    @Test
    void aDeclineWithoutAReasonIsFound() {
        int declined = find(call -> call.answer() instanceof Admission.Declined);
        int at = find(call -> call.answer() instanceof Admission.Admitted && isTheOnlyOne(call));
        isFound(with(at, calls.get(declined).answer()));
    }

    @Test
    void aTicketThatVanishedIsFound() {
        int at = find(call -> call.answer() instanceof Optional<?> found && found.isPresent());
        isFound(with(at, Optional.empty()));
    }

    @Test
    void anUnknownCallThatTookEffectTwiceIsFound() {
        Callers callers = new Callers(2, Callers.LIMITS, UNKNOWN_PER_MILLE, false).run(CALLERS, CALLS / 2);
        RecordedCall unknown = callers.history().calls().stream()
                .filter(call -> call.answer() == null && call.asked() instanceof Asked.Admit)
                .reduce((first, last) -> last)
                .orElseThrow();
        Asked.Admit admit = (Asked.Admit) unknown.asked();
        callers.takesUnseen(admit.request().amount().minorUnits());
        isFound(callers.run(CALLERS, CALLS).findUnknown().history().calls());
    }
}
