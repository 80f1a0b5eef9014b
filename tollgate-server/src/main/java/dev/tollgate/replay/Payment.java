package dev.tollgate.replay;

import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.Amount;
import dev.tollgate.api.OnLapse;
import dev.tollgate.api.Operation;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Currency;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An operation of a payments file.
 *
 * @param line where it stands in the file, from 1
 * @param amount null for a refund
 * @param fingerprint what else is its content: a refund's amount text
 * @param occurredAt local time in the account's zone
 */
public record Payment(
        int line,
        Operation operation,
        String operator,
        @Nullable Amount amount,
        @Nullable String fingerprint,
        LocalDateTime occurredAt) {

    /** The request for a ticket; its windows are those of when the payment occurred. */
    AdmitRequest request(@Nullable String requestId, Duration lease, @Nullable Instant occurred) {
        return new AdmitRequest(
                operation, operator, requestId, amount, fingerprint, lease, OnLapse.HOLD, Map.of(), occurred);
    }

    /** When it occurred in a zone: in a gap moved forward by the gap's length, in an overlap the earlier. */
    Instant occurredAt(ZoneId zone) {
        return occurredAt.atZone(zone).toInstant();
    }

    /** Whether another row of the operation asks for the same thing. */
    boolean hasContentOf(Payment other) {
        return Objects.equals(amount, other.amount) && Objects.equals(fingerprint, other.fingerprint);
    }

    /** What it asks for, for people. */
    String content() {
        return amount == null
                ? String.valueOf(fingerprint)
                : MinorUnits.format(amount.minorUnits(), Currency.getInstance(amount.currency())) + " "
                        + amount.currency();
    }
}
