package dev.tollgate.api;

import java.time.LocalTime;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an operator sets on an account. Status is not part of it.
 *
 * @param currency ISO 4217; required once there is an amount limit; null: amounts of any currency
 * @param zone the zone of days, weeks and months
 * @param cutOff the local time at which a day starts. Where it falls into a gap of the zone the day starts later by the gap's
 *     length, where it comes twice at the earlier one, as {@link java.time.ZonedDateTime#of} resolves it
 * @param limits at most 20, names unique
 */
public record AccountConfig(@Nullable String currency, ZoneId zone, LocalTime cutOff, List<Limit> limits) {

    /** No limits, UTC, days from midnight. */
    public static final AccountConfig EMPTY = new AccountConfig(null, ZoneId.of("UTC"), LocalTime.MIDNIGHT, List.of());

    /** @throws InvalidRequestException naming every field that is out of its range */
    public AccountConfig {
        Checks checks = new Checks();
        if (currency != null) {
            Amount.checkCurrency(checks, currency);
        } else if (limits.stream().anyMatch(l -> l.metric() == Metric.AMOUNT)) {
            checks.add("currency", "is required because there is an amount limit");
        }
        if (cutOff.getSecond() != 0 || cutOff.getNano() != 0) {
            checks.add("cutOff", "must be hours and minutes but is " + cutOff);
        }
        if (limits.size() > Bounds.LIMITS_MAX) {
            checks.add("limits", "must be at most %d but are %d".formatted(Bounds.LIMITS_MAX, limits.size()));
        }
        Set<String> names = new HashSet<>();
        for (Limit limit : limits) {
            if (!names.add(limit.name())) {
                checks.add("limits", "must have unique names but '%s' comes twice".formatted(limit.name()));
            }
        }
        checks.throwIfAny();
        limits = List.copyOf(limits);
    }

    /** A configuration in UTC with days from midnight. */
    public static AccountConfig of(@Nullable String currency, Limit... limits) {
        return new AccountConfig(currency, EMPTY.zone, EMPTY.cutOff, List.of(limits));
    }

    public AccountConfig withZone(ZoneId newZone) {
        return new AccountConfig(currency, newZone, cutOff, limits);
    }

    public AccountConfig withCutOff(LocalTime newCutOff) {
        return new AccountConfig(currency, zone, newCutOff, limits);
    }

    public AccountConfig withLimits(List<Limit> newLimits) {
        return new AccountConfig(currency, zone, cutOff, newLimits);
    }
}
