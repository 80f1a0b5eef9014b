package dev.tollgate.cli;

import dev.tollgate.jdbc.JdbcStore;
import dev.tollgate.memory.MemoryStore;
import dev.tollgate.redis.RedisStore;
import dev.tollgate.spi.Store;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Opens stores by their address. */
final class Stores {
    private static final Pattern MEMORY = Pattern.compile("memory:(\\?strategy=(auto|optimistic|pessimistic))?");

    private static final List<Kind> KINDS = List.of(
            new Kind("sqlite:", "sqlite:<file>", JdbcStore::open, JdbcStore::openExisting),
            new Kind(
                    "jdbc:postgresql:",
                    "jdbc:postgresql://<host>/<database>",
                    JdbcStore::open,
                    JdbcStore::openExisting),
            new Kind("jdbc:mariadb:", "jdbc:mariadb://<host>/<database>", JdbcStore::open, JdbcStore::openExisting),
            new Kind("redis:", "redis://<host>:<port>", RedisStore::open, RedisStore::openExisting),
            new Kind("rediss:", "rediss://<host>:<port>", RedisStore::open, RedisStore::openExisting));

    /**
     * @param prefix what an address begins with
     * @param shape how one looks
     */
    private record Kind(
            String prefix, String shape, Function<String, Store> open, Function<String, Store> openExisting) {}

    private Stores() {}

    /** Opens a store, and makes it when it is not there. */
    static Store open(String url) {
        return MEMORY.matcher(url).matches()
                ? new MemoryStore()
                : kind(url).open().apply(url);
    }

    /** Opens a store that must be there already: looking at a store must not make one. */
    static Store openExisting(String url) {
        return MEMORY.matcher(url).matches()
                ? new MemoryStore()
                : kind(url).openExisting().apply(url);
    }

    private static Kind kind(String url) {
        for (Kind kind : KINDS) {
            if (url.startsWith(kind.prefix())) {
                return kind;
            }
        }
        throw Failure.usage("'%s' is no store this program knows; use %s or memory:"
                .formatted(
                        StoreAddress.shown(url),
                        String.join(", ", KINDS.stream().map(Kind::shape).toList())));
    }
}
