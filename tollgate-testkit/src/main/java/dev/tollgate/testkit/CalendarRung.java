package dev.tollgate.testkit;

import static dev.tollgate.testkit.Answers.admitted;
import static dev.tollgate.testkit.Answers.done;
import static dev.tollgate.testkit.Answers.expect;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.Admission;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.Limit;
import dev.tollgate.api.Ticket;
import dev.tollgate.api.Usage;
import dev.tollgate.api.Window;
import dev.tollgate.api.WindowKind;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Windows in real calendars, and clocks that do not behave. */
abstract class CalendarRung extends GateRung {
    private static final String ACCOUNT = "acme";
    private static final Duration TICK = Duration.ofMillis(1);

    private Window windowOf(AdmitRequest request) throws InterruptedException {
        List<Usage> usage =
                expect(Admission.Admitted.class, gate.admit(request)).usage();
        assertThat(usage).hasSize(1);
        return usage.get(0).window();
    }

    @ParameterizedTest(name = "{1} of {0} from {2}: {3} to {4}")
    @CsvSource({
        // Days of 24 hours, and a cut-off.
        "UTC,                 DAY,   00:00, 2026-03-02T00:00:00Z, 2026-03-03T00:00:00Z",
        "UTC,                 DAY,   18:00, 2026-03-01T18:00:00Z, 2026-03-02T18:00:00Z",
        "UTC,                 DAY,   23:59, 2026-03-01T23:59:00Z, 2026-03-02T23:59:00Z",
        "Asia/Kathmandu,      DAY,   00:00, 2026-03-01T18:15:00Z, 2026-03-02T18:15:00Z",
        "Pacific/Kiritimati,  DAY,   00:00, 2026-03-01T10:00:00Z, 2026-03-02T10:00:00Z",
        // Days of 23 and 25 hours.
        "Europe/London,       DAY,   00:00, 2026-03-29T00:00:00Z, 2026-03-29T23:00:00Z",
        "Europe/London,       DAY,   00:00, 2026-10-24T23:00:00Z, 2026-10-26T00:00:00Z",
        "America/New_York,    DAY,   00:00, 2026-03-08T05:00:00Z, 2026-03-09T04:00:00Z",
        "America/New_York,    DAY,   00:00, 2026-11-01T04:00:00Z, 2026-11-02T05:00:00Z",
        // Clocks that change by half an hour.
        "Australia/Lord_Howe, DAY,   00:00, 2026-04-04T13:00:00Z, 2026-04-05T13:30:00Z",
        "Australia/Lord_Howe, DAY,   00:00, 2026-10-03T13:30:00Z, 2026-10-04T13:00:00Z",
        // 30 December 2011 never was in Apia.
        "Pacific/Apia,        DAY,   00:00, 2011-12-29T10:00:00Z, 2011-12-30T10:00:00Z",
        "Pacific/Apia,        DAY,   00:00, 2011-12-30T10:00:00Z, 2011-12-31T10:00:00Z",
        "Pacific/Apia,        DAY,   06:00, 2011-12-29T16:00:00Z, 2011-12-30T16:00:00Z",
        "Pacific/Apia,        DAY,   06:00, 2011-12-30T16:00:00Z, 2011-12-31T16:00:00Z",
        "Pacific/Apia,        WEEK,  00:00, 2011-12-26T10:00:00Z, 2012-01-01T10:00:00Z",
        // Midnight itself falls into a gap, and comes at the end of an overlap.
        "America/Sao_Paulo,   DAY,   00:00, 2018-11-03T03:00:00Z, 2018-11-04T03:00:00Z",
        "America/Sao_Paulo,   DAY,   00:00, 2018-11-04T03:00:00Z, 2018-11-05T02:00:00Z",
        "America/Sao_Paulo,   DAY,   00:00, 2018-02-17T02:00:00Z, 2018-02-18T03:00:00Z",
        // The cut-off falls into a gap, and comes twice.
        "Europe/London,       DAY,   01:30, 2026-03-28T01:30:00Z, 2026-03-29T01:30:00Z",
        "Europe/London,       DAY,   01:30, 2026-03-29T01:30:00Z, 2026-03-30T00:30:00Z",
        "Europe/London,       DAY,   01:30, 2026-10-24T00:30:00Z, 2026-10-25T00:30:00Z",
        "Europe/London,       DAY,   01:30, 2026-10-25T00:30:00Z, 2026-10-26T01:30:00Z",
        // Weeks from Monday.
        "UTC,                 WEEK,  00:00, 2026-03-02T00:00:00Z, 2026-03-09T00:00:00Z",
        "UTC,                 WEEK,  06:00, 2026-02-23T06:00:00Z, 2026-03-02T06:00:00Z",
        "UTC,                 WEEK,  00:00, 2025-12-29T00:00:00Z, 2026-01-05T00:00:00Z",
        "Europe/London,       WEEK,  00:00, 2026-03-23T00:00:00Z, 2026-03-29T23:00:00Z",
        // Months and their ends.
        "UTC,                 MONTH, 00:00, 2026-02-01T00:00:00Z, 2026-03-01T00:00:00Z",
        "UTC,                 MONTH, 00:00, 2028-02-01T00:00:00Z, 2028-03-01T00:00:00Z",
        "UTC,                 MONTH, 00:00, 2026-12-01T00:00:00Z, 2027-01-01T00:00:00Z",
        "UTC,                 MONTH, 06:00, 2026-02-01T06:00:00Z, 2026-03-01T06:00:00Z",
        "Europe/London,       MONTH, 00:00, 2026-03-01T00:00:00Z, 2026-03-31T23:00:00Z",
        "America/New_York,    MONTH, 00:00, 2026-11-01T04:00:00Z, 2026-12-01T05:00:00Z",
    })
    void aWindowHoldsFromItsFirstMillisecondToItsLast(
            String zone, WindowKind kind, LocalTime cutOff, Instant start, Instant end) throws InterruptedException {
        AccountConfig config = AccountConfig.of(null, Limit.count("limit", kind, 100))
                .withZone(ZoneId.of(zone))
                .withCutOff(cutOff);
        configure(ACCOUNT, config);
        Window window = new Window(start, end);
        assertThat(windowOf(plain(ACCOUNT, "first").withOccurredAt(start))).isEqualTo(window);
        assertThat(windowOf(plain(ACCOUNT, "last").withOccurredAt(end.minus(TICK))))
                .isEqualTo(window);
        assertThat(windowOf(plain(ACCOUNT, "before").withOccurredAt(start.minus(TICK)))
                        .end())
                .isEqualTo(start);
        assertThat(windowOf(plain(ACCOUNT, "after").withOccurredAt(end)).start())
                .isEqualTo(end);

        clock.set(start);
        configure("by the clock", config);
        assertThat(windowOf(plain("by the clock", "first"))).isEqualTo(window);
        clock.set(end.minus(TICK));
        assertThat(windowOf(plain("by the clock", "last"))).isEqualTo(window);
    }

    @Test
    void theStoresClockChoosesTheWindow() throws InterruptedException {
        configure(ACCOUNT, AccountConfig.of(null, Limit.count("daily", WindowKind.DAY, 1)));
        clock.set(Instant.parse("2026-03-02T23:59:59.999Z"));
        admitted(gate.admit(plain(ACCOUNT, "1")));
        assertThat(gate.admit(plain(ACCOUNT, "2"))).isInstanceOf(Admission.Declined.class);
        clock.advance(TICK);
        assertThat(windowOf(plain(ACCOUNT, "2")).start()).isEqualTo(Instant.parse("2026-03-03T00:00:00Z"));
        assertThat(gate.admit(plain(ACCOUNT, "3"))).isInstanceOf(Admission.Declined.class);
    }

    @Test
    void afterMidnightTheAmountGoesBackToYesterday() throws InterruptedException {
        configure(ACCOUNT, AccountConfig.of("GBP", Limit.amount("daily", WindowKind.DAY, 1_000)));
        Ticket first = admitted(gate.admit(pounds(ACCOUNT, "1", 1_000)));
        clock.set(Instant.parse("2026-03-03T00:00:05Z"));
        Ticket second = admitted(gate.admit(pounds(ACCOUNT, "2", 130)));
        done(gate.fail(first.handle(), null));
        assertThat(used(ACCOUNT)).isEqualTo(Map.of("daily", 130L));
        assertThat(gate.admit(pounds(ACCOUNT, "3", 871))).isInstanceOf(Admission.Declined.class);
        admitted(gate.admit(pounds(ACCOUNT, "3", 870)));
        done(gate.release(second.handle(), null));
        assertThat(used(ACCOUNT)).isEqualTo(Map.of("daily", 870L));
        assertThat(tollgate.verify().holds()).isTrue();
    }

    @Test
    void anAccountsTimeNeverGoesBack() throws InterruptedException {
        configure(ACCOUNT, AccountConfig.of("GBP", Limit.amount("daily", WindowKind.DAY, 1_000)));
        clock.set(Instant.parse("2026-03-03T00:00:01Z"));
        Ticket first = admitted(gate.admit(pounds(ACCOUNT, "1", 600)));
        clock.setBack(Duration.ofMinutes(10));
        Admission.Admitted second = expect(Admission.Admitted.class, gate.admit(pounds(ACCOUNT, "2", 400)));
        assertThat(second.usage().get(0).window().start()).isEqualTo(Instant.parse("2026-03-03T00:00:00Z"));
        assertThat(second.ticket().admittedAt()).isAfterOrEqualTo(first.admittedAt());
        assertThat(gate.admit(pounds(ACCOUNT, "3", 1))).isInstanceOf(Admission.Declined.class);
        assertThat(used(ACCOUNT)).isEqualTo(Map.of("daily", 1_000L));
    }

    @Test
    void eachAccountHasATimeOfItsOwn() throws InterruptedException {
        AccountConfig config = AccountConfig.of("GBP", Limit.amount("daily", WindowKind.DAY, 1_000));
        configure(ACCOUNT, config);
        configure("other", config);
        clock.set(Instant.parse("2026-03-03T00:00:01Z"));
        admitted(gate.admit(pounds(ACCOUNT, "1", 600)));
        clock.setBack(Duration.ofMinutes(10));
        assertThat(windowOf(pounds("other", "1", 1)).start()).isEqualTo(Instant.parse("2026-03-02T00:00:00Z"));
    }

    @Test
    void whenItOccurredChoosesTheWindowsAndNothingElse() throws InterruptedException {
        configure(
                ACCOUNT,
                AccountConfig.of(
                        "GBP",
                        Limit.amount("daily", WindowKind.DAY, 1_000),
                        Limit.amount("ever", WindowKind.TOTAL, 10_000)));
        Instant longAgo = Instant.parse("2010-12-01T08:26:00Z");
        Ticket ticket = admitted(gate.admit(pounds(ACCOUNT, "1", 1_000).withOccurredAt(longAgo)));
        assertThat(ticket.admittedAt()).isEqualTo(MONDAY_TEN);
        assertThat(ticket.leaseExpiresAt()).isEqualTo(MONDAY_TEN.plus(AdmitRequest.DEFAULT_LEASE));
        assertThat(ticket.windows())
                .extracting(w -> w.limit() + " " + w.start())
                .containsExactlyInAnyOrder("daily 2010-12-01T00:00:00Z", "ever " + MONDAY_TEN);
        assertThat(gate.admit(pounds(ACCOUNT, "2", 1).withOccurredAt(longAgo))).isInstanceOf(Admission.Declined.class);
        admitted(gate.admit(pounds(ACCOUNT, "2", 1).withOccurredAt(longAgo.plus(Duration.ofDays(1)))));
        admitted(gate.admit(pounds(ACCOUNT, "3", 1_000)));
        assertThat(used(ACCOUNT)).isEqualTo(Map.of("daily", 1_000L, "ever", 2_001L));
        assertThat(gate.usage(ACCOUNT, longAgo, longAgo.plus(Duration.ofDays(2)))
                        .orElseThrow())
                .filteredOn(u -> u.limit().equals("daily"))
                .extracting(u -> u.window().start() + " " + u.used())
                .containsExactlyInAnyOrder("2010-12-01T00:00:00Z 1000", "2010-12-02T00:00:00Z 1");
        done(gate.fail(ticket.handle(), null));
        assertThat(used(ACCOUNT)).isEqualTo(Map.of("daily", 1_000L, "ever", 1_001L));
        assertThat(tollgate.verify().holds()).isTrue();
    }

    @Test
    void aLimitOfWindowTotalCountsFromWhenItWasMade() throws InterruptedException {
        configure(ACCOUNT, AccountConfig.of("GBP"));
        admitted(gate.admit(pounds(ACCOUNT, "1", 500)));
        clock.advance(Duration.ofHours(1));
        configure(ACCOUNT, AccountConfig.of("GBP", Limit.amount("ever", WindowKind.TOTAL, 1_000)));
        clock.advance(Duration.ofDays(700));
        assertThat(windowOf(pounds(ACCOUNT, "2", 700)))
                .isEqualTo(new Window(MONDAY_TEN.plus(Duration.ofHours(1)), null));
        clock.advance(Duration.ofDays(700));
        assertThat(gate.admit(pounds(ACCOUNT, "3", 301))).isInstanceOf(Admission.Declined.class);
        configure(ACCOUNT, AccountConfig.of("GBP", Limit.amount("ever", WindowKind.TOTAL, 1_100)));
        assertThat(gate.admit(pounds(ACCOUNT, "3", 401))).isInstanceOf(Admission.Declined.class);
        assertThat(used(ACCOUNT)).isEqualTo(Map.of("ever", 700L));
    }
}
