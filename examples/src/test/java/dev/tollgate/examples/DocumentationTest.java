package dev.tollgate.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the pages point to exists. */
class DocumentationTest {
    private static final Path ROOT = Path.of("..");
    private static final Path EXAMPLES = Path.of("src/main/java/dev/tollgate/examples");
    private static final Pattern LINK = Pattern.compile("]\\((?!https?:)([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("^#+ (.+)$", Pattern.MULTILINE);
    private static final Pattern EXAMPLE = Pattern.compile("-Dexample=([\\w.]+)");

    static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        for (Path folder : List.of(ROOT, ROOT.resolve("docs"), Path.of(""), Path.of("data"))) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
            }
        }
        return pages;
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkLeadsSomewhere(Path page) throws IOException {
        String text = Files.readString(page);

        assertThat(LINK.matcher(text).results().map(link -> link.group(1)))
                .allSatisfy(target -> assertThat(exists(page, target)).isTrue());
    }

    private static boolean exists(Path page, String target) throws IOException {
        int hash = target.indexOf('#');
        Path file = hash == 0 ? page : page.resolveSibling(hash < 0 ? target : target.substring(0, hash));
        return Files.exists(file) && (hash < 0 || headings(file).anyMatch(target.substring(hash + 1)::equals));
    }

    private static Stream<String> headings(Path page) throws IOException {
        return HEADING.matcher(Files.readString(page))
                .results()
                .map(heading -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\w -]", "")
                        .replace(' ', '-'));
    }

    @Test
    void everyExampleIsListedWithItsCommandAndNothingElseIs() throws IOException {
        List<String> listed = EXAMPLE.matcher(Files.readString(Path.of("README.md")))
                .results()
                .map(example -> example.group(1))
                .distinct()
                .toList();
        List<String> programs = new ArrayList<>();
        try (Stream<Path> files = Files.walk(EXAMPLES)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                if (Files.readString(file).contains("public static void main(")) {
                    String name = EXAMPLES.relativize(file).toString();
                    programs.add(
                            name.substring(0, name.length() - ".java".length()).replace('/', '.'));
                }
            }
        }

        assertThat(listed).containsExactlyInAnyOrderElementsOf(programs);
    }
}
