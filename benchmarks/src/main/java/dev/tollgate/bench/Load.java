package dev.tollgate.bench;

import java.util.Locale;

/**
 * What is asked of a way.
 *
 * @param accounts how many there are
 * @param zipf whether few of them get most orders (exponent 1.0); otherwise all get the same
 * @param callers threads that each wait for an answer before they ask again; or calls under way at once where nobody waits
 * @param waiting whether callers are threads that wait
 * @param succeed whether each admission is followed by its report
 * @param duplicatesPercent of the orders that were asked for before
 * @param limitMinorUnits of each account
 */
record Load(
        int accounts,
        boolean zipf,
        int callers,
        boolean waiting,
        boolean succeed,
        int duplicatesPercent,
        long limitMinorUnits) {

    /** More than any run can use up. */
    static final long FAR = 1L << 52;

    /** Amounts are drawn from 1 to this. */
    static final int MINOR_UNITS_MAX = 1_000;

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s, %d %s, admissions%s, %d %% duplicates, limit %s",
                accounts == 1 ? "one account" : accounts + " accounts " + (zipf ? "zipf 1.0" : "uniform"),
                callers,
                waiting ? "callers" : "in flight",
                succeed ? " and success" : "",
                duplicatesPercent,
                limitMinorUnits == FAR ? "far" : Long.toString(limitMinorUnits));
    }
}
