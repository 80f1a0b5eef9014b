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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * 100,000 calls of 64 callers on one account, hundreds of them of unknown outcome; and one answer of them changed.
 *
 * <p>What contradicts the calls of its own ticket is refuted. What contradicts the sums only would be refuted when all orders of all
 * calls under way were tried; there it is enough that no order is found, and that it comes to its end where the answer was changed.
 */
@Tag("proof")
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HundredThousandCallsTest {
    private static final int CALLS = 100_000;
    private static final int CALLERS = 64;
    private static final int UNKNOWN_PER_MILLE = 3;
    private static final int NEAR = 500;
    private static final Pattern IN_ORDER = Pattern.compile("(\\d+) calls are in order");

    private final HistoryChecker checker = new HistoryChecker(Map.of(Callers.HOT, Callers.LIMITS));
    private List<RecordedCall> calls = List.of();
    private Map<Operation, List<RecordedCall>> byOperation = Map.of();

    @BeforeAll
    void record() {
        Callers callers = new Callers(1, Callers.LIMITS, UNKNOWN_PER_MILLE, false)
                .run(CALLERS, CALLS)
                .findUnknown();
        assertThat(callers.unknown()).isGreaterThan(200);
        calls = callers.history().calls();
        byOperation = calls.stream()
                .collect(Collectors.groupingBy(call -> call.asked().operation()));
    }

    private void isRefuted(List<RecordedCall> changed) {
        assertThat(checker.check(new History(changed))).isInstanceOf(Verdict.NotLinearizable.class);
    }

    /** @param at the number of calls that are in order without what was changed */
    private void isFound(List<RecordedCall> changed, int at) {
        Verdict verdict = checker.check(new History(changed));
        assertThat(verdict).isNotInstanceOf(Verdict.Linearizable.class);
        String explanation = verdict instanceof Verdict.NotLinearizable not
                ? not.explanation()
                : ((Verdict.Undecided) verdict).explanation();
        Matcher inOrder = IN_ORDER.matcher(explanation);
        assertThat(inOrder.find()).as(explanation).isTrue();
        assertThat(Integer.parseInt(inOrder.group(1))).as(explanation).isBetween(at - NEAR, at + NEAR);
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
        return byOperation.get(operation);
    }

    private boolean isTheOnlyOne(RecordedCall call) {
        return byOperation.get(call.asked().operation()).size() == 1;
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
        isFound(changed, at);
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
    void anOperationThatWasAdmittedTwiceIsRefuted() {
        int at = find(call -> call.answer() instanceof Admission.InProgress);
        Admission.Admitted first = of(calls.get(at).asked().operation()).stream()
                .filter(call -> call.answer() instanceof Admission.Admitted)
                .map(call -> (Admission.Admitted) call.answer())
                .findFirst()
                .orElseThrow();
        isRefuted(with(at, first));
    }

    @Test
    void aLimitThatWasPassedIsFound() {
        int at = find(call -> call.answer() instanceof Admission.Admitted);
        Admission.Admitted admitted = (Admission.Admitted) calls.get(at).answer();
        isFound(with(at, withUsage(admitted, 1_000_000)), at);
    }

    @Test
    void oneUnitThatIsMissingIsFound() {
        int at = find(call -> call.answer() instanceof Admission.Admitted);
        isFound(with(at, withUsage((Admission.Admitted) calls.get(at).answer(), -1)), at);
    }

    @Test
    void anAnswerThatIgnoresAnEarlierReportIsRefuted() {
        int at = find(call -> call.answer() instanceof Admission.Replayed
                && of(call.asked().operation()).stream()
                        .anyMatch(other -> other.asked() instanceof Asked.Report && other.end() < call.start()));
        isRefuted(with(at, new Admission.InProgress(1, Instant.EPOCH)));
    }

    @Test
    void aDeclineWithoutAReasonIsFound() {
        int declined = find(call -> call.answer() instanceof Admission.Declined);
        int at = find(call -> call.answer() instanceof Admission.Admitted && isTheOnlyOne(call));
        isFound(with(at, calls.get(declined).answer()), at);
    }

    @Test
    void aTicketThatVanishedIsRefuted() {
        int at = find(call -> call.answer() instanceof Optional<?> found && found.isPresent());
        isRefuted(with(at, Optional.empty()));
    }

    @Test
    void anUnknownCallThatTookEffectTwiceIsFound() {
        Callers unchanged = new Callers(2, Callers.LIMITS, UNKNOWN_PER_MILLE, false).run(CALLERS, CALLS);
        assertThat(checker.check(unchanged.findUnknown().history())).isInstanceOf(Verdict.Linearizable.class);
        Callers callers = new Callers(2, Callers.LIMITS, UNKNOWN_PER_MILLE, false).run(CALLERS, CALLS / 8);
        RecordedCall unknown = callers.history().calls().stream()
                .filter(call -> call.answer() == null && call.asked() instanceof Asked.Admit)
                .reduce((first, last) -> last)
                .orElseThrow();
        Asked.Admit admit = (Asked.Admit) unknown.asked();
        while (!callers.takesUnseen(admit.request().amount())) {
            callers.releaseOne();
        }
        int at = callers.history().calls().size();
        isFound(callers.run(CALLERS, CALLS).findUnknown().history().calls(), at);
    }
}
