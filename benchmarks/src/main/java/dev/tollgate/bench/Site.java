package dev.tollgate.bench;

import dev.tollgate.jdbc.JdbcStore;
import dev.tollgate.redis.RedisStore;
import dev.tollgate.servers.MariadbServer;
import dev.tollgate.servers.PostgresServer;
import dev.tollgate.servers.RedisServer;
import dev.tollgate.servers.Server;
import dev.tollgate.spi.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where ways run: a server started for it and set up as for money. Each run of a way gets a database without anything in it. */
final class Site implements AutoCloseable {
    /** Kinds of store that are started on demand, by the names they have on the command line. */
    enum Kind {
        POSTGRESQL,
        MARIADB,
        SQLITE,
        REDIS
    }

    private final @Nullable Server server;
    private final @Nullable Path folder;
    private int files;

    private Site(@Nullable Server server, @Nullable Path folder) {
        this.server = server;
        this.folder = folder;
    }

    static Site start(Kind kind) throws IOException {
        return switch (kind) {
            case POSTGRESQL ->
                new Site(
                        PostgresServer.open(
                                Map.of("max_connections", "600", "shared_buffers", "512MB", "max_wal_size", "4GB")),
                        null);
            case MARIADB -> new Site(MariadbServer.open(Map.of("max_connections", "600")), null);
            case REDIS -> new Site(RedisServer.open(Map.of("appendfsync", "always")), null);
            case SQLITE -> new Site(null, Files.createTempDirectory("tollgate-bench"));
        };
    }

    /** The address of an empty store, as Tollgate takes it. */
    String fresh() {
        if (server instanceof PostgresServer postgres) {
            return postgres.newDatabase();
        } else if (server instanceof MariadbServer mariadb) {
            return mariadb.newDatabase();
        } else if (server instanceof RedisServer redis) {
            return redis.freshDatabase();
        }
        return "sqlite:" + folder + "/" + files++ + ".db";
    }

    /** The same address, as a driver takes it. */
    static String driverUrl(String url) {
        return url.startsWith("sqlite:") ? "jdbc:" + url : url;
    }

    static Store open(String url) {
        return url.startsWith("redis") ? RedisStore.open(url) : JdbcStore.open(url);
    }

    @Override
    public void close() throws IOException {
        if (server != null) {
            server.close();
        }
        if (folder != null) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }
}
