package dev.tollgate.fuzzing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InputTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "acme", "é", "\u07ff\u0800\uffff", "😀\udbff\udfff", "a\u0000\u007f\u0080"})
    void textIsReadAsADecoderReadsIt(String text) {
        assertThat(Input.text(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(text);
    }

    @Test
    void aSurrogateMayStandAlone() {
        assertThat(Input.text(new byte[] {'a', (byte) 0xED, (byte) 0xA0, (byte) 0xBD}))
                .isEqualTo("a\ud83d");
    }

    @Test
    void whatIsNoTextBecomesCharactersOfThoseNumbers() {
        byte[] bytes = {(byte) 0xC0, (byte) 0x80, (byte) 0xE2, (byte) 0x82, (byte) 0xF8, 'x', (byte) 0xC3};
        assertThat(Input.text(bytes)).isEqualTo("\u00c0\u0080\u00e2\u0082\u00f8x\u00c3");
    }

    @Test
    void partsEndWhereNoTextCan() {
        Input input = new Input(
                new byte[] {'a', (byte) 0xFF, '-', '7', (byte) 0xFF, 'b', (byte) 0xFF, 'c', (byte) 0xFF, 'd'});
        assertThat(input.text()).isEqualTo("a");
        assertThat(input.number()).isEqualTo(-7);
        assertThat(input.choice(3)).isEqualTo('b' % 3);
        assertThat(input.hasMore()).isTrue();
        assertThat(input.rest()).containsExactly('c', 0xFF, 'd');
        assertThat(input.hasMore()).isFalse();
        assertThat(input.text()).isEmpty();
        assertThat(input.number()).isZero();
    }
}
