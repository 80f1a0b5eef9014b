package dev.tollgate.testkit;

import static dev.tollgate.testkit.Answers.admitted;
import static dev.tollgate.testkit.Answers.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.api.Bounds;
import dev.tollgate.api.HistoryEvent;
import dev.tollgate.api.ReportResult;
import dev.tollgate.api.Reversal;
import dev.tollgate.api.Ticket;
import dev.tollgate.api.TicketHandle;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Giving back after success: the arithmetic, once per reversal id. */
abstract class ReversalRung extends GateRung {

    private TicketHandle succeeded(Scene scene) throws InterruptedException {
        return scene.bring(Standing.SUCCEEDED, Scene.FIRST_REQUEST);
    }

    private void assertUsed(Scene scene, long amount) throws InterruptedException {
        assertThat(scene.used()).as("counts are never given back").isEqualTo(Map.of("daily", amount, "ever", 1L));
        assertThat(scene.found().reversedMinorUnits()).isEqualTo(Scene.AMOUNT - amount);
    }

    @Test
    void partsAddUpUntilNothingIsLeft() throws InterruptedException {
        Scene scene = new Scene(this, "parts");
        TicketHandle handle = succeeded(scene);
        assertThat(done(gate.reverse(handle, Reversal.of("r-1", 200))).reversedMinorUnits())
                .isEqualTo(200);
        assertUsed(scene, 500);
        assertThat(done(gate.reverse(handle, Reversal.of("r-2", 499))).reversedMinorUnits())
                .isEqualTo(699);
        assertUsed(scene, 1);
        assertThat(gate.reverse(handle, Reversal.of("r-3", 2))).isEqualTo(new ReportResult.ExceedsAmount(1));
        assertUsed(scene, 1);
        done(gate.reverse(handle, Reversal.of("r-3", 1)));
        assertUsed(scene, 0);
        assertThat(gate.reverse(handle, Reversal.of("r-4", 1))).isEqualTo(new ReportResult.ExceedsAmount(0));
        assertThat(gate.reverse(handle, Reversal.ofRest("r-5"))).isEqualTo(new ReportResult.ExceedsAmount(0));
        assertThat(tollgate.verify().holds()).isTrue();
    }

    @Test
    void oneReversalIdGivesBackOnce() throws InterruptedException {
        Scene scene = new Scene(this, "once");
        TicketHandle handle = succeeded(scene);
        Ticket first = done(gate.reverse(handle, new Reversal("r-1", 300L, "damaged")));
        Ticket again = done(gate.reverse(handle, new Reversal("r-1", 300L, "another reason")));
        assertThat(again).isEqualTo(first);
        assertUsed(scene, 400);
        assertThat(gate.reverse(handle, Reversal.of("r-1", 301))).isEqualTo(new ReportResult.ReversalMismatch(300));
        assertThat(gate.reverse(handle, Reversal.of("r-1", 299))).isEqualTo(new ReportResult.ReversalMismatch(300));
        assertUsed(scene, 400);
    }

    @Test
    void anEarlierReversalIdIsStillKnownAfterOthers() throws InterruptedException {
        Scene scene = new Scene(this, "earlier");
        TicketHandle handle = succeeded(scene);
        done(gate.reverse(handle, Reversal.of("r-1", 100)));
        done(gate.reverse(handle, Reversal.of("r-2", 100)));
        done(gate.reverse(handle, Reversal.of("r-1", 100)));
        assertUsed(scene, 500);
        assertThat(gate.reverse(handle, Reversal.of("r-1", 200))).isEqualTo(new ReportResult.ReversalMismatch(100));
    }

    @Test
    void theRestIsWhatIsLeftAndItsRepeatGivesBackNothingMore() throws InterruptedException {
        Scene scene = new Scene(this, "rest");
        TicketHandle handle = succeeded(scene);
        done(gate.reverse(handle, Reversal.of("r-1", 150)));
        Ticket rest = done(gate.reverse(handle, Reversal.ofRest("r-2")));
        assertThat(rest.reversedMinorUnits()).isEqualTo(Scene.AMOUNT);
        assertThat(done(gate.reverse(handle, Reversal.ofRest("r-2")))).isEqualTo(rest);
        assertThat(done(gate.reverse(handle, Reversal.of("r-2", 550))))
                .as("the same amount, named")
                .isEqualTo(rest);
        assertUsed(scene, 0);
    }

    @Test
    void aTicketWithoutAnAmountHasNothingToReverse() throws InterruptedException {
        Ticket ticket = admitted(gate.admit(plain("plain", "ORD-1")));
        done(gate.succeed(ticket.handle(), null));
        assertThat(gate.reverse(ticket.handle(), Reversal.of("r-1", 1))).isEqualTo(new ReportResult.ExceedsAmount(0));
        assertThat(gate.reverse(ticket.handle(), Reversal.ofRest("r-1"))).isEqualTo(new ReportResult.ExceedsAmount(0));
    }

    @Test
    void aTicketHasOneHundredReversalsAndNoMore() throws InterruptedException {
        Scene scene = new Scene(this, "many");
        TicketHandle handle = succeeded(scene);
        for (int i = 1; i <= Bounds.REVERSALS_MAX; i++) {
            done(gate.reverse(handle, Reversal.of("r-" + i, 1)));
        }
        assertThat(gate.reverse(handle, Reversal.of("r-101", 1)))
                .isEqualTo(new ReportResult.TooManyReversals(Bounds.REVERSALS_MAX));
        done(gate.reverse(handle, Reversal.of("r-1", 1)));
        assertUsed(scene, Scene.AMOUNT - Bounds.REVERSALS_MAX);
    }

    @Test
    void reversalsAreToldInTheHistory() throws InterruptedException {
        Scene scene = new Scene(this, "told");
        TicketHandle handle = succeeded(scene);
        clock.advance(Duration.ofHours(1));
        done(gate.reverse(handle, new Reversal("r-1", 250L, "damaged")));
        List<HistoryEvent> reversals = scene.found().history().stream()
                .filter(event -> event.event() == HistoryEvent.Kind.REVERSED)
                .toList();
        assertThat(reversals).hasSize(1);
        assertThat(reversals.get(0).at()).isEqualTo(clock.instant());
        assertThat(reversals.get(0).minorUnits()).isEqualTo(250);
        assertThat(reversals.get(0).reason()).isEqualTo("damaged");
    }

    @Test
    void aReversalAfterMidnightGivesBackToTheDayItWasCountedIn() throws InterruptedException {
        Scene scene = new Scene(this, "midnight");
        TicketHandle handle = succeeded(scene);
        clock.advance(Duration.ofDays(1));
        admitted(gate.admit(pounds("midnight", "ORD-2", 50)));
        done(gate.reverse(handle, Reversal.ofRest("r-1")));
        assertThat(used("midnight")).isEqualTo(Map.of("daily", 50L, "ever", 2L));
        var yesterday = gate.usage("midnight", MONDAY_TEN.minus(Duration.ofHours(10)), MONDAY_TEN)
                .orElseThrow();
        assertThat(yesterday)
                .filteredOn(u -> u.limit().equals("daily"))
                .allSatisfy(u -> assertThat(u.used()).isZero());
        assertThat(tollgate.verify().holds()).isTrue();
    }
}
