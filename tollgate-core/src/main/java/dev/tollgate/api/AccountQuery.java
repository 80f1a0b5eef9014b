package dev.tollgate.api;

import org.jspecify.annotations.Nullable;

/**
 * Which accounts to list, by name.
 *
 * @param status null: any
 * @param limit entries of a page, 1 to 500
 * @param cursor {@link Page#next()} of the page before
 */
public record AccountQuery(
        @Nullable AccountStatus status, int limit, @Nullable String cursor) {
    public AccountQuery {
        Checks checks = new Checks();
        checks.range("limit", limit, 1, Bounds.PAGE_MAX);
        checks.throwIfAny();
    }

    /** Every account, 50 a page. */
    public static final AccountQuery ALL = new AccountQuery(null, 50, null);
}
