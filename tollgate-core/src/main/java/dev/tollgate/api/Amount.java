package dev.tollgate.api;

import java.util.Currency;

/**
 * A sum of money in minor units of a currency: {@code new Amount(13912, "GBP")} is 139.12 pounds.
 *
 * @param minorUnits 1 to 2^53 - 1
 * @param currency an ISO 4217 code that the JDK knows
 */
public record Amount(long minorUnits, String currency) {
    /** @throws InvalidRequestException when either is out of its range */
    public Amount {
        Checks checks = new Checks();
        checks.range("amount", minorUnits, 1, Bounds.AMOUNT_MAX);
        checkCurrency(checks, currency);
        checks.throwIfAny();
    }

    static void checkCurrency(Checks checks, String currency) {
        try {
            Currency.getInstance(currency);
        } catch (IllegalArgumentException e) {
            checks.add("currency", "is not an ISO 4217 code: '" + currency + "'");
        }
    }
}
