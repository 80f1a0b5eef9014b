package dev.tollgate.api;

import dev.tollgate.fuzzing.Holds;
import dev.tollgate.fuzzing.Input;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** A text as each of the names and free texts there are: taken exactly when it is within the bounds of the contract. */
public final class NamesFuzz {
    private NamesFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        String text = Input.text(bytes);
        OptionalInt length = encodedLength(text);
        boolean isPath = text.equals(".") || text.equals("..");
        name("account", 128, text, length, !isPath, () -> new Operation(text, "s", "n").account());
        name("scenario", 64, text, length, true, () -> new Operation("a", text, "n").scenario());
        name("businessNumber", 128, text, length, true, () -> new Operation("a", "s", text).businessNumber());
        AdmitRequest request = AdmitRequest.of(new Operation("a", "s", "n"), "o");
        name(
                "operator",
                128,
                text,
                length,
                true,
                () -> AdmitRequest.of(request.operation(), text).operator());
        name(
                "requestId",
                128,
                text,
                length,
                true,
                () -> request.withRequestId(text).requestId());
        name(
                "fingerprint",
                128,
                text,
                length,
                true,
                () -> request.withFingerprint(text).fingerprint());
        name(
                "name",
                64,
                text,
                length,
                true,
                () -> Limit.count(text, WindowKind.DAY, 1).name());
        name(
                "scenarios",
                64,
                text,
                length,
                true,
                () -> Limit.count("l", WindowKind.DAY, 1)
                        .withScenarios(text)
                        .scenarios()
                        .iterator()
                        .next());
        name("by", 128, text, length, true, () -> By.of(text).name());
        name("reversalId", 128, text, length, true, () -> Reversal.ofRest(text).reversalId());
        name("contentType", 128, text, length, true, () -> new Outcome(text, new byte[0]).contentType());
        name(
                "attributes.",
                64,
                text,
                length,
                true,
                () -> request.withAttributes(Map.of(text, "v"))
                        .attributes()
                        .keySet()
                        .iterator()
                        .next());
        free(
                "attributes.a",
                256,
                text,
                length,
                () -> request.withAttributes(Map.of("a", text)).attributes().get("a"));
        free("reason", 512, text, length, () -> new By("b", text).reason());
        fits(text, length);
        currency(text);
    }

    /** What a constructor makes of a name. */
    private interface Making {
        String make();
    }

    private static void name(
            String field, int bytesMax, String text, OptionalInt length, boolean isAllowed, Making making) {
        boolean hasControls = text.chars().anyMatch(c -> c < 0x20 || c == 0x7F);
        boolean isGood =
                isAllowed && !hasControls && !text.isEmpty() && length.isPresent() && length.getAsInt() <= bytesMax;
        taken(field, isGood, text, making);
    }

    private static void free(String field, int bytesMax, String text, OptionalInt length, Making making) {
        boolean isGood = text.indexOf(0) < 0 && length.isPresent() && length.getAsInt() <= bytesMax;
        taken(field, isGood, text, making);
    }

    private static void taken(String field, boolean isGood, String text, Making making) {
        Optional<String> made;
        try {
            made = Optional.of(making.make());
        } catch (InvalidRequestException e) {
            Holds.names(e, field);
            made = Optional.empty();
        }
        Holds.same(isGood ? Optional.of(text) : Optional.empty(), made);
    }

    private static void fits(String text, OptionalInt length) {
        String fit = Bounds.fitReason(text);
        Bounds.checkReason(fit);
        if (length.isPresent() && length.getAsInt() <= Bounds.REASON_BYTES_MAX && text.indexOf(0) < 0) {
            Holds.same(text, fit);
        }
        Holds.that(fit.length() <= text.length(), "a reason that grew: %s", fit);
    }

    private static void currency(String text) {
        try {
            String code = new Amount(1, text).currency();
            Holds.that(code.matches("[A-Z]{3}"), "a currency that is no code: %s", code);
        } catch (InvalidRequestException e) {
            Holds.names(e, "currency");
        }
    }

    /** The bytes that an encoder makes of it, and the way back; empty when it has none. */
    private static OptionalInt encodedLength(String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8
                    .newEncoder()
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .encode(CharBuffer.wrap(text));
            return OptionalInt.of(encoded.remaining());
        } catch (CharacterCodingException e) {
            return OptionalInt.empty();
        }
    }
}
