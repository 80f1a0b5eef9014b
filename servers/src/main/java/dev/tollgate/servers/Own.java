package dev.tollgate.servers;

import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the user brings: system properties, or variables of the same name in capitals with underscores. */
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

    private static @Nullable String setting(String property) {
        String value = System.getProperty(property);
        if (value == null) {
            value = System.getenv(property.toUpperCase(Locale.ROOT).replace('.', '_'));
        }
        return value == null || value.isBlank() ? null : value;
    }
}
