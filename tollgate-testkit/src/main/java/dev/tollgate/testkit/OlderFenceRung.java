package dev.tollgate.testkit;

import static dev.tollgate.testkit.Answers.admitted;
import static dev.tollgate.testkit.Answers.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.tollgate.api.BlockingGate;
import dev.tollgate.api.HistoryEvent;
import dev.tollgate.api.OnLapse;
import dev.tollgate.api.Operation;
import dev.tollgate.api.ReportResult;
import dev.tollgate.api.Ticket;
import dev.tollgate.api.TicketHandle;
import dev.tollgate.api.TicketState;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Reports with the fence of an older attempt, and with fences and request ids that never were. */
abstract class OlderFenceRung extends GateRung {

    @TestFactory
    Stream<DynamicTest> everyReportOfAnOlderAttemptInEveryStandingOfTheNewer() {
        return Arrays.stream(Standing.values())
                .flatMap(standing -> Arrays.stream(Report.values())
                        .map(report -> dynamicTest(
                                "%s of attempt 1 while attempt 2 is %s".formatted(report.text(), standing.text()),
                                () -> check(report, standing))));
    }

    private void check(Report report, Standing standing) throws InterruptedException {
        Scene scene = new Scene(this, report.text() + " / " + standing.text());
        TicketHandle older = scene.bring(Standing.RELEASED, Scene.FIRST_REQUEST);
        scene.bring(standing, "request-2");
        ReportResult answer = report.send(tollgate.gate(), older);

        boolean succeeds = report == Report.SUCCEED || report == Report.SUCCEED_OTHERWISE;
        if (report == Report.RELEASE) {
            Ticket ended = done(answer);
            assertThat(ended.handle()).isEqualTo(older);
            assertThat(ended.state()).isEqualTo(TicketState.RELEASED);
            assertThat(ended.fence()).isEqualTo(1);
            assertThat(ended.currentFence()).isEqualTo(2);
        } else {
            assertThat(answer).isEqualTo(new ReportResult.StaleTicket(standing.seen(), 2));
        }
        Ticket newer = scene.found();
        assertThat(newer.fence()).isEqualTo(2);
        assertThat(newer.state()).isEqualTo(standing.seen());
        assertThat(newer.disputed()).isEqualTo(succeeds);
        assertThat(refused(newer)).isEqualTo(succeeds ? 1 : 0);
        long live = standing.seen() == TicketState.FAILED || standing.seen() == TicketState.RELEASED ? 0 : 1;
        assertThat(scene.used()).isEqualTo(Map.of("daily", live * Scene.AMOUNT, "ever", live));

        long revision = scene.row().revision();
        assertThat(report.send(tollgate.gate(), older)).as("a repeat").isEqualTo(answer);
        assertThat(scene.row().revision()).as("a repeat writes nothing").isEqualTo(revision);
    }

    private static long refused(Ticket ticket) {
        return ticket.history().stream()
                .filter(event -> event.event() == HistoryEvent.Kind.REFUSED)
                .count();
    }

    @ParameterizedTest
    @EnumSource(Report.class)
    void whatNeverWasIsNotFound(Report report) throws InterruptedException {
        Scene scene = new Scene(this, report.text());
        scene.bring(Standing.RELEASED, "request-1");
        scene.bring(Standing.DOUBTED, "request-2");
        Operation known = scene.operation();
        List<TicketHandle> strangers = List.of(
                TicketHandle.of(known, 3, "request-2"),
                TicketHandle.of(known, 2, "request-1"),
                TicketHandle.of(known, 2, "request-3"),
                TicketHandle.of(known, 1, "request-2"),
                TicketHandle.of(known, 1, "request-3"),
                TicketHandle.of(new Operation(known.account(), "refund", known.businessNumber()), 1, "request-1"),
                TicketHandle.of(new Operation(known.account(), "payment", "ORD-1002"), 1, "request-1"),
                TicketHandle.of(new Operation("nobody", "payment", known.businessNumber()), 1, "request-1"));
        long revision = scene.row().revision();
        for (TicketHandle stranger : strangers) {
            assertThat(report.send(tollgate.gate(), stranger)).isEqualTo(new ReportResult.NotFound());
            assertThat(gate.ticket(stranger)).isEmpty();
        }
        assertThat(scene.row().revision()).isEqualTo(revision);
        assertThat(scene.found().disputed()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Report.class)
    void anotherTenantsTicketIsNotFound(Report report) throws InterruptedException {
        Scene scene = new Scene(this, report.text());
        TicketHandle handle = scene.bring(Standing.DOUBTED, Scene.FIRST_REQUEST);
        BlockingGate stranger = new BlockingGate(tollgate.tenant("stranger"));
        assertThat(report.send(tollgate.tenant("stranger"), handle)).isEqualTo(new ReportResult.NotFound());
        assertThat(stranger.ticket(handle)).isEmpty();
        assertThat(stranger.find(scene.operation())).isEmpty();
        assertThat(scene.found().state()).isEqualTo(TicketState.IN_DOUBT);
    }

    @Test
    void aHandleThatTravelledAsTextIsAsGood() throws InterruptedException {
        Scene scene = new Scene(this, "travelling");
        TicketHandle first = travelled(scene.bring(Standing.RELEASED, Scene.FIRST_REQUEST));
        TicketHandle second = travelled(scene.bring(Standing.OPEN, "request-2"));
        assertThat(gate.ticket(first).orElseThrow().state()).isEqualTo(TicketState.RELEASED);
        assertThat(Report.FAIL.send(tollgate.gate(), first)).isInstanceOf(ReportResult.StaleTicket.class);
        assertThat(done(Report.SUCCEED.send(tollgate.gate(), second)).state()).isEqualTo(TicketState.SUCCEEDED);
    }

    private static TicketHandle travelled(TicketHandle handle) {
        return TicketHandle.decode(handle.encode()).orElseThrow();
    }

    @Test
    void anOlderAttemptIsReadAsItEndedAndNeverShowsTheNewerHandle() throws InterruptedException {
        Scene scene = new Scene(this, "reading");
        TicketHandle byReport = scene.bring(Standing.RELEASED, "request-1");
        TicketHandle byLapse = scene.bring(Standing.RELEASED_BY_LAPSE, "request-2");
        TicketHandle newest = scene.bring(Standing.SUCCEEDED, "request-3");
        for (TicketHandle older : List.of(byReport, byLapse)) {
            Ticket ended = gate.ticket(older).orElseThrow();
            assertThat(ended.handle()).isEqualTo(older).isNotEqualTo(newest);
            assertThat(ended.state()).isEqualTo(TicketState.RELEASED);
            assertThat(ended.fence()).isEqualTo(older.fence());
            assertThat(ended.currentFence()).isEqualTo(3);
            assertThat(ended.outcome()).isNull();
            assertThat(ended.finishedAt()).isNotNull();
        }
        assertThat(gate.ticket(byReport).orElseThrow().reason()).isEqualTo("not sent");
        assertThat(gate.ticket(newest).orElseThrow().state()).isEqualTo(TicketState.SUCCEEDED);
    }

    @Test
    void aDisputeIsRecordedOncePerFence() throws InterruptedException {
        Scene scene = new Scene(this, "disputing");
        TicketHandle first = scene.bring(Standing.RELEASED, "request-1");
        TicketHandle second = scene.bring(Standing.RELEASED, "request-2");
        TicketHandle third = scene.bring(Standing.FAILED, "request-3");
        for (int i = 0; i < 3; i++) {
            Report.SUCCEED.send(tollgate.gate(), first);
            Report.SUCCEED_OTHERWISE.send(tollgate.gate(), first);
            Report.SUCCEED.send(tollgate.gate(), second);
            Report.SUCCEED.send(tollgate.gate(), third);
        }
        assertThat(scene.found().disputed()).isTrue();
        assertThat(scene.found().history().stream()
                        .filter(event -> event.event() == HistoryEvent.Kind.REFUSED)
                        .map(HistoryEvent::fence))
                .containsExactlyInAnyOrder(1, 2, 3);
    }

    @Test
    void aSettledDisputeStaysSettledForItsFence() throws InterruptedException {
        Scene scene = new Scene(this, "settling");
        TicketHandle older = scene.bring(Standing.RELEASED, "request-1");
        TicketHandle newer = scene.bring(Standing.RELEASED, "request-2");
        Report.SUCCEED.send(tollgate.gate(), older);
        assertThat(done(Report.SETTLE.send(tollgate.gate(), newer)).disputed()).isFalse();
        Report.SUCCEED.send(tollgate.gate(), older);
        assertThat(scene.found().disputed()).as("the same fence again").isFalse();
        Report.SUCCEED.send(tollgate.gate(), newer);
        assertThat(scene.found().disputed()).as("another fence").isTrue();
    }

    @Test
    void aDisputeOutlivesTheAttemptItWasRecordedIn() throws InterruptedException {
        Scene scene = new Scene(this, "outliving");
        TicketHandle first = scene.bring(Standing.RELEASED, "request-1");
        Report.SUCCEED.send(tollgate.gate(), first);
        Ticket next = admitted(gate.admit(scene.request("request-2", OnLapse.HOLD)));
        assertThat(next.disputed()).as("somebody may have been paid already").isTrue();
        assertThat(done(Report.SUCCEED.send(tollgate.gate(), next.handle())).disputed())
                .isTrue();
        assertThat(refused(scene.found())).isEqualTo(1);
    }
}
