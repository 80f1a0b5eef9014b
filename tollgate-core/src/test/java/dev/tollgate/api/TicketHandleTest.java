package dev.tollgate.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TicketHandleTest {
    private static final Operation ORDER = new Operation("acme", "payment", "ORD-1001");

    @Test
    void encodedHandleComesBackAsTheSameRight() {
        TicketHandle handle = TicketHandle.of(ORDER, 3, "c0ffee-1");

        TicketHandle decoded = TicketHandle.decode(handle.encode()).orElseThrow();

        assertThat(decoded).isEqualTo(handle).hasSameHashCodeAs(handle);
        assertThat(decoded.isOf("c0ffee-1")).isTrue();
        assertThat(decoded.isOf("c0ffee-2")).isFalse();
        assertThat(decoded.encode()).isEqualTo(handle.encode());
    }

    @Test
    void longestNamesStillFitTheBound() {
        Operation longest = new Operation("é".repeat(64), "s".repeat(64), "😀".repeat(32));
        TicketHandle handle = TicketHandle.of(longest, 100, "r".repeat(128));

        assertThat(handle.encode()).hasSizeLessThanOrEqualTo(512).matches("[A-Za-z0-9_-]+");
        assertThat(TicketHandle.decode(handle.encode())).contains(handle);
    }

    @Test
    void anyAlteredCharacterIsRefused() {
        String text = TicketHandle.of(ORDER, 1, "c0ffee-1").encode();
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for (int i = 0; i < text.length(); i++) {
            for (int k = 0; k < alphabet.length(); k++) {
                char c = alphabet.charAt(k);
                if (c != text.charAt(i)) {
                    String altered = text.substring(0, i) + c + text.substring(i + 1);
                    assertThat(TicketHandle.decode(altered)).as(altered).isEmpty();
                }
            }
        }
    }

    @Test
    void whatIsNoHandleIsRefusedWithoutAnException() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(300)];
            random.nextBytes(bytes);
            if (bytes.length > 0) {
                bytes[0] = 1;
            }
            assertThat(TicketHandle.decode(
                            Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)))
                    .isEmpty();
        }
        assertThat(TicketHandle.decode("")).isEmpty();
        assertThat(TicketHandle.decode("not base64!")).isEmpty();
        assertThat(TicketHandle.decode("A".repeat(10_000))).isEmpty();
    }

    @Test
    void textOfAHandleDoesNotGiveTheRightAway() {
        assertThat(TicketHandle.of(ORDER, 1, "secret").toString()).doesNotContain("secret");
    }

    @Test
    void fenceOutOfItsRangeIsRefused() {
        assertThatThrownBy(() -> TicketHandle.of(ORDER, 101, "r"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("fence");
    }
}
