package dev.tollgate.jdbc;

import dev.tollgate.api.StoreUnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a schema to the version of this program: files {@code 1.sql}, {@code 2.sql} … of a folder beside this class, each applied once,
 * in one database transaction, and recorded in {@code tollgate_schema} with its checksum. The first one creates that table.
 *
 * <p>A file is statements that end with a semicolon at the end of a line, and lines that begin with {@code --}.
 */
final class Migrations {
    private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);

    private final Dialect dialect;
    private final List<Migration> known;

    private record Migration(int version, String checksum, List<String> statements) {}

    Migrations(Dialect dialect) {
        this.dialect = dialect;
        known = known(dialect.migrations());
    }

    /**
     * Safe when several processes do it at once: whoever comes second finds it done.
     *
     * @throws StoreUnavailableException when the schema is newer than this program, or was made by other migrations
     */
    void apply(Session session) throws SQLException {
        // Looks before it waits for the right to write: nearly always there is nothing to do.
        for (Migration migration : missing(session)) {
            dialect.beginMigration(session);
            try {
                if (missing(session).contains(migration)) {
                    apply(session, migration);
                }
                dialect.commit(session);
            } catch (SQLException | RuntimeException e) {
                rollback(session, e);
                throw e;
            }
        }
    }

    /** @throws StoreUnavailableException when there is no schema at all */
    void checkBegun(Session session) throws SQLException {
        if (applied(session).isEmpty()) {
            throw new StoreUnavailableException(
                    "there is no store in %s; name the right one, or make it by opening it for work".formatted(dialect),
                    null);
        }
    }

    private void apply(Session session, Migration migration) throws SQLException {
        try (Statement statement = session.connection().createStatement()) {
            for (String sql : migration.statements()) {
                statement.execute(sql);
            }
        }
        session.sql("INSERT INTO tollgate_schema (version, checksum, applied_at) VALUES (?, ?, ?)")
                .number(migration.version())
                .text(migration.checksum())
                .number(dialect.timeMillis(session))
                .update();
        LOG.debug("Brought the schema to version {}", migration.version());
    }

    private void rollback(Session session, Exception cause) {
        try {
            dialect.rollback(session);
        } catch (SQLException | RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    private List<Migration> missing(Session session) throws SQLException {
        Map<Long, String> applied = applied(session);
        for (Map.Entry<Long, String> one : applied.entrySet()) {
            check(one.getKey(), one.getValue());
        }
        return known.stream()
                .filter(migration -> !applied.containsKey((long) migration.version()))
                .toList();
    }

    private void check(long version, String checksum) {
        if (version > known.size()) {
            throw new StoreUnavailableException(
                    "the store's schema has version %d, which is newer than this program (%d); use a newer program"
                            .formatted(version, known.size()),
                    null);
        }
        if (version < 1 || !known.get((int) version - 1).checksum().equals(checksum)) {
            throw new StoreUnavailableException(
                    "version %d of the store's schema was not made by this program (its checksum is %s); use the program"
                                    .formatted(version, checksum)
                            + " that made it, or another store",
                    null);
        }
    }

    private static Map<Long, String> applied(Session session) throws SQLException {
        Map<Long, String> applied = new TreeMap<>();
        Connection connection = session.connection();
        try (ResultSet table = connection
                .getMetaData()
                .getTables(
                        connection.getCatalog(), connection.getSchema(), "tollgate_schema", new String[] {"TABLE"})) {
            if (!table.next()) {
                return applied;
            }
        }
        try (Cursor rows =
                session.sql("SELECT version, checksum FROM tollgate_schema").query()) {
            while (rows.next()) {
                applied.put(rows.number(), rows.text());
            }
        }
        return applied;
    }

    private static List<Migration> known(String folder) {
        List<Migration> known = new ArrayList<>();
        for (int version = 1; ; version++) {
            try (InputStream file = Migrations.class.getResourceAsStream(folder + "/" + version + ".sql")) {
                if (file == null) {
                    return known;
                }
                String text = new String(file.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
                known.add(new Migration(version, checksum(text), statements(text)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static String checksum(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> statements(String text) {
        List<String> statements = new ArrayList<>();
        StringBuilder statement = new StringBuilder();
        for (String line : text.lines().toList()) {
            if (!line.startsWith("--") && !line.isBlank()) {
                statement.append(line).append('\n');
                if (line.endsWith(";")) {
                    statements.add(statement.substring(0, statement.length() - 2));
                    statement.setLength(0);
                }
            }
        }
        if (!statement.isEmpty()) {
            throw new IllegalStateException("a statement does not end: " + statement);
        }
        return statements;
    }
}
