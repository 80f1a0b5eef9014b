package dev.tollgate.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which tickets to list, newest admission first. What is null does not filter.
 *
 * @param from admitted at or after
 * @param to admitted before
 * @param limit entries of a page, 1 to 500
 * @param cursor {@link Page#next()} of the page before; stays valid and complete while others insert
 */
public record TicketQuery(
        @Nullable String account,
        @Nullable String scenario,
        @Nullable String businessNumber,
        @Nullable TicketState state,
        @Nullable Boolean disputed,
        @Nullable Instant from,
        @Nullable Instant to,
        int limit,
        @Nullable String cursor) {

    /** @throws InvalidRequestException when a name could be that of no ticket, or the limit is out of its range */
    public TicketQuery {
        Checks checks = new Checks();
        checks.optionalName("account", account, Bounds.ACCOUNT_BYTES_MAX);
        checks.optionalName("scenario", scenario, Bounds.SCENARIO_BYTES_MAX);
        checks.optionalName("businessNumber", businessNumber, Bounds.BUSINESS_NUMBER_BYTES_MAX);
        checks.range("limit", limit, 1, Bounds.PAGE_MAX);
        checks.throwIfAny();
    }

    /** Everything, 50 a page. */
    public static final TicketQuery ALL = new TicketQuery(null, null, null, null, null, null, null, 50, null);

    public TicketQuery withAccount(String name) {
        return new TicketQuery(name, scenario, businessNumber, state, disputed, from, to, limit, cursor);
    }

    public TicketQuery withScenario(String name) {
        return new TicketQuery(account, name, businessNumber, state, disputed, from, to, limit, cursor);
    }

    public TicketQuery withBusinessNumber(String number) {
        return new TicketQuery(account, scenario, number, state, disputed, from, to, limit, cursor);
    }

    public TicketQuery withState(TicketState wanted) {
        return new TicketQuery(account, scenario, businessNumber, wanted, disputed, from, to, limit, cursor);
    }

    public TicketQuery withDisputed(boolean wanted) {
        return new TicketQuery(account, scenario, businessNumber, state, wanted, from, to, limit, cursor);
    }

    public TicketQuery withAdmitted(@Nullable Instant fromInclusive, @Nullable Instant toExclusive) {
        return new TicketQuery(
                account, scenario, businessNumber, state, disputed, fromInclusive, toExclusive, limit, cursor);
    }

    public TicketQuery withPage(int entries, @Nullable String next) {
        return new TicketQuery(account, scenario, businessNumber, state, disputed, from, to, entries, next);
    }
}
