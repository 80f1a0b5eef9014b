package dev.tollgate.redis;

import dev.tollgate.api.InvalidRequestException;
import dev.tollgate.api.StoreUnavailableException;
import dev.tollgate.spi.AccountFilter;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.AuditRow;
import dev.tollgate.spi.Finding;
import dev.tollgate.spi.Group;
import dev.tollgate.spi.GroupResult;
import dev.tollgate.spi.Inspection;
import dev.tollgate.spi.Snapshot;
import dev.tollgate.spi.Store;
import dev.tollgate.spi.TicketFilter;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketPosition;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.UnfitStoreException;
import dev.tollgate.spi.UsageRow;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/**
 * The store in Redis 6.2 or newer, or Valkey: one server, or a cluster.
 *
 * <p>Everything of an account lies in one shard, so a group is written by one script, whole or not at all; on a cluster the groups of a
 * batch go to their nodes at the same time. Batches are applied in the calling thread. The store's time is that of the server that holds
 * the account. Nothing is ever sent twice that may have been written. Safe for concurrent use.
 */
public final class RedisStore implements Store {
    private static final int LANES = 4;

    private final RedisUrl url;
    private final StoreTime time;
    private final Exchange exchange;
    private final Plan.Store store;
    private final RedisCheck check;
    private final Loader loader;
    private final Writer writer;
    private final TicketQueries tickets;
    private final AccountQueries accounts;

    private RedisStore(RedisUrl url, StoreTime time, Exchange exchange, Plan.Store store, RedisCheck check) {
        this.url = url;
        this.time = time;
        this.exchange = exchange;
        this.store = store;
        this.check = check;
        loader = new Loader(exchange, store, time);
        writer = url.optimistic()
                ? new WatchWriter(exchange, store, time, loader)
                : new ScriptWriter(exchange, store, time, loader);
        tickets = new TicketQueries(exchange, store.keys());
        accounts = new AccountQueries(exchange, store.keys(), loader.accounts());
    }

    /**
     * Opens a store, and makes it where there is none. Blocks, for seconds when a server does not answer.
     *
     * @param url {@code redis://[[user]:password@]host[:port][/database]}, or {@code rediss://…} for TLS, in which the server's certificate
     *     and name are checked; user and password percent-encoded; several hosts with commas between them are nodes of a cluster.
     *     Then optionally {@code ?} and parameters with {@code &} between them:
     *     <ul>
     *       <li>{@code cluster=true}: this must be a cluster; found out by itself if it does not say
     *       <li>{@code prefix=<name>}: what all keys begin with; {@code tollgate} unless said otherwise
     *       <li>{@code strategy=auto|optimistic}: {@code auto} compares and writes in one script, {@code optimistic} uses WATCH, MULTI and
     *           EXEC
     *       <li>{@code timeoutMillis=<50 to 60000>}: how long to wait for an answer; 5000 unless said otherwise
     *       <li>{@code accept=appendonly|appendfsync|no-appendfsync-on-rewrite|maxmemory-policy|replication|config}: opens the store in
     *           spite of this; may come several times
     *     </ul>
     *
     * @throws InvalidRequestException naming the parameter that is unknown or out of its range
     * @throws UnfitStoreException when a server can lose an acknowledged write and that is not accepted by name
     * @throws StoreUnavailableException when a server does not answer, has lost data of the store, or holds one of a newer program
     */
    public static RedisStore open(String url) {
        return open(RedisUrl.parse(url), new StoreTime(null), true);
    }

    /**
     * Opens a store as {@link #open(String)} does, with a clock of its own instead of the servers'.
     *
     * @param clock the store's time
     */
    public static RedisStore open(String url, InstantSource clock) {
        return open(RedisUrl.parse(url), new StoreTime(clock), true);
    }

    /**
     * Opens a store as {@link #open(String)} does, but makes none: for those who only want to look.
     *
     * @throws StoreUnavailableException also when there is no store at the address
     */
    public static RedisStore openExisting(String url) {
        return open(RedisUrl.parse(url), new StoreTime(null), false);
    }

    private static RedisStore open(RedisUrl url, StoreTime time, boolean make) {
        Servers servers = connect(url);
        try {
            Exchange exchange = new Exchange(servers);
            RedisCheck check = new RedisCheck(url.accepted());
            refuseUnfit(check.settings(servers.primaries()));
            Plan.Store store = new Founding(exchange, url.prefix()).open(make);
            refuseUnfit(List.of(check.permissions(exchange, store.keys(), servers.primaries())));
            return new RedisStore(url, time, exchange, store, check);
        } catch (RuntimeException e) {
            servers.close();
            throw e;
        }
    }

    private static Servers connect(RedisUrl url) {
        if (!url.cluster()) {
            OneServer one = new OneServer(url.hosts().get(0), url.config());
            try {
                boolean isCluster = ServerFacts.of(one.nodeOf(0)).cluster() != null;
                if (!isCluster) {
                    return one;
                }
            } catch (RuntimeException e) {
                one.close();
                throw e;
            }
            one.close();
        }
        ClusterServers cluster = new ClusterServers(url.hosts(), url.config());
        try {
            cluster.lookAgain();
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private static void refuseUnfit(List<Finding> findings) {
        List<Finding> unfit = RedisCheck.unfit(findings);
        if (!unfit.isEmpty()) {
            throw new UnfitStoreException(unfit);
        }
    }

    @Override
    public CompletionStage<List<GroupResult>> apply(List<Group> batch) {
        return CompletableFuture.completedFuture(writer.apply(batch));
    }

    @Override
    public int lanesMax() {
        return LANES;
    }

    @Override
    public boolean usesRemembered() {
        return writer.usesRemembered();
    }

    @Override
    public long timeMillis() {
        Long given = time.given();
        if (given != null) {
            return given;
        }
        @Nullable Object answer = exchange.read(new Question(0, new CommandArguments(Command.TIME)));
        if (answer instanceof List<?> parts) {
            return ServerFacts.millis(parts);
        }
        throw new StoreUnavailableException("the server does not tell the time", null);
    }

    /** What is stored and cannot be read is the store's failure, not that of whoever asked. */
    static <T> T reading(Object where, Supplier<T> rows) {
        try {
            return rows.get();
        } catch (IllegalArgumentException | InvalidRequestException e) {
            throw new StoreUnavailableException(
                    "%s holds a row that cannot be read: %s".formatted(where, e.getMessage()), e);
        }
    }

    @Override
    public List<TicketKey> findLapsed(int max) {
        return reading(this, () -> tickets.lapsed(timeMillis(), max));
    }

    @Override
    public List<TicketRow> findInDoubt(Optional<TicketPosition> after, int max) {
        return reading(this, () -> tickets.inDoubt(after, max));
    }

    @Override
    public List<TicketKey> findOutcomesFinishedBefore(long beforeMillis, int max) {
        return reading(this, () -> tickets.outcomesFinishedBefore(beforeMillis, max));
    }

    @Override
    public List<TicketKey> findFinishedBefore(long beforeMillis, int max) {
        return reading(this, () -> tickets.finishedBefore(beforeMillis, max));
    }

    @Override
    public Snapshot read(AccountKey account, List<TicketKey> keys) {
        return reading(this, () -> loader.read(account, keys));
    }

    @Override
    public List<UsageRow> usage(AccountKey account, long fromMillis, long toMillis, int max) {
        return reading(this, () -> accounts.usage(account, fromMillis, toMillis, max));
    }

    @Override
    public List<TicketRow> tickets(TicketFilter filter, Optional<TicketPosition> after, int max) {
        return reading(this, () -> tickets.list(filter, after, max));
    }

    @Override
    public List<AccountRow> accounts(AccountFilter filter, Optional<String> after, int max) {
        return reading(this, () -> accounts.list(filter, after, max));
    }

    @Override
    public List<AuditRow> audit(AccountKey account, Optional<String> beforeId, int max) {
        return reading(this, () -> accounts.audit(account, beforeId, max));
    }

    @Override
    public Inspection inspect() {
        return new RedisInspection(this, accounts, tickets);
    }

    @Override
    public List<Finding> check() {
        List<Node> primaries = exchange.servers().primaries();
        List<Finding> findings = new ArrayList<>(check.all(primaries));
        findings.add(check.permissions(exchange, store.keys(), primaries));
        return List.copyOf(findings);
    }

    @Override
    public void close() {
        exchange.servers().close();
    }

    @Override
    public String toString() {
        return url.toString();
    }
}
