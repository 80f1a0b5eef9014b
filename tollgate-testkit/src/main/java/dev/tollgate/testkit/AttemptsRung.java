package dev.tollgate.testkit;

import static dev.tollgate.testkit.Answers.admitted;
import static dev.tollgate.testkit.Answers.done;
import static dev.tollgate.testkit.Answers.expect;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.api.Admission;
import dev.tollgate.api.Amount;
import dev.tollgate.api.Bounds;
import dev.tollgate.api.Checked;
import dev.tollgate.api.HistoryEvent;
import dev.tollgate.api.OnLapse;
import dev.tollgate.api.Ticket;
import dev.tollgate.api.TicketHandle;
import dev.tollgate.api.TicketState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An operation that is tried again and again. */
abstract class AttemptsRung extends GateRung {

    @Test
    void anOperationHasOneHundredAttemptsAndNoMore() throws InterruptedException {
        Scene scene = new Scene(this, "trying");
        List<TicketHandle> handles = new ArrayList<>();
        for (int fence = 1; fence <= Bounds.ATTEMPTS_MAX; fence++) {
            clock.advance(Duration.ofMillis(1));
            Ticket ticket = admitted(gate.admit(scene.request("request-" + fence, OnLapse.HOLD)));
            assertThat(ticket.fence()).isEqualTo(fence);
            handles.add(ticket.handle());
            done(gate.release(ticket.handle(), "try " + fence));
        }
        assertThat(gate.admit(scene.request("request-101", OnLapse.HOLD)))
                .isEqualTo(new Admission.TooManyAttempts(Bounds.ATTEMPTS_MAX));
        assertThat(gate.check(scene.request("request-101", OnLapse.HOLD)).decision())
                .isEqualTo(Checked.Decision.TOO_MANY_ATTEMPTS);
        assertThat(scene.found().fence()).isEqualTo(Bounds.ATTEMPTS_MAX);
        assertThat(scene.used()).isEqualTo(Map.of("daily", 0L, "ever", 0L));
        for (int fence : List.of(1, 2, 50, 99, 100)) {
            Ticket attempt = gate.ticket(handles.get(fence - 1)).orElseThrow();
            assertThat(attempt.fence()).isEqualTo(fence);
            assertThat(attempt.requestId()).isEqualTo("request-" + fence);
            assertThat(attempt.reason()).isEqualTo("try " + fence);
            assertThat(attempt.admittedAt()).isEqualTo(MONDAY_TEN.plusMillis(fence));
        }
    }

    @Test
    void theLastAttemptMayStillSucceed() throws InterruptedException {
        Scene scene = new Scene(this, "at last");
        for (int fence = 1; fence < Bounds.ATTEMPTS_MAX; fence++) {
            scene.bring(Standing.RELEASED, "request-" + fence);
        }
        scene.bring(Standing.SUCCEEDED, "request-100");
        assertThat(gate.admit(scene.request("request-101", OnLapse.HOLD))).isInstanceOf(Admission.Replayed.class);
        assertThat(scene.used()).isEqualTo(Map.of("daily", Scene.AMOUNT, "ever", 1L));
    }

    @Test
    void theRequestIdOfAnyEarlierAttemptIsSupersededWhileReleased() throws InterruptedException {
        Scene scene = new Scene(this, "superseded");
        for (int fence = 1; fence <= 5; fence++) {
            scene.bring(fence % 2 == 0 ? Standing.RELEASED : Standing.RELEASED_BY_LAPSE, "request-" + fence);
        }
        for (int fence = 1; fence <= 5; fence++) {
            assertThat(gate.admit(scene.request("request-" + fence, OnLapse.HOLD)))
                    .isEqualTo(new Admission.Superseded(5));
        }
        for (int fence = 1; fence <= 4; fence++) {
            assertThat(gate.admit(
                            scene.request("request-" + fence, OnLapse.HOLD).withAmount(new Amount(1, "GBP"))))
                    .as("whatever the content")
                    .isEqualTo(new Admission.Superseded(5));
        }
        assertThat(scene.found().state()).isEqualTo(TicketState.RELEASED);
        assertThat(admitted(gate.admit(scene.request("request-6", OnLapse.HOLD)))
                        .fence())
                .isEqualTo(6);
    }

    @Test
    void theRequestIdOfAnEarlierAttemptIsAnyOtherWhileANewerOneLives() throws InterruptedException {
        Scene scene = new Scene(this, "living");
        scene.bring(Standing.RELEASED, "request-1");
        TicketHandle second = scene.bring(Standing.OPEN, "request-2");
        assertThat(gate.admit(scene.request("request-1", OnLapse.HOLD)))
                .isEqualTo(new Admission.InProgress(2, clock.instant().plus(Scene.LEASE)));
        done(Report.DOUBT.send(tollgate.gate(), second));
        assertThat(gate.admit(scene.request("request-1", OnLapse.HOLD))).isEqualTo(new Admission.InDoubt(2));
        done(Report.SUCCEED.send(tollgate.gate(), second));
        assertThat(gate.admit(scene.request("request-1", OnLapse.HOLD))).isInstanceOf(Admission.Replayed.class);
    }

    @Test
    void theNextAttemptBringsItsOwnContentAndKeepsNothingOfTheLast() throws InterruptedException {
        Scene scene = new Scene(this, "changing");
        scene.bring(Standing.RELEASED, "request-1");
        clock.advance(Duration.ofMinutes(1));
        Ticket second = admitted(gate.admit(scene.request("request-2", OnLapse.RELEASE)
                .withAmount(new Amount(99, "GBP"))
                .withFingerprint(null)
                .withLease(Duration.ofMinutes(5))
                .withAttributes(Map.of("channel", "web"))));
        assertThat(second.amount()).isEqualTo(new Amount(99, "GBP"));
        assertThat(second.onLapse()).isEqualTo(OnLapse.RELEASE);
        assertThat(second.attributes()).isEqualTo(Map.of("channel", "web"));
        assertThat(second.admittedAt()).isEqualTo(clock.instant());
        assertThat(second.leaseExpiresAt()).isEqualTo(clock.instant().plus(Duration.ofMinutes(5)));
        assertThat(second.finishedAt()).isNull();
        assertThat(scene.used()).isEqualTo(Map.of("daily", 99L, "ever", 1L));
        assertThat(gate.admit(scene.request("request-3", OnLapse.HOLD)))
                .as("the first content is now another")
                .isInstanceOf(Admission.Mismatched.class);
    }

    @Test
    void theHistoryTellsEveryAttemptWithWhoAndWhy() throws InterruptedException {
        Scene scene = new Scene(this, "telling");
        Ticket first = admitted(gate.admit(scene.request("request-1", OnLapse.HOLD)));
        clock.advance(Duration.ofSeconds(1));
        done(gate.doubt(first.handle(), "the bank timed out"));
        clock.advance(Duration.ofSeconds(1));
        done(gate.release(first.handle(), "the bank never saw it"));
        clock.advance(Duration.ofSeconds(1));
        Ticket second = admitted(gate.admit(scene.request("request-2", OnLapse.HOLD)));
        clock.advance(Duration.ofSeconds(1));
        done(gate.succeed(second.handle(), Report.PAID));

        List<HistoryEvent> history = scene.found().history();
        assertThat(history)
                .extracting(HistoryEvent::event)
                .containsExactly(
                        HistoryEvent.Kind.ADMITTED,
                        HistoryEvent.Kind.DOUBTED,
                        HistoryEvent.Kind.RELEASED,
                        HistoryEvent.Kind.ADMITTED,
                        HistoryEvent.Kind.SUCCEEDED);
        assertThat(history).extracting(HistoryEvent::fence).containsExactly(1, 1, 1, 2, 2);
        assertThat(history)
                .extracting(event -> event.at().getEpochSecond() - MONDAY_TEN.getEpochSecond())
                .containsExactly(0L, 1L, 2L, 3L, 4L);
        assertThat(history)
                .extracting(HistoryEvent::reason)
                .containsExactly(null, "the bank timed out", "the bank never saw it", null, null);
        assertThat(history.get(0).by()).isEqualTo("clerk-7");
        assertThat(history.get(0).minorUnits()).isEqualTo(Scene.AMOUNT);
    }

    @Test
    void anAdmissionThatIsRepeatedTellsNothingTwice() throws InterruptedException {
        Scene scene = new Scene(this, "repeating");
        Admission.Admitted first =
                expect(Admission.Admitted.class, gate.admit(scene.request("request-1", OnLapse.HOLD)));
        clock.advance(Duration.ofSeconds(5));
        Ticket again = admitted(gate.admit(scene.request("request-1", OnLapse.HOLD)));
        assertThat(again).isEqualTo(first.ticket());
        assertThat(scene.found().history()).hasSize(1);
    }
}
