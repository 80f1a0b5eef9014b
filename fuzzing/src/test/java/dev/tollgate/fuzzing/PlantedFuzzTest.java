package dev.tollgate.fuzzing;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A fuzzer that finds nothing anywhere may be blind: here is something to be found. */
class PlantedFuzzTest {
    @TempDir
    private Path folder;

    /** Fails for a text that nobody comes upon by chance. */
    public static final class Planted {
        private Planted() {}

        public static void fuzzerTestOneInput(byte[] bytes) {
            String text = new String(bytes, StandardCharsets.UTF_8);
            Holds.that(!text.startsWith("toll") || !text.endsWith("gate"), "there it is: %s", text);
        }
    }

    @Test
    @Tag("proof")
    void whatWasPlantedIsFoundAndSaysHowToKeepIt() {
        FuzzTarget target = new FuzzTarget(Planted.class.getName(), folder.resolve("none"));
        assertThatThrownBy(new Fuzzer(target, 60, folder)::run)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("there it is: toll")
                .hasMessageContaining("src/test/resources/fuzz/")
                .hasMessageContaining("./mvnw test -pl fuzzing");
    }
}
