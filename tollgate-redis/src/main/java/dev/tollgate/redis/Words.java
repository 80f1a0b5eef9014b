package dev.tollgate.redis;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The words that stand for an enum's values in a row: their names in lower case. */
final class Words<E extends Enum<E>> {
    private final Map<E, String> words;
    private final Map<String, E> values = new HashMap<>();

    Words(Class<E> type) {
        words = new EnumMap<>(type);
        for (E value : type.getEnumConstants()) {
            String word = value.name().toLowerCase(Locale.ROOT);
            words.put(value, word);
            values.put(word, value);
        }
    }

    String write(E value) {
        String word = words.get(value);
        if (word == null) {
            throw new AssertionError(value);
        }
        return word;
    }

    /**
     * The value of a word.
     *
     * @throws IllegalArgumentException when there is none
     */
    E read(String word) {
        E value = values.get(word);
        if (value == null) {
            throw new IllegalArgumentException("'%s' is none of %s".formatted(word, words.values()));
        }
        return value;
    }
}
