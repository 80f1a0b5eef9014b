package dev.tollgate.jdbc;

import dev.tollgate.api.StoreUnavailableException;
import dev.tollgate.spi.Finding;
import dev.tollgate.spi.Finding.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Is an SQLite file fit for money. */
final class SqliteCheck {
    static final String SYNCHRONOUS = "synchronous";
    static final String JOURNAL_MODE = "journal-mode";
    static final String FILE_SYSTEM = "file-system";

    /** What an operator may accept by name. */
    static final List<String> ACCEPTABLE = List.of(SYNCHRONOUS, JOURNAL_MODE, FILE_SYSTEM);

    private static final Set<String> NETWORK_FILE_SYSTEMS = Set.of(
            "nfs",
            "nfs4",
            "cifs",
            "smb",
            "smb2",
            "smb3",
            "smbfs",
            "afs",
            "ncpfs",
            "9p",
            "ceph",
            "lustre",
            "gpfs",
            "fuse.sshfs",
            "fuse.glusterfs",
            "fuse.s3fs",
            "webdav",
            "davfs");
    private static final Set<String> MEMORY_FILE_SYSTEMS = Set.of("tmpfs", "ramfs");
    private static final long FREE_BYTES_MIN = 256L << 20;
    private static final long SCANNED_BYTES_MAX = 16L << 20;
    private static final Instant BEFORE_THIS_PROGRAM = Instant.parse("2025-01-01T00:00:00Z");

    private final SqliteSettings settings;

    SqliteCheck(SqliteSettings settings) {
        this.settings = settings;
    }

    List<Finding> settings(Session session) throws SQLException {
        return List.of(synchronous(), journalMode(text(session, "PRAGMA journal_mode")), fileSystem());
    }

    List<Finding> contents(Session reader, long nowMillis) throws SQLException {
        return List.of(
                sameFile(),
                freeSpace(),
                encoding(text(reader, "PRAGMA encoding")),
                keyIdentity(reader),
                clock(reader, nowMillis),
                pages(reader));
    }

    private Finding synchronous() {
        String value = settings.synchronous();
        String message = "synchronous=" + value;
        return value.equals("full") || value.equals("extra")
                ? ok(SYNCHRONOUS, message + ": every acknowledged write was flushed to the disk")
                : unfit(
                        SYNCHRONOUS,
                        message + ": acknowledged writes are lost when the machine loses power",
                        "take synchronous=" + value + " out of the store's address");
    }

    private Finding journalMode(String mode) {
        return mode.equals("wal")
                ? ok(JOURNAL_MODE, "journal_mode=wal")
                : unfit(
                        JOURNAL_MODE,
                        "journal_mode=%s: this place does not allow the write-ahead log, so readers and writers stop each other"
                                .formatted(mode),
                        "put the file on a local disk");
    }

    private Finding fileSystem() {
        String type;
        try {
            type = Files.getFileStore(settings.file().path()).type().toLowerCase(Locale.ROOT);
        } catch (IOException e) {
            return note(FILE_SYSTEM, "cannot be told (%s)".formatted(e), "see that the file is on a local disk");
        }
        if (NETWORK_FILE_SYSTEMS.contains(type)) {
            return unfit(
                    FILE_SYSTEM,
                    "%s is a network file system: its locks and its shared memory cannot be relied upon"
                            .formatted(type),
                    "put the file on a local disk, or use a database server");
        }
        if (MEMORY_FILE_SYSTEMS.contains(type)) {
            return note(
                    FILE_SYSTEM, type + " is kept in memory: nothing survives a restart of the machine", "use a disk");
        }
        return ok(FILE_SYSTEM, type);
    }

    private Finding sameFile() {
        try {
            settings.file().checkSame();
            return ok("file", settings.file().path().toString());
        } catch (StoreUnavailableException e) {
            return new Finding("file", Severity.REFUSED, String.valueOf(e.getMessage()), "put it back and start again");
        }
    }

    private Finding freeSpace() {
        try {
            long free = Files.getFileStore(settings.file().path()).getUsableSpace();
            String message = "%d MB free".formatted(free >> 20);
            return free >= FREE_BYTES_MIN
                    ? ok("free-space", message)
                    : note("free-space", message, "free space on the disk");
        } catch (IOException e) {
            return note("free-space", "cannot be told (%s)".formatted(e), "look at the disk");
        }
    }

    private static Finding encoding(String encoding) {
        return encoding.equals("UTF-8")
                ? ok("encoding", encoding)
                : note(
                        "encoding",
                        encoding + ": names are sorted in another order than on other stores",
                        "make the store in a file of its own");
    }

    /** The collations of the columns that make a ticket's key unique. */
    private static Finding keyIdentity(Session reader) throws SQLException {
        List<String> others = new ArrayList<>();
        int columns = 0;
        try (Cursor rows = reader.sql("SELECT c.name, c.coll FROM pragma_index_list('tollgate_ticket') AS i,"
                        + " pragma_index_xinfo(i.name) AS c WHERE i.origin = 'pk' AND c.key = 1")
                .query()) {
            while (rows.next()) {
                columns++;
                String column = rows.text();
                if (!rows.text().equals("BINARY")) {
                    others.add(column);
                }
            }
        }
        return columns == 4 && others.isEmpty()
                ? ok("key-identity", "names are compared byte for byte")
                : new Finding(
                        "key-identity",
                        Severity.REFUSED,
                        "the key of tollgate_ticket has %d columns, of which %s are not compared byte for byte"
                                .formatted(columns, others),
                        "restore the table as this program makes it");
    }

    private static Finding clock(Session reader, long nowMillis) throws SQLException {
        Long newest = numberOrNull(
                reader,
                "SELECT max((SELECT max(applied_at) FROM tollgate_schema),"
                        + " coalesce((SELECT admitted_at FROM tollgate_ticket ORDER BY rowid DESC LIMIT 1), 0))");
        Instant now = Instant.ofEpochMilli(nowMillis);
        String mend = "set the machine's clock and keep it set by NTP";
        if (now.isBefore(BEFORE_THIS_PROGRAM)) {
            return note("clock", now + " is before this program was written", mend);
        }
        if (newest != null && newest > nowMillis) {
            return note(
                    "clock",
                    "%s is %s behind the newest ticket; the clock was set back"
                            .formatted(now, Duration.ofMillis(newest - nowMillis)),
                    mend);
        }
        return ok("clock", now.toString());
    }

    /** Reads a small file through; of a large one that would take too long. */
    private static Finding pages(Session reader) throws SQLException {
        Long bytes = numberOrNull(reader, "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()");
        if (bytes != null && bytes > SCANNED_BYTES_MAX) {
            return ok("pages", "%d MB, not read through; to do it: PRAGMA quick_check".formatted(bytes >> 20));
        }
        String result = text(reader, "PRAGMA quick_check(1)");
        return result.equals("ok")
                ? ok("pages", "read through and sound")
                : new Finding("pages", Severity.REFUSED, "damaged: " + result, "restore a backup");
    }

    private static Finding ok(String name, String message) {
        return new Finding(name, Severity.OK, message, null);
    }

    private static Finding note(String name, String message, String mend) {
        return new Finding(name, Severity.NOTE, message, mend);
    }

    private Finding unfit(String name, String message, String mend) {
        return new Finding(
                name, settings.accepted().contains(name) ? Severity.ACCEPTED : Severity.UNFIT, message, mend);
    }

    private static String text(Session session, String sql) throws SQLException {
        try (Cursor rows = session.sql(sql).query()) {
            return rows.next() ? rows.text() : "";
        }
    }

    private static @Nullable Long numberOrNull(Session session, String sql) throws SQLException {
        try (Cursor rows = session.sql(sql).query()) {
            return rows.next() ? rows.numberOrNull() : null;
        }
    }
}
