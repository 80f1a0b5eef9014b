package dev.tollgate.cli;

import dev.tollgate.api.AccountStatus;
import dev.tollgate.api.TicketState;
import dev.tollgate.fuzzing.Holds;
import dev.tollgate.fuzzing.Input;
import dev.tollgate.json.Json;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Any text as the value of an option: converted, or refused by quoting it. */
public final class ValuesFuzz {
    private ValuesFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) throws Exception {
        String text = Input.text(bytes);
        Duration duration = convert(new Values.DurationConverter(), text);
        if (duration != null) {
            Holds.same(duration, convert(new Values.DurationConverter(), duration.toString()));
        }
        if (text.matches("[0-9]{1,9}(ms|s|m|h)")) {
            long number = Long.parseLong(text.replaceAll("[a-z]", ""));
            long unitMillis =
                    text.endsWith("ms") ? 1 : text.endsWith("s") ? 1_000 : text.endsWith("m") ? 60_000 : 3_600_000;
            Holds.same(Duration.ofMillis(number * unitMillis), duration);
        }
        Instant instant = convert(new Values.InstantConverter(), text);
        if (instant != null) {
            Holds.same(instant, convert(new Values.InstantConverter(), instant.toString()));
        }
        AccountStatus status = convert(new Values.StatusConverter(), text);
        Holds.that(status == null || Json.name(status).equals(text), "%s is %s", text, status);
        TicketState state = convert(new Values.StateConverter(), text);
        Holds.that(state == null || Json.name(state).equals(text), "%s is %s", text, state);
    }

    private static <T> @Nullable T convert(ITypeConverter<T> converter, String text) throws Exception {
        try {
            return converter.convert(text);
        } catch (TypeConversionException e) {
            Holds.names(e, "'" + text + "'");
            return null;
        }
    }
}
