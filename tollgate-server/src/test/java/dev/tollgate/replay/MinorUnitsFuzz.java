package dev.tollgate.replay;

import dev.tollgate.api.Bounds;
import dev.tollgate.fuzzing.Holds;
import dev.tollgate.fuzzing.Input;
import dev.tollgate.replay.MinorUnits.BadAmountException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.Optional;

/** Any text as an amount of any currency: what it is worth is told again, digit by digit. */
public final class MinorUnitsFuzz {
    private static final List<Currency> CURRENCIES = Currency.getAvailableCurrencies().stream()
            .sorted(Comparator.comparing(Currency::getCurrencyCode))
            .toList();

    private MinorUnitsFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        Input input = new Input(bytes);
        Currency currency = currency(input.text());
        String text = input.text();
        Optional<Long> parsed;
        try {
            parsed = Optional.of(MinorUnits.parse(text, currency));
        } catch (BadAmountException e) {
            Holds.says(e);
            parsed = Optional.empty();
        }
        Holds.same(worth(text, currency), parsed);
        if (parsed.isPresent()) {
            String formatted = MinorUnits.format(parsed.get(), currency);
            Holds.same(
                    new BigDecimal(formatted.replace(",", ""))
                            .movePointRight(currency.getDefaultFractionDigits())
                            .longValueExact(),
                    parsed.get());
        }
    }

    private static Currency currency(String code) {
        return CURRENCIES.stream()
                .filter(known -> known.getCurrencyCode().equals(code))
                .findFirst()
                .orElseGet(() -> CURRENCIES.get(Math.floorMod(code.hashCode(), CURRENCIES.size())));
    }

    /** Digits before the point, and those behind it up to the currency's, as one whole number. */
    static Optional<Long> worth(String text, Currency currency) {
        int decimals = currency.getDefaultFractionDigits();
        String digits = text.startsWith("+") ? text.substring(1) : text;
        int point = digits.indexOf('.');
        String whole = point < 0 ? digits : digits.substring(0, point);
        String fraction = point < 0 ? "" : digits.substring(point + 1);
        boolean isNumber = text.length() <= 64
                && !(whole + fraction).isEmpty()
                && (whole + fraction).chars().allMatch(c -> c >= '0' && c <= '9');
        if (!isNumber || decimals < 0) {
            return Optional.empty();
        }
        String minor = fraction.length() < decimals ? fraction + "0".repeat(decimals - fraction.length()) : fraction;
        if (!minor.substring(decimals).chars().allMatch(c -> c == '0')) {
            return Optional.empty();
        }
        BigInteger worth = new BigInteger("0" + whole + minor.substring(0, decimals));
        boolean isWithin = worth.signum() > 0 && worth.compareTo(BigInteger.valueOf(Bounds.AMOUNT_MAX)) <= 0;
        return isWithin ? Optional.of(worth.longValueExact()) : Optional.empty();
    }
}
