package dev.tollgate.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Who the user is and what the user brings: system properties, or variables of the same name in capitals with underscores. */
final class Own {
    private Own() {}

    /** The address of a server of the user's own, {@code tollgate.test.<name>}; null if there is none. */
    static @Nullable String url(String name) {
        return setting("tollgate.test." + name);
    }

    /** The folder with binaries of the user's own, {@code tollgate.test.<name>.home}; null if there is none. */
    static @Nullable Path home(String name) {
        String folder = setting("tollgate.test." + name + ".home");
        return folder == null ? null : Path.of(folder).toAbsolutePath();
    }

    /** The number of the user this JVM runs as; 0 is root. */
    static int uid() {
        return uid(Path.of("/proc/self"));
    }

    /** The number of the user who owns a file. */
    static int uid(Path file) {
        try {
            return (int) Files.getAttribute(file, "unix:uid");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable String setting(String property) {
        String value = System.getProperty(property);
        if (value == null) {
            value = System.getenv(property.toUpperCase(Locale.ROOT).replace('.', '_'));
        }
        return value == null || value.isBlank() ? null : value;
    }
}
