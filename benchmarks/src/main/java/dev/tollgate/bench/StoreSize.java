package dev.tollgate.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import redis.clients.jedis.Jedis;

/** How many bytes a store takes, with its indexes: on the disk, or in memory where it is kept there. */
final class StoreSize {
    private StoreSize() {}

    static long bytes(Site.Kind kind, String url) throws SQLException, IOException {
        return switch (kind) {
            case POSTGRESQL ->
                number(
                        url,
                        "select sum(pg_total_relation_size(oid)) from pg_class where relkind = 'r'"
                                + " and relname like 'tollgate%'");
            case MARIADB ->
                number(
                        url,
                        "select sum(file_size) from information_schema.innodb_sys_tablespaces"
                                + " where name like concat(database(), '/tollgate%')");
            case SQLITE ->
                number(Site.driverUrl(url), "pragma wal_checkpoint(truncate)")
                        + Files.size(Path.of(url.substring("sqlite:".length())));
            case REDIS -> memoryOf(url);
        };
    }

    private static long number(String url, String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static long memoryOf(String url) {
        try (Jedis redis = new Jedis(URI.create(url))) {
            for (String line : redis.info("memory").split("\r\n", -1)) {
                if (line.startsWith("used_memory:")) {
                    return Long.parseLong(line.substring("used_memory:".length()));
                }
            }
        }
        throw new IllegalStateException("the server does not tell how much memory it uses");
    }
}
