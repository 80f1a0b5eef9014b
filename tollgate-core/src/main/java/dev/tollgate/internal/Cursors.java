package dev.tollgate.internal;

import dev.tollgate.api.InvalidRequestException;
import dev.tollgate.spi.AccountKey;
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
            AccountKey account = new AccountKey(tenant, parts.get(1));
            return Optional.of(new TicketPosition(
                    Long.parseLong(parts.get(0)), new TicketKey(account, parts.get(2), parts.get(3))));
        } catch (NumberFormatException e) {
            throw notOurs();
        }
    }

    static String of(String name) {
        return encode(name);
    }

    static Optional<String> name(@Nullable String cursor) {
        return cursor == null ? Optional.empty() : Optional.of(decode(cursor, 1).get(0));
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
