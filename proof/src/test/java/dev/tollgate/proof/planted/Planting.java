package dev.tollgate.proof.planted;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/** Makes of a changed source file what comes first on the class path, before the same file unchanged. */
final class Planting {
    private static final String JAVA = "/src/main/java/";
    private static final String RESOURCES = "/src/main/resources/";

    private Planting() {}

    /** @param file the source file, from the repository's root */
    static void plant(String file, String text, Path folder) throws IOException {
        if (file.contains(RESOURCES)) {
            Path resource = folder.resolve(file.substring(file.indexOf(RESOURCES) + RESOURCES.length()));
            Files.createDirectories(Objects.requireNonNull(resource.getParent()));
            Files.writeString(resource, text);
        } else if (file.contains(JAVA)) {
            Files.createDirectories(folder);
            compile(file, text, folder);
        } else {
            throw new IllegalArgumentException("neither a source nor a resource of a module: " + file);
        }
    }

    private static void compile(String file, String text, Path folder) throws IOException {
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "this is no JDK");
        StringWriter said = new StringWriter();
        try (StandardJavaFileManager files =
                compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
            files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(folder));
            files.setLocationFromPaths(
                    StandardLocation.CLASS_PATH,
                    Repository.classPath().stream().map(Path::of).toList());
            // A source path of its own keeps the compiler from looking for sources on the class path.
            files.setLocationFromPaths(StandardLocation.SOURCE_PATH, List.of(folder));
            List<String> options = List.of("--release", "17", "-proc:none", "-nowarn", "-g");
            boolean done = compiler.getTask(said, files, null, options, null, List.of(new Text(file, text)))
                    .call();
            if (!done) {
                throw new IllegalStateException("%s does not compile any more:%n%s".formatted(file, said));
            }
        }
    }

    private static final class Text extends SimpleJavaFileObject {
        private final String text;

        Text(String file, String text) {
            super(URI.create("string:///" + file), JavaFileObject.Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
