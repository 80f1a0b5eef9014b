package dev.tollgate.jdbc;

import dev.tollgate.spi.Finding;
import dev.tollgate.spi.Finding.Severity;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Is a PostgreSQL database fit for money. */
final class PostgresCheck {
    static final String FSYNC = "fsync";
    static final String SYNCHRONOUS_COMMIT = "synchronous-commit";
    static final String FULL_PAGE_WRITES = "full-page-writes";

    /** What an operator may accept by name. */
    static final List<String> ACCEPTABLE = List.of(FSYNC, SYNCHRONOUS_COMMIT, FULL_PAGE_WRITES);

    private static final int VERSION_MIN = 130_000;
    private static final long CLOCK_OFF_MILLIS_MAX = 1_000;
    private static final long TRANSACTION_AGE_MAX = 1_000_000_000L;

    private static final String SETTINGS = "SELECT current_setting('server_version_num')::bigint,"
            + " current_setting('server_version'), current_setting('fsync'), current_setting('full_page_writes'),"
            + " current_setting('synchronous_commit'), current_setting('synchronous_standby_names'),"
            + " pg_is_in_recovery()::text, (SELECT s.setting FROM pg_settings AS s WHERE s.name = 'default_transaction_read_only'),"
            + " pg_encoding_to_char(d.encoding), age(d.datfrozenxid)::bigint"
            + " FROM pg_database AS d WHERE d.datname = current_database()";

    private final PostgresSettings settings;

    PostgresCheck(PostgresSettings settings) {
        this.settings = settings;
    }

    List<Finding> settings(Session session) throws SQLException {
        try (Cursor row = session.sql(SETTINGS).query()) {
            if (!row.next()) {
                throw new SQLException("no row of pg_database for this database");
            }
            List<Finding> findings = new ArrayList<>();
            findings.add(version(row.number(), row.text()));
            findings.add(fsync(row.text()));
            findings.add(fullPageWrites(row.text()));
            findings.add(synchronousCommit(row.text(), row.text()));
            findings.add(primary(row.text(), row.text()));
            findings.add(encoding(row.text()));
            findings.add(transactionAge(row.number()));
            return findings;
        }
    }

    List<Finding> contents(Session reader) throws SQLException {
        return List.of(isolation(), keyIdentity(reader), clock(reader));
    }

    private static Finding version(long number, String version) {
        return number >= VERSION_MIN
                ? ok("server-version", "PostgreSQL " + version)
                : never("server-version", "PostgreSQL " + version + " is older than 13", "upgrade the server");
    }

    private Finding fsync(String value) {
        return value.equals("on")
                ? ok(FSYNC, "fsync=on")
                : unfit(
                        FSYNC,
                        "fsync=%s: when the server's machine stops, acknowledged writes are lost and the database may be damaged"
                                .formatted(value),
                        "set fsync=on in postgresql.conf and reload");
    }

    private Finding fullPageWrites(String value) {
        return value.equals("on")
                ? ok(FULL_PAGE_WRITES, "full_page_writes=on")
                : unfit(
                        FULL_PAGE_WRITES,
                        "full_page_writes=%s: a page that was being written when the machine stopped is damaged"
                                .formatted(value),
                        "set full_page_writes=on in postgresql.conf and reload");
    }

    private Finding synchronousCommit(String value, String standbys) {
        String message = "synchronous_commit=" + value;
        if (value.equals("off")) {
            return unfit(
                    SYNCHRONOUS_COMMIT,
                    message + ": acknowledged writes are lost when the server stops",
                    "set synchronous_commit=on for this user, database or server, and reload");
        }
        if (standbys.isBlank()) {
            return ok(SYNCHRONOUS_COMMIT, message + ": every acknowledged write was flushed to the server's disk");
        }
        return value.equals("local")
                ? unfit(
                        SYNCHRONOUS_COMMIT,
                        "%s, and synchronous_standby_names=%s is not waited for: acknowledged writes are lost in a failover"
                                .formatted(message, standbys),
                        "set synchronous_commit=on for this user, database or server, and reload")
                : ok(SYNCHRONOUS_COMMIT, "%s with synchronous_standby_names=%s".formatted(message, standbys));
    }

    private static Finding primary(String inRecovery, String readOnly) {
        if (inRecovery.equals("true")) {
            return never("primary", "this server is a standby and takes no writes", "connect to the primary");
        }
        return readOnly.equals("on")
                ? never(
                        "primary",
                        "default_transaction_read_only=on: this server or user takes no writes",
                        "set default_transaction_read_only=off for this user or database")
                : ok("primary", "this server takes writes");
    }

    private static Finding encoding(String encoding) {
        return encoding.equals("UTF8")
                ? ok("encoding", "UTF8")
                : never(
                        "encoding",
                        "the database's encoding is %s: names that it lacks characters for cannot be kept"
                                .formatted(encoding),
                        "create the database with ENCODING 'UTF8'");
    }

    private static Finding transactionAge(long age) {
        String message = "the oldest row is %d million database transactions old".formatted(age / 1_000_000);
        return age <= TRANSACTION_AGE_MAX
                ? ok("transaction-age", message)
                : note(
                        "transaction-age",
                        message + "; past 2,147 million the server takes no writes",
                        "see why autovacuum does not keep up: VACUUM FREEZE");
    }

    private static Finding isolation() {
        return ok("isolation", "READ COMMITTED, set with every write; what the server's default is does not matter");
    }

    /** The columns that make a ticket's key unique, and how they are compared. */
    private static Finding keyIdentity(Session reader) throws SQLException {
        List<String> others = new ArrayList<>();
        int columns = 0;
        try (Cursor rows = reader.sql("SELECT a.attname, coalesce(c.collname, 'none') FROM pg_index AS i"
                        + " CROSS JOIN LATERAL unnest(i.indkey, i.indcollation) AS k (column_no, collation_no)"
                        + " JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = k.column_no"
                        + " LEFT JOIN pg_collation AS c ON c.oid = k.collation_no"
                        + " WHERE i.indrelid = to_regclass('tollgate_ticket') AND i.indisprimary AND i.indisvalid")
                .query()) {
            while (rows.next()) {
                columns++;
                String column = rows.text();
                String collation = rows.text();
                if (!collation.equals("C") && !collation.equals("POSIX")) {
                    others.add(column);
                }
            }
        }
        return columns == 4 && others.isEmpty()
                ? ok("key-identity", "names are compared byte for byte")
                : never(
                        "key-identity",
                        "the key of tollgate_ticket has %d columns, of which %s are not compared byte for byte"
                                .formatted(columns, others),
                        "restore the table as this program makes it");
    }

    private static Finding clock(Session reader) throws SQLException {
        long before = System.currentTimeMillis();
        long server;
        try (Cursor rows = reader.sql("SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint")
                .query()) {
            rows.next();
            server = rows.number();
        }
        long after = System.currentTimeMillis();
        long off = server < before ? server - before : Math.max(0, server - after);
        return Math.abs(off) <= CLOCK_OFF_MILLIS_MAX
                ? ok("clock", "the server's clock, which counts, agrees with this machine's")
                : note(
                        "clock",
                        "the server's clock, which counts, is %s %s this machine's"
                                .formatted(Duration.ofMillis(Math.abs(off)), off > 0 ? "ahead of" : "behind"),
                        "keep both set by NTP");
    }

    private static Finding ok(String name, String message) {
        return new Finding(name, Severity.OK, message, null);
    }

    private static Finding note(String name, String message, String mend) {
        return new Finding(name, Severity.NOTE, message, mend);
    }

    private static Finding never(String name, String message, String mend) {
        return new Finding(name, Severity.REFUSED, message, mend);
    }

    private Finding unfit(String name, String message, String mend) {
        return new Finding(
                name, settings.accepted().contains(name) ? Severity.ACCEPTED : Severity.UNFIT, message, mend);
    }
}
