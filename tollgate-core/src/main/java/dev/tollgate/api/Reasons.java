package dev.tollgate.api;

import org.jspecify.annotations.Nullable;

/** Makes a reason of an exception's message. */
final class Reasons {
    private Reasons() {}

    /** The message, cut to the bound of a reason: it is for people, nothing is compared by it. */
    static @Nullable String fit(@Nullable String message) {
        if (message == null) {
            return null;
        }
        int end = message.length();
        while (Bounds.utf8Length(message.substring(0, end)) > Bounds.REASON_BYTES_MAX) {
            end -= Math.max(1, (end - Bounds.REASON_BYTES_MAX / 3) / 2);
        }
        if (end > 0 && end < message.length() && Character.isHighSurrogate(message.charAt(end - 1))) {
            end--;
        }
        return message.substring(0, end);
    }
}
