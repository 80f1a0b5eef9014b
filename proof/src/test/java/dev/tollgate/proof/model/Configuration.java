package dev.tollgate.proof.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One of the configurations in docs/model: what is modelled, and what is done wrong. */
record Configuration(String name, Path file, String text) {
    private static final Pattern REFUTED_BY = Pattern.compile("\\A\\\\\\* Refuted by (\\w+)\\.");
    private static final Pattern FLAW = Pattern.compile("Flaw = \"(.*)\"");

    static Path directory() {
        Path start = Path.of("").toAbsolutePath();
        for (Path at = start; at != null; at = at.getParent()) {
            Path model = at.resolve("docs/model");
            if (Files.isRegularFile(model.resolve("Tollgate.tla"))) {
                return model;
            }
        }
        throw new IllegalStateException("docs/model is not above " + start);
    }

    /** Those in a directory of docs/model, by name. */
    static List<Configuration> in(String kind) {
        try (Stream<Path> files = Files.list(directory().resolve(kind))) {
            return files.filter(f -> f.toString().endsWith(".cfg"))
                    .sorted()
                    .map(Configuration::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Configuration of(String kind, String name) {
        return read(directory().resolve(kind).resolve(name + ".cfg"));
    }

    private static Configuration read(Path file) {
        try {
            String name = file.getFileName().toString().replaceFirst("\\.cfg$", "");
            return new Configuration(name, file, Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The promise that is broken, by the first line of the file; empty for a right configuration. */
    String refutedBy() {
        return first(REFUTED_BY);
    }

    /** The one thing that is done wrong; "none" for a right configuration. */
    String flaw() {
        return first(FLAW);
    }

    private String first(Pattern pattern) {
        Matcher found = pattern.matcher(text);
        return found.find() ? found.group(1) : "";
    }
}
