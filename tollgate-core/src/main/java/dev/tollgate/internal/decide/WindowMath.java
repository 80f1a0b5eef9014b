package dev.tollgate.internal.decide;

import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.Window;
import dev.tollgate.api.WindowKind;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;

/**
 * Where windows start and end. A business day starts at the account's cut-off, as {@link ZonedDateTime#of} resolves that local time:
 * in a gap moved forward by its length, in an overlap the earlier. So days are 23, 24 or 25 hours long (or as the zone has it), and
 * weeks and months are made of whole business days.
 */
public final class WindowMath {
    private WindowMath() {}

    /** The window of a day, week or month limit that holds {@code atMillis}. */
    public static Span spanAt(WindowKind kind, AccountConfig calendar, long atMillis) {
        LocalDate day = businessDay(calendar, atMillis);
        return switch (kind) {
            case DAY -> span(calendar, day, day.plusDays(1));
            case WEEK -> {
                LocalDate monday = day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
                yield span(calendar, monday, monday.plusWeeks(1));
            }
            case MONTH -> {
                LocalDate first = day.withDayOfMonth(1);
                yield span(calendar, first, first.plusMonths(1));
            }
            case OPERATION, TOTAL -> throw new IllegalArgumentException(kind + " has no calendar");
        };
    }

    private static LocalDate businessDay(AccountConfig calendar, long atMillis) {
        LocalDate day = Instant.ofEpochMilli(atMillis).atZone(calendar.zone()).toLocalDate();
        // The cut-off, and the rare zone that skips a day, shift the start of the day by up to a day either way.
        while (atMillis < startMillis(calendar, day)) {
            day = day.minusDays(1);
        }
        while (atMillis >= startMillis(calendar, day.plusDays(1))) {
            day = day.plusDays(1);
        }
        return day;
    }

    private static Span span(AccountConfig calendar, LocalDate from, LocalDate to) {
        return new Span(startMillis(calendar, from), startMillis(calendar, to));
    }

    private static long startMillis(AccountConfig calendar, LocalDate day) {
        return ZonedDateTime.of(day, calendar.cutOff(), calendar.zone())
                .toInstant()
                .toEpochMilli();
    }

    /**
     * A window in epoch milliseconds.
     *
     * @param endMillis exclusive; {@link #ENDLESS} for a total
     */
    public record Span(long startMillis, long endMillis) {
        public static final long ENDLESS = Long.MAX_VALUE;

        public boolean holds(long atMillis) {
            return startMillis <= atMillis && atMillis < endMillis;
        }

        public Window window() {
            return new Window(
                    Instant.ofEpochMilli(startMillis), endMillis == ENDLESS ? null : Instant.ofEpochMilli(endMillis));
        }
    }
}
