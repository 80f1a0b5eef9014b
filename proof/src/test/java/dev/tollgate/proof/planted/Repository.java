package dev.tollgate.proof.planted;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where the sources of all modules stand, and what is built of them. */
final class Repository {
    /** Whose tests are run here. */
    private static final List<String> TESTED = List.of("tollgate-testkit", "tollgate-jdbc", "tollgate-redis");

    private static final Path ROOT = root();

    private Repository() {}

    private static Path root() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("mvnw")) && Files.exists(folder.resolve("tollgate-core"))) {
                return folder;
            }
        }
        throw new IllegalStateException(
                "not within the repository: " + Path.of("").toAbsolutePath());
    }

    static Path file(String path) {
        return ROOT.resolve(path);
    }

    static String read(String path) {
        try {
            return Files.readString(file(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where this package may write. */
    static Path target() {
        return file("proof/target");
    }

    /** Everything but what is planted. */
    static List<String> classPath() {
        String[] own = System.getProperty("java.class.path").split(":", -1);
        List<String> path = new ArrayList<>(List.of(own));
        for (String module : TESTED) {
            Path tests = file(module + "/target/test-classes");
            if (!Files.isDirectory(tests)) {
                throw new IllegalStateException(
                        "The tests of %s are not compiled: build with '-pl proof -am'".formatted(module));
            }
            path.add(tests.toString());
        }
        return path;
    }
}
