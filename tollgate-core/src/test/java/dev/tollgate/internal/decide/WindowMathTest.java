package dev.tollgate.internal.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.WindowKind;
import dev.tollgate.internal.decide.WindowMath.Span;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class WindowMathTest {
    private static final List<String> ZONES = List.of(
            "UTC",
            "Europe/London",
            "America/New_York",
            "America/Sao_Paulo",
            "Australia/Lord_Howe",
            "Pacific/Apia",
            "Asia/Kathmandu",
            "Africa/Cairo",
            "Pacific/Kwajalein",
            "+05:45");

    private static AccountConfig calendar(String zone, String cutOff) {
        return AccountConfig.EMPTY.withZone(ZoneId.of(zone)).withCutOff(LocalTime.parse(cutOff));
    }

    @ParameterizedTest
    @CsvSource({
        // zone, cut-off, instant, start, hours
        "UTC, 00:00, 2026-03-29T12:00:00Z, 2026-03-29T00:00:00Z, 24.0",
        "Europe/London, 00:00, 2026-03-29T12:00:00Z, 2026-03-29T00:00:00Z, 23.0",
        "Europe/London, 00:00, 2026-10-25T12:00:00Z, 2026-10-24T23:00:00Z, 25.0",
        "Europe/London, 00:00, 2026-10-24T22:59:59.999Z, 2026-10-23T23:00:00Z, 24.0",
        "Australia/Lord_Howe, 00:00, 2026-10-04T00:00:00Z, 2026-10-03T13:30:00Z, 23.5",
        "Europe/London, 04:30, 2026-06-10T03:29:59Z, 2026-06-09T03:30:00Z, 24.0",
        "Europe/London, 04:30, 2026-06-10T03:30:00Z, 2026-06-10T03:30:00Z, 24.0",
        // The cut-off does not exist on this day: it moves forward by the gap's hour.
        "Europe/Berlin, 02:30, 2026-03-29T10:00:00Z, 2026-03-29T01:30:00Z, 23.0",
        // The cut-off comes twice: the earlier one counts.
        "Europe/Berlin, 02:30, 2026-10-25T10:00:00Z, 2026-10-25T00:30:00Z, 25.0",
        // Samoa skipped 30 December 2011 altogether.
        "Pacific/Apia, 00:00, 2011-12-30T09:59:59Z, 2011-12-29T10:00:00Z, 24.0",
        "Pacific/Apia, 00:00, 2011-12-30T10:00:00Z, 2011-12-30T10:00:00Z, 24.0",
    })
    void dayRunsFromCutOffToCutOff(String zone, String cutOff, Instant at, Instant start, String hours) {
        Span day = WindowMath.spanAt(WindowKind.DAY, calendar(zone, cutOff), at.toEpochMilli());

        assertThat(Instant.ofEpochMilli(day.startMillis())).isEqualTo(start);
        assertThat(Duration.ofMillis(day.endMillis() - day.startMillis()).toMinutes() / 60.0)
                .isEqualTo(Double.parseDouble(hours));
    }

    @Test
    void weekStartsOnMondayAndMonthOnTheFirst() {
        AccountConfig newYork = calendar("America/New_York", "03:00");
        long sundayNight = LocalDateTime.parse("2026-03-02T02:59:59")
                .atZone(newYork.zone())
                .toInstant()
                .toEpochMilli();

        Span week = WindowMath.spanAt(WindowKind.WEEK, newYork, sundayNight);
        Span month = WindowMath.spanAt(WindowKind.MONTH, newYork, sundayNight);

        assertThat(local(newYork, week.startMillis())).isEqualTo("2026-02-23T03:00");
        assertThat(local(newYork, week.endMillis())).isEqualTo("2026-03-02T03:00");
        assertThat(local(newYork, month.startMillis())).isEqualTo("2026-03-01T03:00");
        assertThat(local(newYork, month.endMillis())).isEqualTo("2026-04-01T03:00");
    }

    private static String local(AccountConfig calendar, long millis) {
        return Instant.ofEpochMilli(millis)
                .atZone(calendar.zone())
                .toLocalDateTime()
                .toString();
    }

    @ParameterizedTest
    @EnumSource(
            value = WindowKind.class,
            names = {"DAY", "WEEK", "MONTH"})
    void windowsOfAnyZoneFollowEachOtherWithoutGapOrOverlap(WindowKind kind) {
        Random random = new Random(7);
        long from = Instant.parse("1970-01-02T00:00:00Z").toEpochMilli();
        long to = Instant.parse("2040-01-01T00:00:00Z").toEpochMilli();
        for (int i = 0; i < 3_000; i++) {
            String zone = ZONES.get(random.nextInt(ZONES.size()));
            AccountConfig calendar = calendar(zone, "%02d:%02d".formatted(random.nextInt(24), random.nextInt(60)));
            long at = from + random.nextLong(to - from);

            Span span = WindowMath.spanAt(kind, calendar, at);

            assertThat(span.holds(at))
                    .as("%s %s %d", zone, calendar.cutOff(), at)
                    .isTrue();
            assertThat(WindowMath.spanAt(kind, calendar, span.startMillis())).isEqualTo(span);
            assertThat(WindowMath.spanAt(kind, calendar, span.endMillis() - 1)).isEqualTo(span);
            assertThat(WindowMath.spanAt(kind, calendar, span.endMillis()).startMillis())
                    .isEqualTo(span.endMillis());
        }
    }

    @Test
    void everyWeekStartsOnAMonday() {
        AccountConfig calendar = calendar("Europe/London", "00:00");
        for (long at = 0; at < 400L * 86_400_000; at += 86_400_000) {
            Span week = WindowMath.spanAt(WindowKind.WEEK, calendar, at);
            assertThat(Instant.ofEpochMilli(week.startMillis())
                            .atZone(calendar.zone())
                            .getDayOfWeek())
                    .isEqualTo(DayOfWeek.MONDAY);
        }
    }
}
