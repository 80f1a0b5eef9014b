package dev.tollgate.spi;

import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.InvalidRequestException;
import dev.tollgate.api.Limit;
import dev.tollgate.api.Metric;
import dev.tollgate.api.Mode;
import dev.tollgate.api.WindowKind;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * The text form of what a row holds beyond single values: one and the same in every store and in the audit. JSON without white space;
 * equal values have equal text. Part of the stored form: what was once written stays readable.
 *
 * <p>Every {@code read} method throws {@link IllegalArgumentException}, saying what is wrong, when the text is malformed, holds unknown
 * or duplicate members, or values out of their range. Stateless; safe for concurrent use.
 */
public final class StoredForm {
    private StoredForm() {}

    /**
     * A configuration as in the body of {@code PUT /v1/accounts/{account}}:
     * {@code {"currency":"GBP","zone":"Europe/London","cutOff":"00:00","limits":[…]}}. The currency is left out when there is none;
     * limits keep their order, the scenarios of a limit are sorted.
     */
    public static String writeConfig(AccountConfig config) {
        JsonWriter out = new JsonWriter().open('{');
        if (config.currency() != null) {
            out.name("currency").value(config.currency());
        }
        out.name("zone").value(config.zone().getId());
        out.name("cutOff").value(config.cutOff().toString());
        out.name("limits").open('[');
        config.limits().forEach(limit -> write(out, limit));
        return out.close(']').close('}').text();
    }

    /** Reads what {@link #writeConfig} wrote; zone, cut-off, limits and a limit's mode may be missing and are then the defaults. */
    public static AccountConfig readConfig(String text) {
        return read("configuration", text, json -> {
            JsonMembers members = JsonMembers.of(json);
            AccountConfig config = new AccountConfig(
                    members.textOrNull("currency"),
                    ZoneId.of(members.text("zone", AccountConfig.EMPTY.zone().getId())),
                    cutOff(members.text("cutOff", "00:00")),
                    members.list("limits", StoredForm::limit));
            members.noMore();
            return config;
        });
    }

    /** Limits that were taken out: {@code [{"limit":{…},"currency":"GBP","calendar":"…","totalStart":1290470400000}]}. */
    public static String writeRetired(List<RetiredLimit> retired) {
        JsonWriter out = new JsonWriter().open('[');
        for (RetiredLimit one : retired) {
            out.open('{').name("limit");
            write(out, one.limit());
            if (one.currency() != null) {
                out.name("currency").value(one.currency());
            }
            if (one.calendar() != null) {
                out.name("calendar").value(one.calendar());
            }
            if (one.totalStartMillis() != null) {
                out.name("totalStart").value(one.totalStartMillis());
            }
            out.close('}');
        }
        return out.close(']').text();
    }

    /** Reads what {@link #writeRetired} wrote. */
    public static List<RetiredLimit> readRetired(String text) {
        return read(
                "list of retired limits",
                text,
                json -> JsonMembers.list(json, element -> {
                    JsonMembers members = JsonMembers.of(element);
                    RetiredLimit one = new RetiredLimit(
                            limit(members.required("limit")),
                            members.textOrNull("currency"),
                            members.textOrNull("calendar"),
                            members.numberOrNull("totalStart"));
                    members.noMore();
                    return one;
                }));
    }

    /** When limits of window {@code total} were made: {@code {"lifetime":1290470400000}}, sorted by name. */
    public static String writeTotalStarts(Map<String, Long> totalStarts) {
        JsonWriter out = new JsonWriter().open('{');
        for (String name : sorted(totalStarts.keySet())) {
            out.name(name).value(totalStarts.getOrDefault(name, 0L));
        }
        return out.close('}').text();
    }

    /** Reads what {@link #writeTotalStarts} wrote; unmodifiable. */
    public static Map<String, Long> readTotalStarts(String text) {
        return read("map of starts", text, json -> JsonMembers.map(json, JsonMembers::number));
    }

    /**
     * The windows a ticket was counted in, in their order: {@code {"daily":1290470400000}}.
     *
     * @throws IllegalArgumentException when a limit comes twice: a ticket is counted in one window of a limit
     */
    public static String writeWindows(List<WindowKey> windows) {
        JsonWriter out = new JsonWriter().open('{');
        for (int i = 0; i < windows.size(); i++) {
            WindowKey window = windows.get(i);
            for (int earlier = 0; earlier < i; earlier++) {
                if (windows.get(earlier).limit().equals(window.limit())) {
                    throw new IllegalArgumentException("two windows of limit '%s'".formatted(window.limit()));
                }
            }
            out.name(window.limit()).value(window.startMillis());
        }
        return out.close('}').text();
    }

    /** Reads what {@link #writeWindows} wrote. */
    public static List<WindowKey> readWindows(String text) {
        return read("map of windows", text, json -> {
            List<WindowKey> windows = new ArrayList<>();
            JsonMembers.map(json, JsonMembers::number)
                    .forEach((limit, start) -> windows.add(new WindowKey(limit, start)));
            return List.copyOf(windows);
        });
    }

    /** The caller's own words on a ticket: {@code {"channel":"web"}}, sorted by name. */
    public static String writeAttributes(Map<String, String> attributes) {
        JsonWriter out = new JsonWriter().open('{');
        for (String name : sorted(attributes.keySet())) {
            out.name(name).value(attributes.getOrDefault(name, ""));
        }
        return out.close('}').text();
    }

    /** Reads what {@link #writeAttributes} wrote; unmodifiable. */
    public static Map<String, String> readAttributes(String text) {
        return read("map of attributes", text, json -> JsonMembers.map(json, JsonMembers::text));
    }

    private static void write(JsonWriter out, Limit limit) {
        out.open('{').name("name").value(limit.name());
        out.name("metric").value(text(limit.metric()));
        out.name("window").value(text(limit.window()));
        if (limit.min() != null) {
            out.name("min").value(limit.min());
        }
        out.name("max").value(limit.max());
        if (!limit.scenarios().isEmpty()) {
            out.name("scenarios").open('[');
            sorted(limit.scenarios()).forEach(out::value);
            out.close(']');
        }
        out.name("mode").value(text(limit.mode())).close('}');
    }

    private static Limit limit(Object json) {
        JsonMembers members = JsonMembers.of(json);
        List<String> scenarios = members.list("scenarios", JsonMembers::text);
        Limit limit = new Limit(
                JsonMembers.text(members.required("name")),
                choice(Metric.values(), "metric", JsonMembers.text(members.required("metric"))),
                choice(WindowKind.values(), "window", JsonMembers.text(members.required("window"))),
                members.numberOrNull("min"),
                JsonMembers.number(members.required("max")),
                new LinkedHashSet<>(scenarios),
                choice(Mode.values(), "mode", members.text("mode", text(Mode.ENFORCE))));
        members.noMore();
        if (limit.scenarios().size() < scenarios.size()) {
            throw new IllegalArgumentException("limit '%s' names a scenario twice".formatted(limit.name()));
        }
        return limit;
    }

    private static LocalTime cutOff(String text) {
        if (text.length() != "00:00".length()) {
            throw new IllegalArgumentException(
                    "'cutOff' must be hours and minutes such as 06:00 but is '%s'".formatted(text));
        }
        return LocalTime.parse(text);
    }

    private static String text(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static <E extends Enum<E>> E choice(E[] values, String name, String text) {
        for (E value : values) {
            if (text(value).equals(text)) {
                return value;
            }
        }
        throw new IllegalArgumentException("'%s' cannot be '%s'".formatted(name, text));
    }

    private static List<String> sorted(Collection<String> names) {
        List<String> list = new ArrayList<>(names);
        list.sort(Names::compare);
        return list;
    }

    private static <T> T read(String what, String text, Function<Object, T> reading) {
        try {
            return reading.apply(JsonReader.read(text));
        } catch (IllegalArgumentException | DateTimeException | InvalidRequestException e) {
            throw new IllegalArgumentException("not a stored %s: %s".formatted(what, e.getMessage()), e);
        }
    }
}
