package dev.tollgate.bench;

/**
 * One operation to be admitted.
 *
 * @param account number of the account, from 0
 * @param number the business number, unique within its account unless the order is a duplicate
 */
record Order(int account, String number, long minorUnits) {
    String accountName() {
        return accountName(account);
    }

    static String accountName(int account) {
        return "acct-" + account;
    }
}
