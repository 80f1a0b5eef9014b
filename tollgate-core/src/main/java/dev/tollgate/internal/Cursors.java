package dev.tollgate.internal;

import dev.tollgate.api.InvalidRequestException;
import dev.tollgate.api.Operation;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketPosition;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Cursors of lists: where the last page ended, as opaque URL-safe text. */
final class Cursors {
    /** Separates parts; names hold no control characters. */
    private static final char SEPARATOR = '\n';

    private Cursors() {}

    static String of(TicketPosition position) {
        TicketKey key = position.key();
        return encode(
                Long.toString(position.admittedAtMillis()),
                key.account().account(),
                key.scenario(),
                key.businessNumber());
    }

    static Optional<TicketPosition> ticket(String tenant, @Nullable String cursor) {
        if (cursor == null) {
            return Optional.empty();
        }
        List<String> parts = decode(cursor, 4);
        try {
            TicketPosition position = new TicketPosition(
                    Long.parseLong(parts.get(0)),
                    TicketKey.of(tenant, new Operation(parts.get(1), parts.get(2), parts.get(3))));
            return Optional.of(given(cursor, position, of(position)));
        } catch (NumberFormatException | InvalidRequestException e) {
            throw notOurs();
        }
    }

    static String of(String name) {
        return encode(name);
    }

    static Optional<String> name(@Nullable String cursor) {
        if (cursor == null) {
            return Optional.empty();
        }
        String name = decode(cursor, 1).get(0);
        try {
            // The scenario and number only serve to have the name checked in one place.
            String checked = new Operation(name, "-", "-").account();
            return Optional.of(given(cursor, checked, of(checked)));
        } catch (InvalidRequestException e) {
            throw notOurs();
        }
    }

    /** What a cursor says goes to the store as it stands: only what a page gave may, not what merely decodes to something. */
    private static <T> T given(String cursor, T said, String cursorOfIt) {
        if (!cursorOfIt.equals(cursor)) {
            throw notOurs();
        }
        return said;
    }

    private static String encode(String... parts) {
        byte[] bytes = String.join(String.valueOf(SEPARATOR), parts).getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static List<String> decode(String cursor, int count) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            List<String> parts = List.of(text.split(String.valueOf(SEPARATOR), -1));
            if (parts.size() != count) {
                throw notOurs();
            }
            return parts;
        } catch (IllegalArgumentException e) {
            throw notOurs();
        }
    }

    private static InvalidRequestException notOurs() {
        return new InvalidRequestException("cursor", "is not one that a page gave");
    }
}
