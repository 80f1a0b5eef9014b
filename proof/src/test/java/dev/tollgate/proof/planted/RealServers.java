package dev.tollgate.proof.planted;

import dev.tollgate.servers.MariadbServer;
import dev.tollgate.servers.PostgresServer;
import dev.tollgate.servers.RedisServer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Servers that are started when the first hunt needs them and shared by all hunts. Each hunt works in a database of its own: one that was
 * broken off may have left anything behind, and a planted bug may have made the tables.
 */
final class RealServers implements AutoCloseable {
    private @Nullable PostgresServer postgres;
    private @Nullable MariadbServer mariadb;
    private @Nullable RedisServer redis;

    /** What to tell a JVM that is to run this contract. */
    synchronized List<String> options(Finder.Kind kind) {
        return switch (kind) {
            case SIMULATOR, MEMORY, SQLITE -> List.of();
            case POSTGRESQL -> {
                if (postgres == null) {
                    postgres = PostgresServer.open();
                }
                yield List.of("-Dtollgate.test.postgresql=" + postgres.newDatabase());
            }
            case MARIADB -> {
                if (mariadb == null) {
                    mariadb = MariadbServer.open();
                }
                yield List.of("-Dtollgate.test.mariadb=" + mariadb.newDatabase());
            }
            // In Redis each test has a prefix of its own.
            case REDIS, REDIS_WATCH -> {
                if (redis == null) {
                    redis = RedisServer.open();
                }
                yield List.of("-Dtollgate.test.redis=" + redis.url());
            }
        };
    }

    @Override
    public synchronized void close() {
        if (postgres != null) {
            postgres.close();
        }
        if (mariadb != null) {
            mariadb.close();
        }
        if (redis != null) {
            redis.close();
        }
    }
}
