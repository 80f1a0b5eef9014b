package dev.tollgate.spi;

import dev.tollgate.fuzzing.Holds;
import dev.tollgate.fuzzing.Input;
import java.util.function.Function;

/** Any text read as a stored form: refused in words, or read as a value whose own text is read as the same value. */
public final class StoredFormFuzz {
    private StoredFormFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        String text = Input.text(bytes);
        read("configuration", text, StoredForm::readConfig, StoredForm::writeConfig);
        read("list of retired limits", text, StoredForm::readRetired, StoredForm::writeRetired);
        read("map of starts", text, StoredForm::readTotalStarts, StoredForm::writeTotalStarts);
        read("map of windows", text, StoredForm::readWindows, StoredForm::writeWindows);
        read("map of attributes", text, StoredForm::readAttributes, StoredForm::writeAttributes);
    }

    private static <T> void read(String what, String text, Function<String, T> reading, Function<T, String> writing) {
        T value;
        try {
            value = reading.apply(text);
        } catch (IllegalArgumentException e) {
            Holds.names(e, "not a stored " + what);
            Holds.that(
                    e.getMessage().length() < 400 + 8 * text.length(),
                    "a refusal of %d characters",
                    e.getMessage().length());
            return;
        }
        String written = writing.apply(value);
        Holds.same(value, reading.apply(written));
        Holds.same(written, writing.apply(reading.apply(written)));
        Holds.that(unpairedSurrogate(written) < 0, "no database could keep %s", written);
    }

    private static int unpairedSurrogate(String text) {
        for (int i = 0; i < text.length(); i = text.offsetByCodePoints(i, 1)) {
            int point = text.codePointAt(i);
            if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
                return i;
            }
        }
        return -1;
    }
}
