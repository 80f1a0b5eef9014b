package dev.tollgate.cli;

import dev.tollgate.api.AccountStatus;
import dev.tollgate.api.TicketState;
import dev.tollgate.json.Json;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How option values are written. */
final class Values {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

    private Values() {}

    /** {@code 500ms}, {@code 2s}, {@code 5m}, {@code 1h}, or ISO 8601 as {@code PT2S}. */
    static final class DurationConverter implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            Matcher matcher = DURATION.matcher(text);
            if (!matcher.matches()) {
                return iso(text);
            }
            long number = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(number);
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                default -> Duration.ofHours(number);
            };
        }

        private static Duration iso(String text) {
            try {
                return Duration.parse(text.toUpperCase(Locale.ROOT));
            } catch (DateTimeException e) {
                throw new TypeConversionException("'%s' is no duration such as 500ms, 2s, 5m or PT2S".formatted(text));
            }
        }
    }

    /** RFC 3339, as {@code 2026-01-31T00:00:00Z}. */
    static final class InstantConverter implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String text) {
            try {
                return Instant.parse(text);
            } catch (DateTimeException e) {
                throw new TypeConversionException("'%s' is no time such as 2026-01-31T00:00:00Z".formatted(text));
            }
        }
    }

    static final class StatusConverter implements ITypeConverter<AccountStatus> {
        @Override
        public AccountStatus convert(String text) {
            return constant(text, AccountStatus.values());
        }
    }

    static final class StateConverter implements ITypeConverter<TicketState> {
        @Override
        public TicketState convert(String text) {
            return constant(text, TicketState.values());
        }
    }

    static final class Statuses implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return names(AccountStatus.values());
        }
    }

    static final class States implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return names(TicketState.values());
        }
    }

    private static Iterator<String> names(Enum<?>[] constants) {
        return Stream.of(constants).map(Json::name).iterator();
    }

    private static <E extends Enum<E>> E constant(String text, E[] constants) {
        List<String> names = new ArrayList<>();
        for (E constant : constants) {
            if (Json.name(constant).equals(text)) {
                return constant;
            }
            names.add(Json.name(constant));
        }
        throw new TypeConversionException("'%s' is none of %s".formatted(text, String.join(", ", names)));
    }
}
