package dev.tollgate.testkit;

import static dev.tollgate.testkit.Answers.admitted;
import static dev.tollgate.testkit.Answers.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.tollgate.Tollgate;
import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.AccountResult;
import dev.tollgate.api.Admission;
import dev.tollgate.api.Gate;
import dev.tollgate.api.GateListener;
import dev.tollgate.api.Limit;
import dev.tollgate.api.OnLapse;
import dev.tollgate.api.Precondition;
import dev.tollgate.api.ReportResult;
import dev.tollgate.api.Ticket;
import dev.tollgate.api.TicketHandle;
import dev.tollgate.api.WindowKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Calls that are decided in one group come to the same end as one after the other. */
abstract class TogetherRung extends GateRung {
    private static final List<Standing> STANDINGS = List.of(
            Standing.OPEN,
            Standing.LATE_HOLD,
            Standing.LATE_RELEASE,
            Standing.DOUBTED,
            Standing.SUCCEEDED,
            Standing.FAILED,
            Standing.RELEASED,
            Standing.RELEASED_BY_LAPSE);

    private final Queue<Integer> requestsPerBatch = new ConcurrentLinkedQueue<>();
    private TurnstileStore turnstile;
    private Tollgate oneLane;
    private int blocked;

    /** The calls in the order in which a group decides them; those of one rank in order of arrival. */
    private enum Call {
        SUCCEED(Report.SUCCEED, 1),
        FAIL(Report.FAIL, 1),
        RELEASE(Report.RELEASE, 1),
        DOUBT(Report.DOUBT, 1),
        RESOLVE_SUCCEEDED(Report.RESOLVE_SUCCEEDED, 2),
        RESOLVE_RELEASED(Report.RESOLVE_RELEASED, 2),
        RENEW(Report.RENEW, 3),
        REVERSE(Report.REVERSE, 4),
        ADMIT_AGAIN(null, 5),
        ADMIT_NEXT(null, 5);

        private final @Nullable Report report;
        private final int rank;

        Call(@Nullable Report report, int rank) {
            this.report = report;
            this.rank = rank;
        }

        CompletionStage<?> ask(Gate gate, Scene scene) {
            if (report != null) {
                return report.ask(gate, TicketHandle.of(scene.operation(), 1, Scene.FIRST_REQUEST));
            }
            return gate.admit(scene.request(this == ADMIT_AGAIN ? Scene.FIRST_REQUEST : "request-2", OnLapse.HOLD));
        }

        String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    @BeforeEach
    final void startOneLane() {
        turnstile = new TurnstileStore(open(clock));
        oneLane = start(
                turnstile,
                knobs -> knobs.lanes(1).listener(new GateListener() {
                    @Override
                    public void batchApplied(int groups, int requests, long storeNanos) {
                        requestsPerBatch.add(requests);
                    }
                }));
    }

    private interface Asking {
        CompletionStage<?> ask(Gate gate);
    }

    /** Asks in this order, while the lane is kept waiting, so that all is decided in one batch. */
    private List<Object> together(List<Asking> calls) throws InterruptedException {
        turnstile.shut();
        CompletableFuture<Admission> first = oneLane.gate()
                .admit(plain("first in the lane", "ORD-" + blocked++))
                .toCompletableFuture();
        turnstile.awaitArrival();
        List<CompletableFuture<?>> answers = new ArrayList<>();
        for (Asking call : calls) {
            answers.add(call.ask(oneLane.gate()).toCompletableFuture());
        }
        requestsPerBatch.clear();
        turnstile.open();
        admitted(await(first));
        List<Object> got = new ArrayList<>();
        for (CompletableFuture<?> answer : answers) {
            got.add(await(answer));
        }
        assertThat(requestsPerBatch).as("requests per batch").contains(calls.size());
        return got;
    }

    @TestFactory
    Stream<DynamicTest> everyPairOfCallsInEveryStanding() {
        return STANDINGS.stream()
                .flatMap(standing -> Stream.of(Call.values())
                        .flatMap(first -> Stream.of(Call.values())
                                .filter(second -> first.rank <= second.rank)
                                .map(second -> dynamicTest(
                                        "%s and %s of a ticket that is %s"
                                                .formatted(first.text(), second.text(), standing.text()),
                                        () -> check(standing, first, second)))));
    }

    private void check(Standing standing, Call first, Call second) throws InterruptedException {
        String name = "%s, %s, %s".formatted(standing, first, second);
        Scene apart = new Scene(this, name + ", apart");
        apart.bring(standing, Scene.FIRST_REQUEST);
        Scene close = new Scene(this, name + ", together");
        close.bring(standing, Scene.FIRST_REQUEST);
        List<String> expected = new ArrayList<>();
        for (Call call : List.of(first, second)) {
            expected.add(text(await(call.ask(tollgate.gate(), apart))));
        }
        List<String> answers =
                together(List.of(gate -> first.ask(gate, close), gate -> second.ask(gate, close))).stream()
                        .map(TogetherRung::text)
                        .toList();
        assertThat(answers).isEqualTo(expected);
        assertThat(close.end()).isEqualTo(apart.end());
        new Recount(gate, close.operation().account()).check();
    }

    /** An answer in what does not depend on the account's name and the time. */
    private static String text(Object answer) {
        String kind = answer.getClass().getSimpleName();
        Ticket ticket = null;
        if (answer instanceof ReportResult.Done done) {
            ticket = done.ticket();
        } else if (answer instanceof ReportResult.AlreadyFinished finished) {
            ticket = finished.ticket();
        } else if (answer instanceof Admission.Admitted admitted) {
            ticket = admitted.ticket();
        } else if (answer instanceof Admission.Replayed replayed) {
            ticket = replayed.ticket();
        }
        return ticket == null ? kind : "%s %s %d".formatted(kind, ticket.state(), ticket.fence());
    }

    @Test
    void oneOperationThatIsAskedForTwiceIsDecidedOnce() throws InterruptedException {
        configure("acme", AccountConfig.of("GBP", Limit.amount("daily", WindowKind.DAY, 100)));
        List<Object> answers = together(List.of(
                gate -> gate.admit(pounds("acme", "1", 60).withRequestId("a")),
                gate -> gate.admit(pounds("acme", "1", 60).withRequestId("a")),
                gate -> gate.admit(pounds("acme", "1", 60).withRequestId("b")),
                gate -> gate.admit(pounds("acme", "1", 61).withRequestId("c"))));
        assertThat(answers)
                .extracting(answer -> answer.getClass().getSimpleName())
                .containsExactly("Admitted", "Admitted", "InProgress", "Mismatched");
        assertThat(used("acme")).isEqualTo(Map.of("daily", 60L));
    }

    @Test
    void aLargeDeclineDoesNotBlockALaterSmallOneOfTheSameBatch() throws InterruptedException {
        configure("acme", AccountConfig.of("GBP", Limit.amount("daily", WindowKind.DAY, 1_000)));
        List<Asking> calls = new ArrayList<>();
        for (long pence : new long[] {900, 500, 50, 51, 50, 1}) {
            String number = "ORD-" + calls.size();
            calls.add(gate -> gate.admit(pounds("acme", number, pence)));
        }
        assertThat(together(calls))
                .extracting(answer -> answer instanceof Admission.Admitted)
                .containsExactly(true, false, true, false, true, false);
        assertThat(used("acme")).isEqualTo(Map.of("daily", 1_000L));
    }

    @Test
    void whatIsGivenBackIsThereForAdmissionsOfTheSameBatch() throws InterruptedException {
        configure("acme", AccountConfig.of("GBP", Limit.amount("daily", WindowKind.DAY, 100)));
        Ticket full = admitted(gate.admit(pounds("acme", "1", 100)));
        List<Object> answers =
                together(List.of(gate -> gate.admit(pounds("acme", "2", 100)), gate -> gate.fail(full.handle(), null)));
        assertThat(answers.get(0)).as("asked first, decided last").isInstanceOf(Admission.Admitted.class);
        assertThat(used("acme")).isEqualTo(Map.of("daily", 100L));
        assertThat(tollgate.verify().holds()).isTrue();
    }

    @Test
    void aConfigurationIsDecidedBeforeTheAdmissionsOfItsBatch() throws InterruptedException {
        List<Object> answers = together(List.of(
                gate -> gate.admit(pounds("acme", "1", 60)),
                gate -> gate.configure(
                        "acme",
                        AccountConfig.of("GBP", Limit.amount("daily", WindowKind.DAY, 100)),
                        CLERK,
                        Precondition.NONE),
                gate -> gate.admit(pounds("acme", "2", 60)),
                gate -> gate.suspend("acme", CLERK)));
        assertThat(answers.get(1)).isInstanceOf(AccountResult.Changed.class);
        assertThat(answers.get(0)).as("suspended before it was decided").isInstanceOf(Admission.Declined.class);
        assertThat(answers.get(2)).isInstanceOf(Admission.Declined.class);
        gate.activate("acme", CLERK);
        List<Object> active = together(
                List.of(gate -> gate.admit(pounds("acme", "1", 60)), gate -> gate.admit(pounds("acme", "2", 60))));
        assertThat(active)
                .extracting(answer -> answer instanceof Admission.Admitted)
                .containsExactly(true, false);
        assertThat(tollgate.verify().holds()).isTrue();
    }

    @Test
    void aWholeBatchOfOneAccountTakesExactlyWhatFits() throws InterruptedException {
        configure("acme", AccountConfig.of("GBP", Limit.count("daily", WindowKind.DAY, 77)));
        List<Asking> calls = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            String number = "ORD-" + i;
            calls.add(gate -> gate.admit(pounds("acme", number, 10)));
        }
        List<Object> answers = together(calls);
        assertThat(answers.subList(0, 77)).allMatch(answer -> answer instanceof Admission.Admitted);
        assertThat(answers.subList(77, 200)).allMatch(answer -> answer instanceof Admission.Declined);
        assertThat(used("acme")).isEqualTo(Map.of("daily", 77L));
        assertThat(tollgate.verify().holds()).isTrue();
    }
}
