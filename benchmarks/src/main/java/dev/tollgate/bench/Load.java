package dev.tollgate.bench;

import java.util.Locale;

/**
 * What is asked of a way.
 *
 * @param firstAccount the lowest number of an account
 * @param accounts how many there are
 * @param zipf whether few of them get most orders (exponent 1.0); otherwise all get the same
 * @param callers threads that each wait for an answer before they ask again; or calls under way at once where nobody waits
 * @param waiting whether callers are threads that wait
 * @param ratePerSecond how many calls are due each second; 0: as many as are answered
 * @param succeed whether each admission is followed by its report
 * @param duplicatesPercent of the orders that were asked for before
 * @param limitMinorUnits of each account
 */
record Load(
        int firstAccount,
        int accounts,
        boolean zipf,
        int callers,
        boolean waiting,
        int ratePerSecond,
        boolean succeed,
        int duplicatesPercent,
        long limitMinorUnits) {

    /** More than any run can use up. */
    static final long FAR = 1L << 52;

    /** Amounts are drawn from 1 to this. */
    static final int MINOR_UNITS_MAX = 1_000;

    /** Admissions alone, on one account, of callers that wait, with a limit that is far. */
    static Load hot(int callers) {
        return new Load(0, 1, false, callers, true, 0, false, 0, FAR);
    }

    Load onAccounts(int first, int count, boolean byZipf) {
        return new Load(
                first, count, byZipf, callers, waiting, ratePerSecond, succeed, duplicatesPercent, limitMinorUnits);
    }

    Load by(int number, boolean areWaiting) {
        return new Load(
                firstAccount,
                accounts,
                zipf,
                number,
                areWaiting,
                ratePerSecond,
                succeed,
                duplicatesPercent,
                limitMinorUnits);
    }

    Load atRate(int callsPerSecond) {
        return new Load(
                firstAccount,
                accounts,
                zipf,
                callers,
                waiting,
                callsPerSecond,
                succeed,
                duplicatesPercent,
                limitMinorUnits);
    }

    Load withReports(boolean reports) {
        return new Load(
                firstAccount,
                accounts,
                zipf,
                callers,
                waiting,
                ratePerSecond,
                reports,
                duplicatesPercent,
                limitMinorUnits);
    }

    Load withDuplicates(int percent) {
        return new Load(
                firstAccount, accounts, zipf, callers, waiting, ratePerSecond, succeed, percent, limitMinorUnits);
    }

    Load withLimit(long minorUnits) {
        return new Load(
                firstAccount, accounts, zipf, callers, waiting, ratePerSecond, succeed, duplicatesPercent, minorUnits);
    }

    String onAccountsText() {
        return accounts == 1 ? "one account" : accounts + " accounts " + (zipf ? "zipf 1.0" : "uniform");
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s, %d %s%s, admissions%s, %d %% duplicates, limit %s",
                onAccountsText(),
                callers,
                waiting ? callers == 1 ? "caller" : "callers" : "in flight",
                ratePerSecond == 0 ? "" : ", " + ratePerSecond + " calls per second",
                succeed ? " and success" : "",
                duplicatesPercent,
                limitMinorUnits == FAR ? "far" : Long.toString(limitMinorUnits));
    }
}
