package dev.tollgate.api;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Why an admission was declined, or would be by a shadow limit.
 *
 * @param limit the limit that fails; null for reasons that are about the account
 * @param window the limit's window; null for {@link WindowKind#OPERATION}
 * @param bound the limit's {@code max}, or its {@code min} for {@link Code#BELOW_MINIMUM}
 * @param used what the window had consumed before
 * @param requested what the operation asked for
 * @param available what the window has left, never negative
 */
public record Reason(
        Code code,
        @Nullable String limit,
        @Nullable Window window,
        @Nullable Long bound,
        @Nullable Long used,
        @Nullable Long requested,
        @Nullable Long available) {

    /** The decline codes of the HTTP contract. */
    public enum Code {
        AMOUNT_LIMIT_EXCEEDED,
        COUNT_LIMIT_EXCEEDED,
        ABOVE_MAXIMUM,
        BELOW_MINIMUM,
        ACCOUNT_UNKNOWN,
        ACCOUNT_SUSPENDED,
        ACCOUNT_CLOSED,
        CURRENCY_NOT_ALLOWED;

        /** As in the HTTP contract: {@code amount-limit-exceeded}. */
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public static Reason of(Code code) {
        return new Reason(code, null, null, null, null, null, null);
    }

    /** When the window that is full ends; null where it never does or there is none. */
    public @Nullable Instant resetsAt() {
        return window == null ? null : window.end();
    }
}
