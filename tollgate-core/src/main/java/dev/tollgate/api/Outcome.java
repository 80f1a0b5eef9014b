package dev.tollgate.api;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What the operation answered: opaque bytes with a content type, at most 64 KiB, returned byte for byte to every later
 * attempt. Two outcomes are the same when content type and bytes are. Having no outcome is not the same as an outcome that
 * says {@code null}.
 */
public final class Outcome {
    private final String contentType;
    private final byte[] bytes;

    /**
     * @param contentType 1-128 bytes
     * @param bytes at most 64 KiB; copied
     * @throws InvalidRequestException when either is over its bound
     */
    public Outcome(String contentType, byte[] bytes) {
        Checks checks = new Checks();
        checks.name("contentType", contentType, Bounds.CONTENT_TYPE_BYTES_MAX);
        if (bytes.length > Bounds.OUTCOME_BYTES_MAX) {
            checks.add(
                    "outcome", "must be at most %d bytes but has %d".formatted(Bounds.OUTCOME_BYTES_MAX, bytes.length));
        }
        checks.throwIfAny();
        this.contentType = contentType;
        this.bytes = bytes.clone();
    }

    /** An outcome of type {@code application/json}; the text is kept as it stands and not parsed. */
    public static Outcome json(String text) {
        return new Outcome("application/json", text.getBytes(StandardCharsets.UTF_8));
    }

    /** An outcome of type {@code text/plain;charset=utf-8}. */
    public static Outcome text(String text) {
        return new Outcome("text/plain;charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    public String contentType() {
        return contentType;
    }

    /** A copy of the bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The bytes read as UTF-8. */
    public String asText() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Outcome o && contentType.equals(o.contentType) && Arrays.equals(bytes, o.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * contentType.hashCode() + Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return contentType + ", " + bytes.length + " bytes";
    }
}
