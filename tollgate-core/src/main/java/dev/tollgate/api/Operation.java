package dev.tollgate.api;

/**
 * The name of one business act. Order numbers are only unique within a merchant, so the account is part of the name; the
 * operator is not, so two operators cannot run one operation twice. Names are compared byte for byte: case, accents and
 * trailing spaces differ.
 *
 * @param account whose operation it is, 1-128 bytes, not {@code .} or {@code ..}
 * @param scenario the kind of act, such as {@code payment}, 1-64 bytes
 * @param businessNumber the number of the act in the caller's own books, 1-128 bytes
 */
public record Operation(String account, String scenario, String businessNumber) {
    /** @throws InvalidRequestException when a name is empty, over its bound or holds control characters */
    public Operation {
        Checks checks = new Checks();
        checks.account(account);
        checks.name("scenario", scenario, Bounds.SCENARIO_BYTES_MAX);
        checks.name("businessNumber", businessNumber, Bounds.BUSINESS_NUMBER_BYTES_MAX);
        checks.throwIfAny();
    }

    @Override
    public String toString() {
        return account + "/" + scenario + "/" + businessNumber;
    }
}
