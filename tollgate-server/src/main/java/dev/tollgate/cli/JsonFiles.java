package dev.tollgate.cli;

import dev.tollgate.api.InvalidRequestException;
import dev.tollgate.replay.Reading;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/** Files that options name. */
final class JsonFiles {
    private static final String STANDARD_INPUT = "-";

    private JsonFiles() {}

    /** Reads a JSON file, or standard input for {@code -}; what is wrong with it is told with its name. */
    static <T> T read(String file, InputStream in, Function<String, T> reader) {
        String name = file.equals(STANDARD_INPUT) ? "standard input" : file;
        try {
            byte[] bytes = file.equals(STANDARD_INPUT) ? in.readAllBytes() : Files.readAllBytes(Path.of(file));
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return reader.apply(text.startsWith("\uFEFF") ? text.substring(1) : text);
        } catch (CharacterCodingException e) {
            throw Failure.usage(name + " is not UTF-8 text");
        } catch (IOException e) {
            throw Failure.usage("%s cannot be read: %s".formatted(name, Reading.why(e)));
        } catch (InvalidRequestException e) {
            throw Failure.usage("%s: %s".formatted(name, e.getMessage()));
        }
    }
}
