package dev.tollgate.fuzzing;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A target and the inputs that are kept for it, in {@code src/test/resources/fuzz/<name>}. */
record FuzzTarget(String className, Path corpus) {
    private static final String SUFFIX = "Fuzz.class";

    /** All targets among the classes of a module's tests. */
    static List<FuzzTarget> of(Class<?> test) throws IOException {
        Path classes = classes(test);
        try (Stream<Path> files = Files.walk(classes)) {
            return files.map(file -> classes.relativize(file).toString())
                    .filter(name -> name.endsWith(SUFFIX))
                    .map(name -> name.substring(0, name.length() - ".class".length())
                            .replace('/', '.')
                            .replace('\\', '.'))
                    .sorted()
                    .map(name -> new FuzzTarget(name, classes.resolve("fuzz").resolve(simpleName(name))))
                    .toList();
        }
    }

    /** Where inputs are kept that no target is of. */
    static List<String> corporaWithoutTarget(Class<?> test, List<FuzzTarget> targets) throws IOException {
        Path all = classes(test).resolve("fuzz");
        if (!Files.isDirectory(all)) {
            return List.of();
        }
        List<String> names = targets.stream().map(FuzzTarget::name).toList();
        try (Stream<Path> folders = Files.list(all)) {
            return folders.map(folder -> folder.getFileName().toString())
                    .filter(name -> !names.contains(name))
                    .toList();
        }
    }

    private static Path classes(Class<?> test) {
        try {
            return Path.of(
                    test.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static String simpleName(String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }

    String name() {
        return simpleName(className);
    }

    List<Path> inputs() throws IOException {
        if (!Files.isDirectory(corpus)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(corpus)) {
            return files.sorted().toList();
        }
    }

    /** Gives one input to the target, in this JVM and without a fuzzer. */
    void run(Path input) throws IOException, ReflectiveOperationException {
        byte[] bytes = Files.readAllBytes(input);
        try {
            Class.forName(className)
                    .getMethod("fuzzerTestOneInput", byte[].class)
                    .invoke(null, (Object) bytes);
        } catch (InvocationTargetException e) {
            throw new AssertionError(
                    "%s does not hold for its input '%s': %s".formatted(name(), input.getFileName(), e.getCause()),
                    e.getCause());
        }
    }
}
