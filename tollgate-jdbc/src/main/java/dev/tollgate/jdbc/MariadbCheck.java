package dev.tollgate.jdbc;

import dev.tollgate.api.StoreUnavailableException;
import dev.tollgate.spi.Finding;
import dev.tollgate.spi.Finding.Severity;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Is a MariaDB server fit for money. */
final class MariadbCheck {
    static final String FLUSH_LOG = "innodb-flush-log";
    static final String SYNC_BINLOG = "sync-binlog";
    static final String DOUBLEWRITE = "doublewrite";
    static final String GALERA = "galera";

    /** What an operator may accept by name. */
    static final List<String> ACCEPTABLE = List.of(FLUSH_LOG, SYNC_BINLOG, DOUBLEWRITE, GALERA);

    private static final String COLLATION = "utf8mb4_nopad_bin";
    private static final int KEY_COLUMNS = 18;
    private static final long CLOCK_MILLIS_MAX = 2_000;
    private static final long PACKET_BYTES_MIN = 1 << 20;

    private static final String GLOBAL = "SELECT variable_name, variable_value FROM information_schema.global_variables"
            + " WHERE variable_name IN ('INNODB_FLUSH_LOG_AT_TRX_COMMIT', 'LOG_BIN', 'SYNC_BINLOG', 'BINLOG_FORMAT',"
            + " 'INNODB_DOUBLEWRITE', 'WSREP_ON', 'READ_ONLY', 'MAX_ALLOWED_PACKET', 'INNODB_READ_ONLY', 'VERSION')";
    private static final String OWN = "SELECT variable_name, variable_value FROM information_schema.session_variables"
            + " WHERE variable_name IN ('TX_ISOLATION', 'TRANSACTION_ISOLATION', 'SQL_MODE', 'TIME_ZONE')";
    private static final String KEYS = "SELECT c.table_name, c.column_name, COALESCE(c.collation_name, '') FROM"
            + " information_schema.columns AS c WHERE c.table_schema = DATABASE() AND c.table_name IN"
            + " ('tollgate_account', 'tollgate_usage', 'tollgate_ticket', 'tollgate_history', 'tollgate_audit')"
            + " AND c.column_key = 'PRI'";
    private static final String ENGINES = "SELECT table_name, COALESCE(engine, 'none') FROM information_schema.tables"
            + " WHERE table_schema = DATABASE() AND table_name LIKE 'tollgate\\_%'";

    private final MariadbSettings settings;

    MariadbCheck(MariadbSettings settings) {
        this.settings = settings;
    }

    /** @throws StoreUnavailableException when this is no server that the store can work with, whatever is accepted */
    static void refuseUnusable(Object store, Connection connection) throws SQLException {
        DatabaseMetaData server = connection.getMetaData();
        String product = server.getDatabaseProductName();
        if (!product.toLowerCase(Locale.ROOT).contains("mariadb")) {
            throw new StoreUnavailableException(
                    "%s is %s %s; this store needs MariaDB 10.6 or newer, and was not tested with anything else"
                            .formatted(store, product, server.getDatabaseProductVersion()),
                    null);
        }
        int major = server.getDatabaseMajorVersion();
        if (major < 10 || (major == 10 && server.getDatabaseMinorVersion() < 6)) {
            throw new StoreUnavailableException(
                    "%s is MariaDB %s; this store needs 10.6 or newer"
                            .formatted(store, server.getDatabaseProductVersion()),
                    null);
        }
    }

    List<Finding> settings(Session session) throws SQLException {
        Map<String, String> variables = variables(session, GLOBAL);
        boolean binaryLog = is(variables, "log_bin", "ON");
        if (binaryLog && is(variables, "binlog_format", "STATEMENT")) {
            throw new StoreUnavailableException(
                    settings
                            + " logs statements, which does not go with READ COMMITTED; set binlog_format to ROW or MIXED",
                    null);
        }
        return List.of(
                ok("server", "MariaDB " + variables.get("version")),
                flushLog(variables.getOrDefault("innodb_flush_log_at_trx_commit", "?")),
                syncBinlog(binaryLog, variables.getOrDefault("sync_binlog", "?")),
                doublewrite(variables.getOrDefault("innodb_doublewrite", "?")),
                galera(is(variables, "wsrep_on", "ON")),
                readOnly(variables),
                packet(Long.parseLong(variables.getOrDefault("max_allowed_packet", "0"))),
                isolation(variables(session, OWN)));
    }

    private static Map<String, String> variables(Session session, String sql) throws SQLException {
        Map<String, String> variables = new HashMap<>();
        try (Cursor rows = session.sql(sql).query()) {
            while (rows.next()) {
                variables.put(rows.text().toLowerCase(Locale.ROOT), rows.text());
            }
        }
        return variables;
    }

    List<Finding> contents(Session reader, long nowMillis, boolean ownClock) throws SQLException {
        return List.of(keyIdentity(reader), engine(reader), clock(nowMillis, ownClock));
    }

    private static boolean is(Map<String, String> variables, String name, String value) {
        return value.equalsIgnoreCase(variables.get(name));
    }

    private Finding flushLog(String value) {
        String message = "innodb_flush_log_at_trx_commit=" + value;
        return value.equals("1") || value.equals("3")
                ? ok(FLUSH_LOG, message + ": every acknowledged write was flushed to the disk")
                : unfit(
                        FLUSH_LOG,
                        message + ": acknowledged writes are lost when the machine loses power",
                        "SET GLOBAL innodb_flush_log_at_trx_commit = 1, and in the server's configuration");
    }

    private Finding syncBinlog(boolean binaryLog, String value) {
        if (!binaryLog) {
            return ok(SYNC_BINLOG, "there is no binary log");
        }
        String message = "sync_binlog=" + value;
        return value.equals("1")
                ? ok(SYNC_BINLOG, message)
                : unfit(
                        SYNC_BINLOG,
                        message
                                + ": a restart rolls back what the binary log has not, so acknowledged writes are lost when the"
                                + " machine loses power",
                        "SET GLOBAL sync_binlog = 1, and in the server's configuration");
    }

    private Finding doublewrite(String value) {
        String message = "innodb_doublewrite=" + value;
        return value.equalsIgnoreCase("OFF") || value.equals("0")
                ? unfit(
                        DOUBLEWRITE,
                        message + ": a page that is half written when the machine loses power cannot be repaired",
                        "set innodb_doublewrite=ON in the server's configuration and restart it")
                : ok(DOUBLEWRITE, message);
    }

    private Finding galera(boolean on) {
        return on
                ? unfit(
                        GALERA,
                        "wsrep_on=ON: a Galera cluster can lose acknowledged writes when nodes fail together",
                        "use one server, with replicas for reading")
                : ok(GALERA, "no Galera cluster");
    }

    private static Finding readOnly(Map<String, String> variables) {
        return is(variables, "read_only", "OFF") && !is(variables, "innodb_read_only", "ON")
                ? ok("read-only", "takes writes")
                : note(
                        "read-only",
                        "read_only: every write is refused at present",
                        "name the server that takes writes");
    }

    private static Finding packet(long bytes) {
        String message = "max_allowed_packet=" + bytes;
        return bytes >= PACKET_BYTES_MIN
                ? ok("packet", message)
                : note("packet", message + ": large outcomes are refused", "SET GLOBAL max_allowed_packet = 16777216");
    }

    /** Something between the store and the server may lose what is set on connections. */
    private static Finding isolation(Map<String, String> own) {
        String isolation = own.getOrDefault("tx_isolation", own.getOrDefault("transaction_isolation", "?"));
        String message = "%s to %s, %s, time zone %s"
                .formatted(
                        isolation,
                        isolation.equals("READ-COMMITTED") ? "write" : "read",
                        own.get("sql_mode"),
                        own.get("time_zone"));
        return List.of("READ-COMMITTED", "REPEATABLE-READ").contains(isolation)
                        && own.getOrDefault("sql_mode", "").contains("STRICT_ALL_TABLES")
                        && is(own, "time_zone", "+00:00")
                ? ok("isolation", message)
                : new Finding(
                        "isolation",
                        Severity.REFUSED,
                        message + ": not what this program has set on the connection",
                        "connect to the server itself, not through a proxy that shares connections");
    }

    private static Finding keyIdentity(Session reader) throws SQLException {
        List<String> others = new ArrayList<>();
        int columns = 0;
        try (Cursor rows = reader.sql(KEYS).query()) {
            while (rows.next()) {
                columns++;
                String column = rows.text() + "." + rows.text();
                String collation = rows.text();
                if (!collation.isEmpty() && !collation.equals(COLLATION)) {
                    others.add(column + " (" + collation + ")");
                }
            }
        }
        return columns == KEY_COLUMNS && others.isEmpty()
                ? ok("key-identity", "names are compared byte for byte (" + COLLATION + ")")
                : new Finding(
                        "key-identity",
                        Severity.REFUSED,
                        "the keys of the tables have %d columns instead of %d, of which %s are not compared byte for byte"
                                .formatted(columns, KEY_COLUMNS, others),
                        "restore the tables as this program makes them");
    }

    private static Finding engine(Session reader) throws SQLException {
        List<String> others = new ArrayList<>();
        try (Cursor rows = reader.sql(ENGINES).query()) {
            while (rows.next()) {
                String table = rows.text();
                String engine = rows.text();
                if (!engine.equals("InnoDB")) {
                    others.add(table + " (" + engine + ")");
                }
            }
        }
        return others.isEmpty()
                ? ok("engine", "InnoDB")
                : new Finding(
                        "engine", Severity.REFUSED, "cannot roll back: " + others, "ALTER TABLE … ENGINE = InnoDB");
    }

    private static Finding clock(long nowMillis, boolean ownClock) {
        Instant now = Instant.ofEpochMilli(nowMillis);
        Duration off = Duration.ofMillis(nowMillis - System.currentTimeMillis());
        return ownClock || off.abs().toMillis() <= CLOCK_MILLIS_MAX
                ? ok("clock", now.toString())
                : note(
                        "clock",
                        "%s is %s %s this machine's"
                                .formatted(now, off.abs(), off.isNegative() ? "behind" : "ahead of"),
                        "keep the clocks of both set by NTP");
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
}
