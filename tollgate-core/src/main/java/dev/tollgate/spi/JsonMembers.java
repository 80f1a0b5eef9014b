package dev.tollgate.spi;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The members of a JSON object, each to be taken once; what is left over was not expected. */
final class JsonMembers {
    private final Map<String, Object> left;

    private JsonMembers(Map<String, Object> members) {
        left = members;
    }

    static JsonMembers of(Object json) {
        return new JsonMembers(new LinkedHashMap<>(map(json, value -> value)));
    }

    Object required(String name) {
        Object value = left.remove(name);
        if (value == null) {
            throw new IllegalArgumentException("'%s' is missing".formatted(name));
        }
        return value;
    }

    @Nullable
    String textOrNull(String name) {
        Object value = left.remove(name);
        return value == null ? null : text(value);
    }

    String text(String name, String otherwise) {
        Object value = left.remove(name);
        return value == null ? otherwise : text(value);
    }

    @Nullable
    Long numberOrNull(String name) {
        Object value = left.remove(name);
        return value == null ? null : number(value);
    }

    <T> List<T> list(String name, Function<Object, T> element) {
        Object value = left.remove(name);
        return value == null ? List.of() : list(value, element);
    }

    void noMore() {
        if (!left.isEmpty()) {
            throw new IllegalArgumentException(
                    "'%s' is unknown".formatted(left.keySet().iterator().next()));
        }
    }

    static String text(Object json) {
        if (json instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("a string is expected but there is " + json);
    }

    static Long number(Object json) {
        if (json instanceof Long number) {
            return number;
        }
        throw new IllegalArgumentException("an integer is expected but there is " + json);
    }

    static <T> List<T> list(Object json, Function<Object, T> element) {
        if (json instanceof List<?> elements) {
            List<T> list = new ArrayList<>(elements.size());
            elements.forEach(one -> list.add(element.apply(one)));
            return Collections.unmodifiableList(list);
        }
        throw new IllegalArgumentException("an array is expected but there is " + json);
    }

    /** In the order of the text, unmodifiable. */
    static <T> Map<String, T> map(Object json, Function<Object, T> value) {
        if (json instanceof Map<?, ?> members) {
            Map<String, T> map = new LinkedHashMap<>();
            members.forEach((name, member) -> map.put(text(name), value.apply(member)));
            return Collections.unmodifiableMap(map);
        }
        throw new IllegalArgumentException("an object is expected but there is " + json);
    }
}
