package dev.tollgate.api;

import dev.tollgate.fuzzing.Holds;
import dev.tollgate.fuzzing.Input;
import java.util.Optional;

/** The text form of a handle: of any text only what {@link TicketHandle#encode} wrote is one, and an altered one never is. */
public final class TicketHandleFuzz {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=";

    private TicketHandleFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        Input input = new Input(bytes);
        String text = input.text();
        TicketHandle.decode(text).ifPresent(handle -> {
            Holds.same(text, handle.encode());
            Holds.that(text.length() <= 512 && text.matches("[A-Za-z0-9_-]+"), "not URL-safe: %s", text);
            Holds.that(handle.fence() >= 1 && handle.fence() <= 100, "fence %d", handle.fence());
        });
        TicketHandle handle;
        String requestId;
        try {
            Operation operation = new Operation(input.text(), input.text(), input.text());
            requestId = input.text();
            handle = TicketHandle.of(operation, input.choice(102), requestId);
        } catch (InvalidRequestException e) {
            Holds.says(e);
            return;
        }
        roundTrip(handle, requestId);
        altered(handle, input);
    }

    private static void roundTrip(TicketHandle handle, String requestId) {
        String encoded = handle.encode();
        TicketHandle decoded = TicketHandle.decode(encoded).orElseThrow(() -> new AssertionError(encoded));
        Holds.same(handle, decoded);
        Holds.same(handle.operation(), decoded.operation());
        Holds.same(handle.fence(), decoded.fence());
        Holds.that(decoded.isOf(requestId), "not of its own request: %s", encoded);
        Holds.that(!decoded.isOf(requestId + "x"), "of another request: %s", encoded);
        Holds.that(encoded.length() <= 512, "%d characters", encoded.length());
    }

    /** As many alterations as the input has parts: what stands at a place is replaced, taken out, or something put there. */
    private static void altered(TicketHandle handle, Input input) {
        String encoded = handle.encode();
        // The last character has spare bits: others decode to the same bytes.
        String allButLast = encoded.substring(0, encoded.length() - 1);
        for (int i = 0; i < ALPHABET.length(); i++) {
            refused(encoded, allButLast + ALPHABET.charAt(i));
        }
        refused(encoded, encoded + "=");
        refused(encoded, encoded + "==");
        while (input.hasMore()) {
            int place = input.choice(encoded.length());
            int length = input.choice(3);
            String altered = encoded.substring(0, place)
                    + input.text()
                    + encoded.substring(Math.min(encoded.length(), place + length));
            refused(encoded, altered);
        }
    }

    private static void refused(String encoded, String altered) {
        if (!altered.equals(encoded)) {
            Holds.same(Optional.empty(), TicketHandle.decode(altered));
        }
    }
}
