package dev.tollgate.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.api.Account;
import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.AccountStatus;
import dev.tollgate.api.Amount;
import dev.tollgate.api.Limit;
import dev.tollgate.api.Operation;
import dev.tollgate.api.WindowKind;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

final class OverLimitTest {
    private int numbers;

    @Test
    void aWindowAtItsMaximumIsNotPastIt() {
        OverLimit overLimit = of(AccountConfig.of("GBP", Limit.amount("daily", WindowKind.DAY, 100)));
        add(overLimit, "2010-12-01T00:00:00Z", 60);
        add(overLimit, "2010-12-01T23:59:59.999Z", 40);
        add(overLimit, "2010-12-02T00:00:00Z", 100);
        assertThat(overLimit.windows()).isEmpty();
        add(overLimit, "2010-12-01T12:00:00Z", 1);
        assertThat(overLimit.windows())
                .containsExactly(new OverLimit.Window("acme", "daily", LocalDate.of(2010, 12, 1), 101, 100));
    }

    @Test
    void onlyWhatTookPlaceCounts() {
        OverLimit overLimit = of(AccountConfig.of("GBP", Limit.count("few", WindowKind.DAY, 1)));
        Instant noon = Instant.parse("2010-12-01T12:00:00Z");
        Operation operation = new Operation("acme", "payment", "1");
        overLimit.add(new Execution(operation, 1, Draw.Result.REFUSED, null, noon));
        overLimit.add(new Execution(operation, 2, Draw.Result.NOT_DONE, null, noon));
        overLimit.add(new Execution(operation, 3, Draw.Result.DONE, null, noon));
        assertThat(overLimit.windows()).isEmpty();
        overLimit.add(new Execution(operation, 4, Draw.Result.DONE, null, noon));
        assertThat(overLimit.windows()).hasSize(1);
    }

    @Test
    void daysOfAZoneStartAtItsCutOff() {
        AccountConfig config = AccountConfig.of("GBP", Limit.count("one", WindowKind.DAY, 1))
                .withZone(ZoneId.of("America/New_York"))
                .withCutOff(LocalTime.of(5, 30));
        OverLimit overLimit = of(config);
        add(overLimit, "2010-12-01T10:29:59Z", 1);
        add(overLimit, "2010-12-01T10:30:00Z", 1);
        add(overLimit, "2010-12-02T10:30:00Z", 1);
        assertThat(overLimit.windows()).isEmpty();
        add(overLimit, "2010-12-02T10:29:59Z", 1);
        assertThat(overLimit.windows()).extracting(OverLimit.Window::start).containsExactly(LocalDate.of(2010, 12, 1));
    }

    @Test
    void daysOf23And25HoursAreOneDay() {
        AccountConfig config =
                AccountConfig.of("GBP", Limit.count("one", WindowKind.DAY, 2)).withZone(ZoneId.of("Europe/London"));
        OverLimit overLimit = of(config);
        // 2011-10-30 has 25 hours: from 23:00Z the day before to 24:00Z.
        add(overLimit, "2011-10-29T23:00:00Z", 1);
        add(overLimit, "2011-10-30T23:59:59Z", 1);
        add(overLimit, "2011-10-31T00:00:00Z", 1);
        add(overLimit, "2011-10-31T00:00:01Z", 1);
        // 2011-03-27 has 23.
        add(overLimit, "2011-03-27T00:00:00Z", 1);
        add(overLimit, "2011-03-27T22:59:59Z", 1);
        add(overLimit, "2011-03-27T23:00:00Z", 1);
        assertThat(overLimit.windows()).isEmpty();
        add(overLimit, "2011-10-30T12:00:00Z", 1);
        add(overLimit, "2011-03-27T12:00:00Z", 1);
        assertThat(overLimit.windows())
                .extracting(OverLimit.Window::start)
                .containsExactly(LocalDate.of(2011, 3, 27), LocalDate.of(2011, 10, 30));
    }

    @Test
    void aCutOffInAGapStartsTheDayLater() {
        AccountConfig config = AccountConfig.of("GBP", Limit.count("one", WindowKind.DAY, 1))
                .withZone(ZoneId.of("Europe/London"))
                .withCutOff(LocalTime.of(1, 30));
        OverLimit overLimit = of(config);
        // On 2011-03-27 01:30 does not exist: the day starts at 02:30 summer time, 01:30Z.
        add(overLimit, "2011-03-27T01:29:59Z", 1);
        add(overLimit, "2011-03-27T01:30:00Z", 1);
        assertThat(overLimit.windows()).isEmpty();
    }

    @Test
    void weeksStartOnMondayAndMonthsOnTheFirst() {
        AccountConfig config = AccountConfig.of(
                "GBP", Limit.count("week", WindowKind.WEEK, 1), Limit.count("month", WindowKind.MONTH, 2));
        OverLimit overLimit = of(config);
        add(overLimit, "2026-03-01T23:59:59Z", 1); // a Sunday
        add(overLimit, "2026-03-02T00:00:00Z", 1);
        add(overLimit, "2026-02-28T00:00:00Z", 1); // the Saturday before: the week of the first one
        assertThat(overLimit.windows())
                .containsExactly(new OverLimit.Window("acme", "week", LocalDate.of(2026, 2, 23), 2, 1));
        add(overLimit, "2026-03-31T23:59:59Z", 1);
        assertThat(overLimit.windows()).contains(new OverLimit.Window("acme", "month", LocalDate.of(2026, 3, 1), 3, 2));
    }

    @Test
    void scenariosMetricsAndModesAreHeeded() {
        AccountConfig config = AccountConfig.of(
                "GBP",
                Limit.count("payments", WindowKind.TOTAL, 1).withScenarios("payment"),
                Limit.amount("shadow", WindowKind.TOTAL, 1).asShadow(),
                Limit.amount("each", WindowKind.OPERATION, 500).withMin(10));
        OverLimit overLimit = of(config);
        add(overLimit, "2026-03-01T00:00:00Z", 500);
        overLimit.add(new Execution(
                new Operation("acme", "refund", "1"),
                1,
                Draw.Result.DONE,
                null,
                Instant.parse("2026-03-01T00:00:00Z")));
        overLimit.add(new Execution(
                new Operation("other", "payment", "1"),
                1,
                Draw.Result.DONE,
                new Amount(501, "GBP"),
                Instant.parse("2026-03-01T00:00:00Z")));
        assertThat(overLimit.windows()).isEmpty();
        add(overLimit, "2036-03-01T00:00:00Z", 501);
        add(overLimit, "2036-03-01T00:00:00Z", 9);
        assertThat(overLimit.windows())
                .containsExactly(
                        new OverLimit.Window("acme", "each", null, 501, 500),
                        new OverLimit.Window("acme", "each", null, 9, 500),
                        new OverLimit.Window("acme", "payments", null, 3, 1));
    }

    private static OverLimit of(AccountConfig config) {
        return new OverLimit(List.of(new Account(
                "acme",
                AccountStatus.ACTIVE,
                config,
                1,
                new Account.Change(Instant.EPOCH, "test"),
                null,
                null,
                null,
                null)));
    }

    private void add(OverLimit overLimit, String occurredAt, long minorUnits) {
        overLimit.add(new Execution(
                new Operation("acme", "payment", "" + numbers++),
                1,
                Draw.Result.DONE,
                new Amount(minorUnits, "GBP"),
                Instant.parse(occurredAt)));
    }
}
