package dev.tollgate.api;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects what is wrong with a request, so that the caller learns of every bad field at once.
 */
final class Checks {
    private @Nullable List<InvalidRequestException.FieldError> errors;

    void add(String field, String message) {
        if (errors == null) {
            errors = new ArrayList<>();
        }
        errors.add(new InvalidRequestException.FieldError(field, message));
    }

    /** A required name: 1 to {@code bytesMax} bytes, no control characters. */
    void name(String field, @Nullable String value, int bytesMax) {
        if (value == null) {
            add(field, "is required");
        } else if (value.isEmpty()) {
            add(field, "must not be empty");
        } else {
            optionalText(field, value, bytesMax, false);
        }
    }

    void optionalName(String field, @Nullable String value, int bytesMax) {
        if (value != null) {
            name(field, value, bytesMax);
        }
    }

    void account(@Nullable String value) {
        name("account", value, Bounds.ACCOUNT_BYTES_MAX);
        if (".".equals(value) || "..".equals(value)) {
            add("account", "must not be '.' or '..'");
        }
    }

    /**
     * Free text: 0 to {@code bytesMax} bytes; control characters allowed only where nobody compares or names by it, and U+0000 nowhere,
     * because not every database can keep it.
     */
    void optionalText(String field, @Nullable String value, int bytesMax, boolean controlsAllowed) {
        if (value == null) {
            return;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (!controlsAllowed && (c < 0x20 || c == 0x7F)) {
                add(field, "must not hold control characters (found U+%04X at position %d)".formatted((int) c, i));
                return;
            }
            if (c == 0) {
                add(field, "must not hold U+0000 (found at position %d)".formatted(i));
                return;
            }
            if (Character.isSurrogate(c) && !isPair(value, i)) {
                add(field, "is not valid Unicode text (unpaired surrogate at position %d)".formatted(i));
                return;
            }
        }
        int bytes = Bounds.utf8Length(value);
        if (bytes > bytesMax) {
            add(field, "must be at most %d bytes of UTF-8 but has %d".formatted(bytesMax, bytes));
        }
    }

    void reason(@Nullable String value) {
        optionalText("reason", value, Bounds.REASON_BYTES_MAX, true);
    }

    private static boolean isPair(String value, int i) {
        return Character.isHighSurrogate(value.charAt(i))
                ? i + 1 < value.length() && Character.isLowSurrogate(value.charAt(i + 1))
                : i > 0 && Character.isHighSurrogate(value.charAt(i - 1));
    }

    void range(String field, long value, long min, long max) {
        if (value < min || value > max) {
            add(field, "must be between %d and %d but is %d".formatted(min, max, value));
        }
    }

    void throwIfAny() {
        if (errors != null) {
            throw new InvalidRequestException(errors);
        }
    }
}
