package dev.tollgate.redis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The text of a row: a line {@code name=value} for each value that is not null, for people who look with {@code redis-cli}. Line feeds, tabs
 * and backslashes within values are escaped, so that a row has no empty line.
 */
final class Fields {
    private static final String NULL = "\\-";

    private final String what;
    private final Map<String, String> values = new HashMap<>();
    private final Map<String, List<String>> lists = new HashMap<>();

    private Fields(String what) {
        this.what = what;
    }

    /** @throws IllegalArgumentException when the text was not written by {@link Writer} */
    static Fields read(String what, String text) {
        Fields fields = new Fields(what);
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            end = end < 0 ? text.length() : end;
            int equals = text.indexOf('=', start);
            if (equals < 0 || equals > end) {
                throw new IllegalArgumentException("not a stored %s: %s".formatted(what, text));
            }
            String name = text.substring(start, equals);
            String value = text.substring(equals + 1, end);
            if (name.endsWith("+")) {
                fields.lists.computeIfAbsent(name, any -> new ArrayList<>()).add(value);
            } else {
                fields.values.put(name, unescaped(value));
            }
            start = end + 1;
        }
        return fields;
    }

    String text(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("a stored %s without '%s'".formatted(what, name));
        }
        return value;
    }

    @Nullable
    String textOrNull(String name) {
        return values.get(name);
    }

    long number(String name) {
        return Long.parseLong(text(name));
    }

    int smallNumber(String name) {
        return Integer.parseInt(text(name));
    }

    @Nullable
    Long numberOrNull(String name) {
        String value = values.get(name);
        return value == null ? null : Long.valueOf(value);
    }

    /** The lines of a list, each with its values in the order they were written in. */
    List<List<@Nullable String>> list(String name) {
        List<List<@Nullable String>> rows = new ArrayList<>();
        for (String line : lists.getOrDefault(name + "+", List.of())) {
            List<@Nullable String> row = new ArrayList<>();
            for (String value : line.split("\t", -1)) {
                row.add(value.equals(NULL) ? null : unescaped(value));
            }
            rows.add(row);
        }
        return rows;
    }

    private static String unescaped(String value) {
        int backslash = value.indexOf('\\');
        if (backslash < 0) {
            return value;
        }
        StringBuilder out = new StringBuilder(value.length()).append(value, 0, backslash);
        for (int i = backslash; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\\' && i + 1 < value.length()) {
                char escaped = value.charAt(++i);
                out.append(escaped == 'n' ? '\n' : escaped == 't' ? '\t' : escaped);
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    /** Writes what {@link Fields#read} reads. */
    static final class Writer {
        private final StringBuilder out = new StringBuilder(256);

        Writer put(String name, @Nullable String value) {
            if (value != null) {
                out.append(name).append('=');
                escape(value);
                out.append('\n');
            }
            return this;
        }

        Writer put(String name, long value) {
            out.append(name).append('=').append(value).append('\n');
            return this;
        }

        Writer put(String name, @Nullable Long value) {
            return value == null ? this : put(name, value.longValue());
        }

        /** One line of a list. */
        Writer add(String name, @Nullable Object... row) {
            out.append(name).append("+=");
            for (int i = 0; i < row.length; i++) {
                if (i > 0) {
                    out.append('\t');
                }
                Object value = row[i];
                if (value == null) {
                    out.append(NULL);
                } else {
                    escape(value.toString());
                }
            }
            out.append('\n');
            return this;
        }

        private void escape(String value) {
            for (int i = 0; i < value.length(); i++) {
                char c = value.charAt(i);
                switch (c) {
                    case '\n' -> out.append("\\n");
                    case '\t' -> out.append("\\t");
                    case '\\' -> out.append("\\\\");
                    default -> out.append(c);
                }
            }
        }

        String text() {
            return out.toString();
        }
    }
}
