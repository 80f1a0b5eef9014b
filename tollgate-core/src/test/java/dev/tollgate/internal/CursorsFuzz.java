package dev.tollgate.internal;

import dev.tollgate.api.InvalidRequestException;
import dev.tollgate.api.Operation;
import dev.tollgate.fuzzing.Holds;
import dev.tollgate.fuzzing.Input;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketPosition;
import java.util.Optional;

/** Cursors of any text: one that a page gave leads back to where the page ended, everything else is refused by name. */
public final class CursorsFuzz {
    private static final String TENANT = "default";

    private CursorsFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        Input input = new Input(bytes);
        String text = input.text();
        ticket(text);
        name(text);
        TicketKey key;
        try {
            key = TicketKey.of(TENANT, new Operation(input.text(), input.text(), input.text()));
        } catch (InvalidRequestException e) {
            return;
        }
        TicketPosition position = new TicketPosition(input.number(), key);
        Holds.same(Optional.of(position), Cursors.ticket(TENANT, Cursors.of(position)));
        String account = key.account().account();
        Holds.same(Optional.of(account), Cursors.name(Cursors.of(account)));
        Holds.that(Cursors.of(position).matches("[A-Za-z0-9_-]+"), "not URL-safe: %s", Cursors.of(position));
    }

    private static void ticket(String text) {
        try {
            TicketPosition position = Cursors.ticket(TENANT, text).orElseThrow();
            Holds.same(text, Cursors.of(position));
            Holds.same(position.key(), TicketKey.of(TENANT, position.key().operation()));
        } catch (InvalidRequestException e) {
            Holds.names(e, "cursor");
        }
    }

    private static void name(String text) {
        try {
            String name = Cursors.name(text).orElseThrow();
            Holds.same(text, Cursors.of(name));
            Holds.same(name, new Operation(name, "s", "n").account());
        } catch (InvalidRequestException e) {
            Holds.names(e, "cursor");
        }
    }
}
