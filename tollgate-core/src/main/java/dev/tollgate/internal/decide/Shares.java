package dev.tollgate.internal.decide;

import dev.tollgate.api.Amount;
import dev.tollgate.api.Limit;
import dev.tollgate.api.Metric;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.RetiredLimit;
import org.jspecify.annotations.Nullable;

/** How much a ticket that counts adds to the windows it was counted in. */
public final class Shares {
    private Shares() {}

    /** 1 for a limit that counts operations, else what is left of the ticket's amount after reversals. */
    public static long of(
            @Nullable AccountRow account, String limit, @Nullable Amount amount, long reversedMinorUnits) {
        if (metric(account, limit) == Metric.COUNT) {
            return 1;
        }
        return amount == null ? 0 : amount.minorUnits() - reversedMinorUnits;
    }

    /** What a limit adds up, also one that was taken out: tickets may still be counted in it. */
    static Metric metric(@Nullable AccountRow account, String name) {
        if (account != null) {
            for (Limit limit : account.config().limits()) {
                if (limit.name().equals(name)) {
                    return limit.metric();
                }
            }
            for (RetiredLimit retired : account.retired()) {
                if (retired.limit().name().equals(name)) {
                    return retired.limit().metric();
                }
            }
        }
        throw new IllegalStateException("nothing is known of limit '%s' that a ticket counts in".formatted(name));
    }
}
