package dev.tollgate.cli;

import dev.tollgate.jdbc.JdbcStore;
import dev.tollgate.memory.MemoryStore;
import dev.tollgate.spi.Store;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** Opens stores by their URL. */
final class Stores {
    private static final String SQLITE = "sqlite:";
    private static final Pattern MEMORY = Pattern.compile("memory:(\\?strategy=(auto|optimistic|pessimistic))?");

    private Stores() {}

    /** Opens a store; one in a file is made when it is not there. */
    static Store open(String url) {
        if (MEMORY.matcher(url).matches()) {
            return new MemoryStore();
        }
        if (url.startsWith(SQLITE)) {
            return JdbcStore.open(url);
        }
        throw Failure.usage("'%s' is no store this program knows; use sqlite:<file> or memory:".formatted(url));
    }

    /** Opens a store that must be there already: looking at a store must not make one. */
    static Store openExisting(String url) {
        fileOf(url).filter(file -> !Files.isRegularFile(file)).ifPresent(file -> {
            throw Failure.store(
                    Files.exists(file)
                            ? "%s is not a file".formatted(file)
                            : "there is no store file %s; name the right one with --store sqlite:<file>"
                                    .formatted(file),
                    null);
        });
        return open(url);
    }

    private static Optional<Path> fileOf(String url) {
        if (!url.startsWith(SQLITE)) {
            return Optional.empty();
        }
        String file = url.substring(SQLITE.length());
        int query = file.indexOf('?');
        file = query < 0 ? file : file.substring(0, query);
        if (file.isEmpty()) {
            throw Failure.usage("'%s' names no file; use sqlite:<file>".formatted(url));
        }
        try {
            return Optional.of(Path.of(file));
        } catch (InvalidPathException e) {
            throw Failure.usage("'%s' is no file name: %s".formatted(file, e.getReason()));
        }
    }
}
