package dev.tollgate.cli;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;

/** The folder of the project this program was built in. */
final class Home {
    private static final Path INVOICES = Path.of("examples", "data", "online-retail-invoices.csv");

    private Home() {}

    /** The invoices that come with the project, found from where the program's classes are, upwards. */
    static Path invoices() {
        for (Path folder = classes(); folder != null; folder = folder.getParent()) {
            Path file = folder.resolve(INVOICES);
            if (Files.isRegularFile(file)) {
                return file;
            }
        }
        throw Failure.usage(
                "%s is not where it should be; run the demo from a clone of the project".formatted(INVOICES));
    }

    private static Path classes() {
        CodeSource source = Home.class.getProtectionDomain().getCodeSource();
        try {
            return Path.of(source.getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a class's place is always a URI", e);
        }
    }
}
