package dev.tollgate.replay;

import dev.tollgate.api.Bounds;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.Locale;
import java.util.regex.Pattern;

/** Decimal text of a currency's units as minor units, and back. */
public final class MinorUnits {
    private static final Pattern DECIMAL = Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)");
    private static final int DIGITS_MAX = 64;
    private static final BigDecimal MAX = BigDecimal.valueOf(Bounds.AMOUNT_MAX);

    private MinorUnits() {}

    /** The text is no amount that an operation can have; the message says why. */
    static final class BadAmountException extends Exception {
        private static final long serialVersionUID = 1L;

        BadAmountException(String message) {
            super(message);
        }
    }

    /** Whether a text is a decimal number, whatever its sign and digits. */
    static boolean isDecimal(String text) {
        return text.length() <= DIGITS_MAX && DECIMAL.matcher(text).matches();
    }

    /** Minor units, 1 to 2^53 - 1: {@code 139.12} pounds are 13912, {@code 139} yen are 139. */
    static long parse(String text, Currency currency) throws BadAmountException {
        if (!isDecimal(text)) {
            throw new BadAmountException("must be a decimal number but is '%s'".formatted(shortened(text)));
        }
        int digits = currency.getDefaultFractionDigits();
        if (digits < 0) {
            throw new BadAmountException("has no minor unit in " + currency);
        }
        BigDecimal amount = new BigDecimal(text);
        if (amount.signum() <= 0) {
            throw new BadAmountException("must be more than zero but is " + text);
        }
        if (amount.stripTrailingZeros().scale() > digits) {
            throw new BadAmountException(
                    "must have at most %d decimals in %s but is %s".formatted(digits, currency, text));
        }
        BigDecimal minorUnits = amount.movePointRight(digits);
        if (minorUnits.compareTo(MAX) > 0) {
            throw new BadAmountException(
                    "must be at most %s but is %s".formatted(format(Bounds.AMOUNT_MAX, currency), text));
        }
        return minorUnits.longValueExact();
    }

    /** As people write it, grouped: {@code 1,139.12}. */
    public static String format(long minorUnits, Currency currency) {
        int digits = Math.max(0, currency.getDefaultFractionDigits());
        return String.format(Locale.ROOT, "%,." + digits + "f", BigDecimal.valueOf(minorUnits, digits));
    }

    private static String shortened(String text) {
        return text.length() <= DIGITS_MAX ? text : text.substring(0, DIGITS_MAX) + "…";
    }
}
