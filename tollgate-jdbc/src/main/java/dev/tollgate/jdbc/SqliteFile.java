package dev.tollgate.jdbc;

import dev.tollgate.api.InvalidRequestException;
import dev.tollgate.api.StoreUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * The file of an SQLite store. Never opened here: closing any descriptor of a file drops the locks that SQLite holds on it in this
 * process.
 */
final class SqliteFile {
    private final Path path;
    private volatile boolean opened;
    private volatile @Nullable Object identity;

    private SqliteFile(Path path) {
        this.path = path;
    }

    /** @throws InvalidRequestException when the name cannot be that of a file */
    static SqliteFile of(String name) {
        if (name.isBlank()) {
            throw new InvalidRequestException("store", "must name a file: sqlite:<file>");
        }
        if (name.startsWith(":")) {
            throw new InvalidRequestException("store", "must name a file; a store in memory is memory:");
        }
        try {
            return new SqliteFile(Path.of(name).toAbsolutePath().normalize());
        } catch (InvalidPathException e) {
            throw new InvalidRequestException("store", "must name a file: " + e.getMessage());
        }
    }

    Path path() {
        return path;
    }

    /** @throws StoreUnavailableException when the file is not there */
    void checkThere() {
        if (!Files.isRegularFile(path)) {
            throw new StoreUnavailableException(
                    Files.exists(path)
                            ? "%s is not a file".formatted(path)
                            : "there is no store file %s; name the right one".formatted(path),
                    null);
        }
    }

    /** Says what is wrong with the place better than the database can. */
    void checkPlace() {
        Path directory = path.getParent();
        if (directory != null && !Files.isDirectory(directory)) {
            throw new StoreUnavailableException(
                    "%s cannot be opened: there is no directory %s; make it".formatted(path, directory), null);
        }
        if (Files.isDirectory(path)) {
            throw new StoreUnavailableException("%s is a directory; name a file".formatted(path), null);
        }
        Path toWrite = Files.exists(path) ? path : directory;
        if (toWrite != null && !Files.isWritable(toWrite)) {
            throw new StoreUnavailableException(
                    "%s cannot be opened: this user may not write %s; change that".formatted(path, toWrite), null);
        }
    }

    boolean wasOpened() {
        return opened;
    }

    /** Remembers which file was opened under the name. */
    void opened() throws IOException {
        identity = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        opened = true;
    }

    /**
     * A file that was moved away or deleted takes writes as before, and they are gone with it; a new one under the name would admit
     * everything once more.
     *
     * @throws StoreUnavailableException when the name is no longer that of the file that was opened
     */
    void checkSame() {
        Object before = identity;
        Object now;
        try {
            now = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        } catch (IOException e) {
            throw new StoreUnavailableException(
                    "%s is gone since it was opened; put it back and start again (%s)".formatted(path, e), e);
        }
        if (before != null && !before.equals(now)) {
            throw new StoreUnavailableException(
                    "%s is another file than when it was opened; put the first one back and start again"
                            .formatted(path),
                    null);
        }
    }
}
