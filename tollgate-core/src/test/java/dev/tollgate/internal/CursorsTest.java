package dev.tollgate.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.api.InvalidRequestException;
import dev.tollgate.api.Operation;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketPosition;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorsTest {

    @Test
    void aCursorLeadsToWhereItsPageEnded() {
        TicketPosition position =
                new TicketPosition(1_290_470_400_000L, TicketKey.of("default", new Operation("é", "/", "😀")));
        assertThat(Cursors.ticket("default", Cursors.of(position))).contains(position);
        assertThat(Cursors.name(Cursors.of("acme "))).contains("acme ");
        assertThat(Cursors.ticket("default", null)).isEmpty();
        assertThat(Cursors.name(null)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1\na\ns",
                "+1\na\ns\nn",
                "01\na\ns\nn",
                "99999999999999999999\na\ns\nn",
                "1\na\u0000\ns\nn",
                "1\na\u0001\ns\nn",
                "1\n..\ns\nn",
                "1\n\ns\nn"
            })
    void whatNoPageGaveIsNoCursorOfTickets(String decoded) {
        refused(() -> Cursors.ticket("default", encoded(decoded.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void whatNoPageGaveIsNoCursorOfNames() {
        refused(() -> Cursors.name(encoded(new byte[] {'a', (byte) 0xC3})));
        refused(() -> Cursors.name(encoded(new byte[] {'a', 0})));
        refused(() -> Cursors.name(Cursors.of("acme") + "="));
        refused(() -> Cursors.name("YWNtZR"));
        refused(() -> Cursors.name(""));
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static void refused(ThrowingCallable reading) {
        assertThatThrownBy(reading)
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("cursor is not one that a page gave");
    }
}
