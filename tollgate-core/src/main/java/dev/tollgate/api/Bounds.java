package dev.tollgate.api;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The bound of everything that has one. Names are measured in bytes of UTF-8, because that is what stores keep and compare.
 */
public final class Bounds {
    public static final int TENANT_BYTES_MAX = 32;
    public static final int ACCOUNT_BYTES_MAX = 128;
    public static final int SCENARIO_BYTES_MAX = 64;
    public static final int BUSINESS_NUMBER_BYTES_MAX = 128;
    public static final int OPERATOR_BYTES_MAX = 128;
    public static final int REQUEST_ID_BYTES_MAX = 128;
    public static final int REVERSAL_ID_BYTES_MAX = 128;
    public static final int LIMIT_NAME_BYTES_MAX = 64;
    public static final int FINGERPRINT_BYTES_MAX = 128;
    public static final int REASON_BYTES_MAX = 512;
    public static final int ATTRIBUTES_MAX = 16;
    public static final int ATTRIBUTE_NAME_BYTES_MAX = 64;
    public static final int ATTRIBUTE_VALUE_BYTES_MAX = 256;
    public static final int OUTCOME_BYTES_MAX = 64 * 1024;
    public static final int CONTENT_TYPE_BYTES_MAX = 128;

    /** Largest amount in minor units: 2^53 - 1, the largest integer that every JSON reader and every Lua number holds exactly. */
    public static final long AMOUNT_MAX = (1L << 53) - 1;

    /** Limits that an account may have at a time. */
    public static final int LIMITS_MAX = 20;

    /** Limits once taken out of an account whose shapes are still remembered. */
    public static final int RETIRED_LIMITS_MAX = 100;

    /** Scenarios that one limit may name. */
    public static final int LIMIT_SCENARIOS_MAX = 100;

    /** Attempts of one operation, so the highest fence. */
    public static final int ATTEMPTS_MAX = 100;

    /** Reversals of one ticket. */
    public static final int REVERSALS_MAX = 100;

    /** Entries of a page. */
    public static final int PAGE_MAX = 500;

    public static final Duration LEASE_MIN = Duration.ofSeconds(1);
    public static final Duration LEASE_MAX = Duration.ofHours(24);

    private Bounds() {}

    /** The length of a text in bytes of UTF-8, without encoding it. An unpaired surrogate counts as the 3 bytes it can never be. */
    static int utf8Length(String text) {
        int bytes = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                bytes += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
            }
        }
        return bytes;
    }

    /**
     * The text as a reason can be kept: cut to the bound, with U+FFFD for U+0000 and for unpaired surrogates. It is for people, nothing is
     * compared by it.
     */
    public static String fitReason(String text) {
        StringBuilder fit = new StringBuilder(Math.min(text.length(), REASON_BYTES_MAX));
        int bytes = 0;
        for (int i = 0; i < text.length(); i = text.offsetByCodePoints(i, 1)) {
            int next = text.codePointAt(i);
            if (next == 0 || (next >= Character.MIN_SURROGATE && next <= Character.MAX_SURROGATE)) {
                next = 0xFFFD;
            }
            bytes += next < 0x80 ? 1 : next < 0x800 ? 2 : next < 0x10000 ? 3 : 4;
            if (bytes > REASON_BYTES_MAX) {
                break;
            }
            fit.appendCodePoint(next);
        }
        return fit.toString();
    }

    /**
     * Makes sure that a reason can be kept as it is.
     *
     * @throws InvalidRequestException when it is over 512 bytes of UTF-8, holds U+0000 or is not valid Unicode text
     */
    public static void checkReason(@Nullable String reason) {
        Checks checks = new Checks();
        checks.reason(reason);
        checks.throwIfAny();
    }
}
