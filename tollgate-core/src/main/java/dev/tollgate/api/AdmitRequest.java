package dev.tollgate.api;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a caller asks for before the operation. Built with {@link #of}; content (what must be equal for two requests to mean the
 * same) is amount, currency and fingerprint.
 *
 * @param operation the operation to run
 * @param operator who asks, 1-128 bytes; recorded, not part of the name
 * @param requestId names this one call of one caller process: drawn fresh before the call, reused only to send that same call
 *     again after a lost answer. Null: the library draws it. Never a message id or an order number
 * @param amount what the operation takes out of amount limits; null for an operation without an amount
 * @param fingerprint the caller's own digest of its payload, 1-128 bytes, or null
 * @param lease how long the ticket may stay without a report, 1 s to 24 h
 * @param onLapse what becomes of the ticket when the lease ends
 * @param attributes at most 16 of at most 64 + 256 bytes, kept for people to read
 * @param occurredAt chooses the windows (and nothing else) instead of the store's clock, for replaying files of the past; null
 *     in live traffic
 */
public record AdmitRequest(
        Operation operation,
        String operator,
        @Nullable String requestId,
        @Nullable Amount amount,
        @Nullable String fingerprint,
        Duration lease,
        OnLapse onLapse,
        Map<String, String> attributes,
        @Nullable Instant occurredAt) {

    public static final Duration DEFAULT_LEASE = Duration.ofSeconds(30);

    private static final Instant OCCURRED_MIN = Instant.parse("1900-01-01T00:00:00Z");
    private static final Instant OCCURRED_MAX = Instant.parse("9999-01-01T00:00:00Z");

    /** @throws InvalidRequestException naming every field that is out of its range */
    public AdmitRequest {
        Objects.requireNonNull(operation, "operation");
        Checks checks = new Checks();
        checks.name("operator", operator, Bounds.OPERATOR_BYTES_MAX);
        checks.optionalName("requestId", requestId, Bounds.REQUEST_ID_BYTES_MAX);
        checks.optionalName("fingerprint", fingerprint, Bounds.FINGERPRINT_BYTES_MAX);
        checkLease(checks, lease);
        checkAttributes(checks, attributes);
        if (occurredAt != null && (occurredAt.isBefore(OCCURRED_MIN) || !occurredAt.isBefore(OCCURRED_MAX))) {
            checks.add("occurredAt", "must be from %s to before %s".formatted(OCCURRED_MIN, OCCURRED_MAX));
        }
        checks.throwIfAny();
        attributes = Map.copyOf(attributes);
    }

    static void checkLease(Checks checks, Duration lease) {
        if (lease.compareTo(Bounds.LEASE_MIN) < 0 || lease.compareTo(Bounds.LEASE_MAX) > 0) {
            checks.add(
                    "lease",
                    "must be between %s and %s but is %s".formatted(Bounds.LEASE_MIN, Bounds.LEASE_MAX, lease));
        }
    }

    private static void checkAttributes(Checks checks, Map<String, String> attributes) {
        if (attributes.size() > Bounds.ATTRIBUTES_MAX) {
            checks.add(
                    "attributes", "must be at most %d but are %d".formatted(Bounds.ATTRIBUTES_MAX, attributes.size()));
        }
        attributes.forEach((name, value) -> {
            checks.name("attributes." + name, name, Bounds.ATTRIBUTE_NAME_BYTES_MAX);
            checks.optionalText("attributes." + name, value, Bounds.ATTRIBUTE_VALUE_BYTES_MAX, true);
        });
    }

    /** A request with the defaults: no amount, lease 30 s, {@link OnLapse#HOLD}, request id drawn by the library. */
    public static AdmitRequest of(Operation operation, String operator) {
        return new AdmitRequest(operation, operator, null, null, null, DEFAULT_LEASE, OnLapse.HOLD, Map.of(), null);
    }

    /** A request for {@code minorUnits} of {@code currency}, with the defaults of {@link #of(Operation, String)}. */
    public static AdmitRequest of(Operation operation, String operator, long minorUnits, String currency) {
        return of(operation, operator).withAmount(new Amount(minorUnits, currency));
    }

    public AdmitRequest withRequestId(@Nullable String id) {
        return new AdmitRequest(operation, operator, id, amount, fingerprint, lease, onLapse, attributes, occurredAt);
    }

    public AdmitRequest withAmount(@Nullable Amount asked) {
        return new AdmitRequest(
                operation, operator, requestId, asked, fingerprint, lease, onLapse, attributes, occurredAt);
    }

    public AdmitRequest withFingerprint(@Nullable String digest) {
        return new AdmitRequest(operation, operator, requestId, amount, digest, lease, onLapse, attributes, occurredAt);
    }

    public AdmitRequest withLease(Duration duration) {
        return new AdmitRequest(
                operation, operator, requestId, amount, fingerprint, duration, onLapse, attributes, occurredAt);
    }

    public AdmitRequest withOnLapse(OnLapse policy) {
        return new AdmitRequest(
                operation, operator, requestId, amount, fingerprint, lease, policy, attributes, occurredAt);
    }

    public AdmitRequest withAttributes(Map<String, String> values) {
        return new AdmitRequest(
                operation, operator, requestId, amount, fingerprint, lease, onLapse, values, occurredAt);
    }

    public AdmitRequest withOccurredAt(@Nullable Instant instant) {
        return new AdmitRequest(
                operation, operator, requestId, amount, fingerprint, lease, onLapse, attributes, instant);
    }
}
