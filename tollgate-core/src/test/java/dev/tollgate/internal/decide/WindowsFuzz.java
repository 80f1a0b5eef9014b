package dev.tollgate.internal.decide;

import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.InvalidRequestException;
import dev.tollgate.api.Operation;
import dev.tollgate.api.WindowKind;
import dev.tollgate.fuzzing.Holds;
import dev.tollgate.fuzzing.Input;
import dev.tollgate.internal.decide.WindowMath.Span;
import dev.tollgate.spi.StoredForm;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.EnumSet;
import java.util.Map;

/**
 * Windows of any zone and cut-off that an account can have, at any time that a request can name: each holds its time, the next one
 * begins where it ends, and a day begins at the cut-off.
 */
public final class WindowsFuzz {
    private static final EnumSet<WindowKind> KINDS = EnumSet.of(WindowKind.DAY, WindowKind.WEEK, WindowKind.MONTH);
    private static final long DAY_MILLIS = 24 * 3_600_000L;

    private WindowsFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        Input input = new Input(bytes);
        AccountConfig calendar;
        long atMillis = input.number();
        try {
            calendar = StoredForm.readConfig(
                    StoredForm.writeAttributes(Map.of("zone", input.text(), "cutOff", input.text())));
            AdmitRequest.of(new Operation("a", "s", "n"), "o").withOccurredAt(Instant.ofEpochMilli(atMillis));
        } catch (IllegalArgumentException | InvalidRequestException e) {
            Holds.says(e);
            return;
        }
        for (WindowKind kind : KINDS) {
            Span span = WindowMath.spanAt(kind, calendar, atMillis);
            Holds.that(span.holds(atMillis), "%s of %d does not hold it: %s", kind, atMillis, span);
            Holds.same(span, WindowMath.spanAt(kind, calendar, span.startMillis()));
            Holds.same(span, WindowMath.spanAt(kind, calendar, span.endMillis() - 1));
            Span next = WindowMath.spanAt(kind, calendar, span.endMillis());
            Holds.same(span.endMillis(), next.startMillis());
            Holds.that(span.endMillis() - span.startMillis() <= 33 * DAY_MILLIS, "%s too long: %s", kind, span);
            beginsAtTheCutOff(calendar, span);
        }
        Span day = WindowMath.spanAt(WindowKind.DAY, calendar, atMillis);
        Span week = WindowMath.spanAt(WindowKind.WEEK, calendar, atMillis);
        Holds.that(
                week.startMillis() <= day.startMillis() && day.endMillis() <= week.endMillis(),
                "a day across two weeks: %s %s",
                day,
                week);
    }

    /** Or behind it, where that time does not exist. */
    private static void beginsAtTheCutOff(AccountConfig calendar, Span span) {
        ZonedDateTime start = Instant.ofEpochMilli(span.startMillis()).atZone(calendar.zone());
        LocalDateTime local = start.toLocalDateTime();
        LocalDateTime cutOff = local.toLocalDate().atTime(calendar.cutOff());
        boolean isCutOff = local.equals(cutOff)
                || local.withNano(0).equals(cutOff)
                || !ZonedDateTime.of(cutOff, calendar.zone()).toLocalDateTime().equals(cutOff);
        Holds.that(isCutOff, "%s begins at %s", span, start);
    }
}
