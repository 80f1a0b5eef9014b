package dev.tollgate.api;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The right to report on one attempt of one operation: operation, fence and request id. Whoever holds it may report, so treat
 * it like a password of that attempt. A paused or forgotten caller's handle has an older fence and can never overwrite a newer
 * attempt.
 *
 * <p>{@link #encode()} gives an opaque, URL-safe text of at most 512 characters in which a digest stands for the request id.
 */
public final class TicketHandle {
    private static final byte VERSION = 1;
    private static final int REQUEST_DIGEST_BYTES = 16;
    private static final int CHECK_BYTES = 8;
    private static final int ENCODED_CHARS_MAX = 512;

    private final Operation operation;
    private final int fence;
    private final @Nullable String requestId;
    private final byte @Nullable [] requestDigest;

    private TicketHandle(Operation operation, int fence, @Nullable String requestId, byte @Nullable [] requestDigest) {
        this.operation = operation;
        this.fence = fence;
        this.requestId = requestId;
        this.requestDigest = requestDigest;
    }

    /**
     * The handle of the attempt that this request id was admitted with.
     *
     * @param fence 1 to {@link Bounds#ATTEMPTS_MAX}
     * @param requestId 1-128 bytes
     */
    public static TicketHandle of(Operation operation, int fence, String requestId) {
        Checks checks = new Checks();
        checks.range("fence", fence, 1, Bounds.ATTEMPTS_MAX);
        checks.name("requestId", requestId, Bounds.REQUEST_ID_BYTES_MAX);
        checks.throwIfAny();
        return new TicketHandle(operation, fence, requestId, null);
    }

    public Operation operation() {
        return operation;
    }

    public int fence() {
        return fence;
    }

    /** Whether this handle was given for that request id. */
    public boolean isOf(String otherRequestId) {
        return requestId != null
                ? requestId.equals(otherRequestId)
                : MessageDigest.isEqual(requestDigest, digestOf(otherRequestId));
    }

    /** An opaque, URL-safe text of at most 512 characters; {@link #decode} reads it. */
    public String encode() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(160);
        out.write(VERSION);
        out.write(fence);
        writeName(out, operation.account());
        writeName(out, operation.scenario());
        writeName(out, operation.businessNumber());
        out.writeBytes(digest());
        byte[] body = out.toByteArray();
        out.write(sha256(body), 0, CHECK_BYTES);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(out.toByteArray());
    }

    /** The handle that {@link #encode()} wrote; empty when the text is anything else or was altered. */
    public static Optional<TicketHandle> decode(String text) {
        if (text.length() > ENCODED_CHARS_MAX) {
            return Optional.empty();
        }
        try {
            byte[] all = Base64.getUrlDecoder().decode(text);
            int bodyLength = all.length - CHECK_BYTES;
            if (bodyLength <= REQUEST_DIGEST_BYTES || all[0] != VERSION) {
                return Optional.empty();
            }
            byte[] body = Arrays.copyOf(all, bodyLength);
            byte[] check = Arrays.copyOf(sha256(body), CHECK_BYTES);
            if (!MessageDigest.isEqual(check, Arrays.copyOfRange(all, bodyLength, all.length))) {
                return Optional.empty();
            }
            TicketHandle handle = read(ByteBuffer.wrap(body));
            // Base64 has spare bits in its last character: only the text that was handed out is the handle.
            return handle.encode().equals(text) ? Optional.of(handle) : Optional.empty();
        } catch (IllegalArgumentException | InvalidRequestException | CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static TicketHandle read(ByteBuffer in) throws CharacterCodingException {
        in.get();
        int fence = in.get();
        Operation operation = new Operation(readName(in), readName(in), readName(in));
        byte[] digest = new byte[REQUEST_DIGEST_BYTES];
        if (in.remaining() != digest.length || fence < 1 || fence > Bounds.ATTEMPTS_MAX) {
            throw new IllegalArgumentException("not a ticket handle");
        }
        in.get(digest);
        return new TicketHandle(operation, fence, null, digest);
    }

    private static void writeName(ByteArrayOutputStream out, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        out.write(bytes.length);
        out.writeBytes(bytes);
    }

    private static String readName(ByteBuffer in) throws CharacterCodingException {
        int length = in.hasRemaining() ? in.get() & 0xFF : Integer.MAX_VALUE;
        if (length > in.remaining()) {
            throw new IllegalArgumentException("not a ticket handle");
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        CharBuffer chars = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(bytes));
        return chars.toString();
    }

    private byte[] digest() {
        if (requestDigest != null) {
            return requestDigest;
        }
        return digestOf(requestId == null ? "" : requestId);
    }

    private static byte[] digestOf(String requestId) {
        return Arrays.copyOf(sha256(requestId.getBytes(StandardCharsets.UTF_8)), REQUEST_DIGEST_BYTES);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TicketHandle o
                && fence == o.fence
                && operation.equals(o.operation)
                && MessageDigest.isEqual(digest(), o.digest());
    }

    @Override
    public int hashCode() {
        return 31 * operation.hashCode() + fence;
    }

    /** Names the attempt without giving the right to report on it away. */
    @Override
    public String toString() {
        return operation + "#" + fence;
    }
}
