package dev.tollgate.testkit;

import static dev.tollgate.testkit.Answers.admitted;
import static dev.tollgate.testkit.Answers.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.Admission;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.HistoryEvent;
import dev.tollgate.api.Limit;
import dev.tollgate.api.OnLapse;
import dev.tollgate.api.Ticket;
import dev.tollgate.api.TicketHandle;
import dev.tollgate.api.TicketState;
import dev.tollgate.api.WindowKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Leases that end: when exactly, who notices, and what becomes of the amount. */
abstract class LapseRung extends GateRung {

    @Test
    void theSweeperHoldsOrReleasesByPolicy() throws InterruptedException {
        Scene held = new Scene(this, "held");
        Scene released = new Scene(this, "released");
        held.bring(Standing.OPEN, Scene.FIRST_REQUEST);
        admitted(gate.admit(released.request(Scene.FIRST_REQUEST, OnLapse.RELEASE)));
        held.lapse();
        assertThat(held.row().state()).isEqualTo(TicketState.IN_DOUBT);
        assertThat(held.used()).isEqualTo(Map.of("daily", Scene.AMOUNT, "ever", 1L));
        assertThat(released.row().state()).isEqualTo(TicketState.RELEASED);
        assertThat(released.used()).isEqualTo(Map.of("daily", 0L, "ever", 0L));
        assertThat(held.found().history()).extracting(HistoryEvent::event).contains(HistoryEvent.Kind.LAPSED);
        assertThat(held.found().late()).as("nobody has reported yet").isFalse();
        assertThat(tollgate.verify().holds()).isTrue();
    }

    @Test
    void aLeaseHoldsUntilItsEndAndNoLonger() throws InterruptedException {
        Scene scene = new Scene(this, "edge");
        scene.bring(Standing.OPEN, Scene.FIRST_REQUEST);
        clock.advance(Scene.LEASE.minusMillis(1));
        tollgate.sweep();
        assertThat(gate.admit(scene.request("request-2", OnLapse.HOLD))).isInstanceOf(Admission.InProgress.class);
        clock.advance(Duration.ofMillis(1));
        assertThat(gate.admit(scene.request("request-2", OnLapse.HOLD))).isInstanceOf(Admission.InDoubt.class);
    }

    @Test
    void aReportRightBeforeTheEndIsNotLate() throws InterruptedException {
        for (Report report : List.of(Report.SUCCEED, Report.FAIL, Report.RELEASE)) {
            Scene scene = new Scene(this, report.text());
            TicketHandle handle = scene.bring(Standing.OPEN, Scene.FIRST_REQUEST);
            clock.advance(Scene.LEASE.minusMillis(1));
            assertThat(done(report.send(tollgate.gate(), handle)).late()).isFalse();
        }
    }

    @Test
    void theSweeperFindsThemAllWhateverTheirNumber() throws InterruptedException {
        configure("many", AccountConfig.of("GBP", Limit.count("ever", WindowKind.TOTAL, 10_000)));
        List<TicketHandle> handles = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            String account = i % 2 == 0 ? "many" : "single-" + i;
            AdmitRequest request = plain(account, "ORD-" + i).withOnLapse(i % 3 == 0 ? OnLapse.RELEASE : OnLapse.HOLD);
            handles.add(admitted(gate.admit(request)).handle());
        }
        clock.advance(Scene.LEASE.plusMillis(1));
        int acted = 0;
        for (int swept = tollgate.sweep(); swept > 0; swept = tollgate.sweep()) {
            acted += swept;
        }
        assertThat(acted).isEqualTo(300);
        for (int i = 0; i < 300; i++) {
            assertThat(gate.ticket(handles.get(i)).orElseThrow().state())
                    .isEqualTo(i % 3 == 0 ? TicketState.RELEASED : TicketState.IN_DOUBT);
        }
        assertThat(used("many")).isEqualTo(Map.of("ever", 100L));
    }

    @Test
    void anOperationLapsesInEachOfItsAttempts() throws InterruptedException {
        Scene scene = new Scene(this, "again and again");
        for (String request : List.of(Scene.FIRST_REQUEST, "request-2", "request-3")) {
            admitted(gate.admit(scene.request(request, OnLapse.RELEASE)));
            scene.lapse();
            assertThat(scene.row().state()).as(request).isEqualTo(TicketState.RELEASED);
        }
    }

    @Test
    void readingATicketLapsesItFirst() throws InterruptedException {
        Scene held = new Scene(this, "read");
        TicketHandle handle = held.bring(Standing.LATE_HOLD, Scene.FIRST_REQUEST);
        assertThat(gate.ticket(handle).orElseThrow().state()).isEqualTo(TicketState.IN_DOUBT);
        assertThat(held.row().state()).isEqualTo(TicketState.IN_DOUBT);
    }

    @Test
    void aSuccessAfterAReleasingLapseTakesTheAmountAgainEvenPastTheLimit() throws InterruptedException {
        configure("tight", AccountConfig.of("GBP", Limit.amount("daily", WindowKind.DAY, 1_000)));
        Ticket first = admitted(gate.admit(pounds("tight", "ORD-1", 1_000).withOnLapse(OnLapse.RELEASE)));
        clock.advance(Scene.LEASE.plusMillis(1));
        tollgate.sweep();
        admitted(gate.admit(pounds("tight", "ORD-2", 900)));
        Ticket late = done(gate.succeed(first.handle(), Report.PAID));
        assertThat(late.state()).isEqualTo(TicketState.SUCCEEDED);
        assertThat(late.late()).isTrue();
        assertThat(used("tight")).isEqualTo(Map.of("daily", 1_900L));
        assertThat(gate.usage("tight").orElseThrow().get(0).available()).isZero();
        assertThat(gate.admit(pounds("tight", "ORD-3", 1))).isInstanceOf(Admission.Declined.class);
        assertThat(tollgate.verify().holds()).isTrue();
    }

    @Test
    void aSuccessAfterAReleasingLapseIsCountedInItsOriginalWindows() throws InterruptedException {
        Scene scene = new Scene(this, "yesterday");
        TicketHandle handle = scene.bring(Standing.RELEASED_BY_LAPSE, Scene.FIRST_REQUEST);
        clock.advance(Duration.ofDays(1));
        done(Report.SUCCEED.send(tollgate.gate(), handle));
        assertThat(scene.used()).isEqualTo(Map.of("daily", 0L, "ever", 1L));
        var monday =
                gate.usage("yesterday", MONDAY_TEN, MONDAY_TEN.plusSeconds(1)).orElseThrow();
        assertThat(monday)
                .filteredOn(u -> u.limit().equals("daily"))
                .singleElement()
                .satisfies(u -> assertThat(u.used()).isEqualTo(Scene.AMOUNT));
        assertThat(tollgate.verify().holds()).isTrue();
    }

    @Test
    void aReleaseAfterAReleasingLapseClosesTheDoorForALateSuccess() throws InterruptedException {
        Scene scene = new Scene(this, "closed door");
        TicketHandle handle = scene.bring(Standing.RELEASED_BY_LAPSE, Scene.FIRST_REQUEST);
        done(Report.RELEASE.send(tollgate.gate(), handle));
        Report.SUCCEED.send(tollgate.gate(), handle);
        assertThat(scene.found().state()).isEqualTo(TicketState.RELEASED);
        assertThat(scene.found().disputed()).isTrue();
    }

    @Test
    void renewingNeverShortensALease() throws InterruptedException {
        Scene scene = new Scene(this, "renewing");
        TicketHandle handle = scene.bring(Standing.OPEN, Scene.FIRST_REQUEST);
        clock.advance(Duration.ofSeconds(10));
        Ticket renewed = done(gate.renew(handle, Duration.ofSeconds(1)));
        assertThat(renewed.leaseExpiresAt()).isEqualTo(MONDAY_TEN.plus(Scene.LEASE));
        renewed = done(gate.renew(handle, Duration.ofSeconds(25)));
        assertThat(renewed.leaseExpiresAt()).isEqualTo(MONDAY_TEN.plusSeconds(35));
        clock.set(MONDAY_TEN.plusSeconds(34));
        tollgate.sweep();
        assertThat(scene.found().state()).isEqualTo(TicketState.OPEN);
        clock.set(MONDAY_TEN.plusSeconds(35));
        tollgate.sweep();
        assertThat(scene.found().state()).isEqualTo(TicketState.IN_DOUBT);
    }
}
