package dev.tollgate.proof.stores;

import dev.tollgate.jdbc.JdbcStore;
import dev.tollgate.redis.RedisStore;
import dev.tollgate.servers.MariadbServer;
import dev.tollgate.servers.PostgresServer;
import dev.tollgate.servers.RedisCluster;
import dev.tollgate.servers.RedisServer;
import dev.tollgate.spi.Store;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;

/**
 * Every store there is. {@code -Dtollgate.test.stores=sqlite,postgresql} narrows them; a store that does not start fails its tests.
 */
@SuppressWarnings("ImmutableEnumChecker") // The functions hold nothing.
public enum ProofStore {
    SQLITE(
            JdbcStore::open,
            folder -> "sqlite:" + folder.resolve(UUID.randomUUID() + ".db"),
            folder -> Place.file("sqlite:" + folder.resolve("tollgate.db")),
            "",
            ""),
    POSTGRESQL(
            JdbcStore::open,
            folder -> PostgresServer.shared().freshDatabase(),
            folder -> Place.of(PostgresServer.open(), "&sslmode=disable&gssEncMode=disable"),
            "socketTimeout=1",
            "strategy=pessimistic"),
    MARIADB(
            JdbcStore::open,
            folder -> MariadbServer.shared().freshDatabase(),
            folder -> Place.of(MariadbServer.open(), ""),
            "socketTimeout=1000",
            "strategy=pessimistic"),
    REDIS(
            RedisStore::open,
            folder -> RedisServer.shared().freshDatabase(),
            folder -> Place.of(RedisServer.open(), ""),
            "timeoutMillis=1000",
            "strategy=optimistic"),
    REDIS_CLUSTER(
            RedisStore::open,
            folder -> RedisCluster.shared().freshDatabase(),
            folder -> Place.of(RedisCluster.open()),
            "timeoutMillis=1000",
            "strategy=optimistic");

    private final Function<String, Store> opening;
    private final Function<Path, String> fresh;
    private final Function<Path, Place> own;
    private final String impatient;
    private final String otherWay;

    ProofStore(
            Function<String, Store> opening,
            Function<Path, String> fresh,
            Function<Path, Place> own,
            String impatient,
            String otherWay) {
        this.opening = opening;
        this.fresh = fresh;
        this.own = own;
        this.impatient = impatient;
        this.otherWay = otherWay;
    }

    /** All stores, or those that were asked for. */
    public static List<ProofStore> all() {
        String wanted = System.getProperty("tollgate.test.stores");
        return wanted == null
                ? List.of(values())
                : Arrays.stream(wanted.split(",", -1))
                        .map(name -> valueOf(name.strip().toUpperCase(Locale.ROOT)))
                        .toList();
    }

    /** Those of {@link #all()} that live in a server of their own. */
    public static List<ProofStore> servers() {
        return all().stream().filter(ProofStore::isServer).toList();
    }

    /** Whether it lives in a server that can be killed, paused and cut off; if not, it is a file. */
    public boolean isServer() {
        return this != SQLITE;
    }

    /**
     * The address of an empty store that tests share the server of; what was written there before is gone.
     *
     * @param folder of the test's own, where a store that is a file is put
     */
    public String fresh(Path folder) {
        return fresh.apply(folder);
    }

    /**
     * An empty store with servers of its own, which may be killed; set up so that what is acknowledged is on the disk.
     *
     * @param folder of the test's own, where a store that is a file is put; servers keep theirs in temporary folders
     */
    public Place own(Path folder) {
        return own.apply(folder);
    }

    /** Opens the store at an address of this kind, and makes it where there is none. */
    public Store open(String url) {
        return opening.apply(url);
    }

    /** The address of the same store, whose connections are given up after a second without an answer. */
    public String impatient(String url) {
        return with(url, impatient);
    }

    /** The address of the same store, written in another way than usually; the same address where there is but one way. */
    public String otherWay(String url) {
        return with(url, otherWay);
    }

    /** An address with further parameters, {@code name=value&name=value}. */
    public static String with(String url, String parameters) {
        return parameters.isEmpty() ? url : url + (url.contains("?") ? '&' : '?') + parameters;
    }
}
