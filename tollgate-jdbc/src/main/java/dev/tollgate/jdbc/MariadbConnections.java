package dev.tollgate.jdbc;

import java.sql.Connection;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.mariadb.jdbc.Driver;

/** Opens connections on which everything that the store relies on is set, whatever the server's defaults are. */
final class MariadbConnections {
    /** Of values in one packet; the smallest packet that servers take by default is 16 MB. */
    static final int PACKET_BYTES = 4 << 20;

    /**
     * Without unique_checks InnoDB fills an empty table without looking at its keys. CHAIN would go on in the next database transaction.
     * In a zone with summer time the hour that comes twice would be two times of the store.
     */
    private static final String SESSION = "SET SESSION sql_mode ="
            + " 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION', time_zone = '+00:00',"
            + " completion_type = NO_CHAIN, unique_checks = 1, foreign_key_checks = 1,"
            + " max_statement_time = 0, sql_safe_updates = 0, sql_select_limit = DEFAULT, sql_auto_is_null = 0,"
            + " query_cache_type = OFF, %s;"
            + " SET NAMES utf8mb4 COLLATE utf8mb4_nopad_bin;"
            + " SET SESSION TRANSACTION ISOLATION LEVEL %s";

    /** Until the tables are made, others who make them are waited for. What a writer that is gone holds is given back after 10 s. */
    private static final String WRITER = SESSION.formatted(
            "autocommit = 1, idle_transaction_timeout = 10, innodb_lock_wait_timeout = 60, lock_wait_timeout = 60",
            "READ COMMITTED, READ WRITE");

    /** Whole seconds are the finest waiting that there is, so it is none at all. */
    static final String WITHOUT_WAITING = "SET SESSION innodb_lock_wait_timeout = 0, lock_wait_timeout = 0";

    /** What is read is as of the first reading, until the connection is given back. */
    static final String READER =
            SESSION.formatted("autocommit = 0, lock_wait_timeout = 5", "REPEATABLE READ, READ ONLY");

    private MariadbConnections() {}

    /** The names of the driver's own parameters. */
    static Set<String> parameters() {
        try {
            Set<String> names = new TreeSet<>();
            for (DriverPropertyInfo property :
                    new Driver().getPropertyInfo("jdbc:mariadb://host/db", new Properties())) {
                names.add(property.name);
            }
            return names;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    static Connection writer(MariadbSettings settings) throws SQLException {
        Connection connection = new Driver().connect(settings.toString(), settings.driver());
        if (connection == null) {
            throw new SQLException("the driver does not take " + settings);
        }
        try {
            MariadbCheck.refuseUnusable(settings, connection);
            try (Statement statement = connection.createStatement()) {
                statement.execute(WRITER);
            }
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }
}
