package dev.tollgate.cli;

import dev.tollgate.servers.MariadbServer;
import dev.tollgate.servers.PostgresServer;
import dev.tollgate.servers.RedisCluster;
import dev.tollgate.servers.RedisServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The stores that these tests run on. {@code -Dtollgate.test.stores=sqlite,postgresql} narrows them; a store that is named and does
 * not start fails its tests.
 */
enum TestStore {
    SQLITE {
        @Override
        String fresh(Path folder) {
            return "sqlite:" + folder.resolve("tollgate.db");
        }

        @Override
        String jdbc(String url) {
            return "jdbc:" + url;
        }
    },
    POSTGRESQL {
        @Override
        String fresh(Path folder) {
            return PostgresServer.shared().freshDatabase();
        }

        @Override
        Killable openServer() {
            return Killable.of(PostgresServer.open());
        }
    },
    MARIADB {
        @Override
        String fresh(Path folder) {
            return MariadbServer.shared().freshDatabase();
        }

        @Override
        Killable openServer() {
            return Killable.of(MariadbServer.open());
        }
    },
    REDIS {
        @Override
        String fresh(Path folder) {
            return RedisServer.shared().freshDatabase();
        }

        @Override
        Killable openServer() {
            return Killable.of(RedisServer.open());
        }

        @Override
        void understateUsage(String url) {
            RedisKeys.understateUsage(RedisServer.shared());
        }

        @Override
        void endLeases(String url) {
            RedisKeys.endLeases(RedisServer.shared());
        }
    },
    /** One of its three nodes is what is killed. */
    REDIS_CLUSTER {
        @Override
        String fresh(Path folder) {
            return RedisCluster.shared().freshDatabase();
        }

        @Override
        Killable openServer() {
            return Killable.of(RedisCluster.open());
        }

        @Override
        void understateUsage(String url) {
            RedisCluster.shared().nodes().forEach(RedisKeys::understateUsage);
        }

        @Override
        void endLeases(String url) {
            RedisCluster.shared().nodes().forEach(RedisKeys::endLeases);
        }
    };

    /** The address of an empty store; what the test before wrote is gone. */
    abstract String fresh(Path folder);

    /** A server of the test's own, which it may kill. */
    Killable openServer() {
        throw new UnsupportedOperationException(this + " has no server");
    }

    /** The JDBC URL of a store's database. */
    String jdbc(String url) {
        return url;
    }

    /** Makes every usage row say less than the tickets add up to, behind the store's back. */
    void understateUsage(String url) throws SQLException {
        execute(url, "UPDATE tollgate_usage SET used = used - 1");
    }

    /** Ends the lease of every open ticket, behind the store's back. */
    void endLeases(String url) throws SQLException {
        execute(url, "UPDATE tollgate_ticket SET lease_until = 1");
    }

    private void execute(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbc(url));
                Statement statement = connection.createStatement()) {
            if (statement.executeUpdate(sql) == 0) {
                throw new IllegalStateException("No row was changed by " + sql);
            }
        }
    }

    static List<TestStore> all() {
        String wanted = System.getProperty("tollgate.test.stores");
        return wanted == null
                ? List.of(values())
                : Arrays.stream(wanted.split(",", -1))
                        .map(name -> valueOf(name.strip().toUpperCase(Locale.ROOT)))
                        .toList();
    }

    /** Those that live in a server and can be asked in SQL. */
    static List<TestStore> databases() {
        return all().stream()
                .filter(store -> store == POSTGRESQL || store == MARIADB)
                .toList();
    }

    /** Those that live in a server. */
    static List<TestStore> servers() {
        return all().stream().filter(store -> store != SQLITE).toList();
    }
}
