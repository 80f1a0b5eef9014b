package dev.tollgate.servers;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Redis Cluster of three primaries without replicas, each set up as for money like {@link RedisServer}. Safe for use by several
 * threads.
 */
public final class RedisCluster implements AutoCloseable {
    private static final String NAME = "redis.cluster";
    private static final int PRIMARIES = 3;
    private static final int SLOTS = 16_384;
    private static final int FORMED_SECONDS_MAX = 60;
    private static final Map<String, String> SETTINGS =
            Map.of("cluster-enabled", "yes", "cluster-node-timeout", "2000");

    private static @Nullable RedisCluster shared;

    private final List<RedisServer> nodes;

    private RedisCluster(List<RedisServer> nodes) {
        this.nodes = nodes;
    }

    /**
     * The cluster that all tests in this JVM share; started by the first call, closed when the JVM ends. It is the one at the address
     * {@code tollgate.test.redis.cluster} ({@code redis://host:port,host:port}, all primaries) if that is set: a cluster whose keys may
     * be deleted, all of them.
     */
    public static synchronized RedisCluster shared() {
        RedisCluster cluster = shared;
        if (cluster == null) {
            String url = Own.url(NAME);
            cluster = url == null ? open() : own(url);
            shared = cluster;
            Runtime.getRuntime().addShutdownHook(new Thread(cluster::close, "close " + NAME));
        }
        return cluster;
    }

    private static RedisCluster own(String url) {
        return new RedisCluster(Stream.of(url.replaceFirst("redis://", "").split(",", -1))
                .map(node -> RedisServer.own("redis://" + node))
                .toList());
    }

    /** Starts a new cluster with its files in temporary folders; returns when every slot is served. */
    public static RedisCluster open() {
        return open(Map.of());
    }

    /**
     * As {@link #open()}, with settings of Redis's that differ from the durable ones, for all nodes.
     *
     * @throws IllegalStateException if a node does not start, or if the nodes do not form a cluster within a minute
     */
    public static RedisCluster open(Map<String, String> settings) {
        Map<String, String> all = new TreeMap<>(SETTINGS);
        all.putAll(settings);
        RedisCluster cluster = new RedisCluster(new ArrayList<>());
        try {
            for (int i = 0; i < PRIMARIES; i++) {
                cluster.nodes.add(RedisServer.open(all));
            }
            cluster.form();
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private void form() {
        for (int i = 0; i < PRIMARIES; i++) {
            List<String> slots = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
            IntStream.range(SLOTS * i / PRIMARIES, SLOTS * (i + 1) / PRIMARIES)
                    .mapToObj(Integer::toString)
                    .forEach(slots::add);
            nodes.get(i).call("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
            nodes.get(i).call(slots);
        }
        for (RedisServer other : nodes.subList(1, PRIMARIES)) {
            nodes.get(0).call("CLUSTER", "MEET", "127.0.0.1", Integer.toString(other.port()));
        }
        awaitFormed();
    }

    /**
     * Waits until every node sees every slot served, as it is some time after a node was started again.
     *
     * @throws IllegalStateException if that is not so within a minute
     */
    public void awaitFormed() {
        await(RedisCluster::seesAllSlots);
    }

    private void await(Predicate<RedisServer> condition) {
        for (int turn = 0; !nodes.stream().allMatch(condition); turn++) {
            if (turn == FORMED_SECONDS_MAX * 100) {
                throw new IllegalStateException("The nodes have formed no cluster within " + FORMED_SECONDS_MAX
                        + " s; one of them says:\n" + nodes.get(0).log());
            }
            LockSupport.parkNanos(10_000_000);
        }
    }

    private static boolean seesAllSlots(RedisServer node) {
        String state = node.call("CLUSTER", "INFO");
        return state.contains("cluster_state:ok") && state.contains("cluster_slots_ok:" + SLOTS);
    }

    /** The primaries, in the order of their slots; each may be killed, started again and paused on its own. */
    public List<RedisServer> nodes() {
        return List.copyOf(nodes);
    }

    /**
     * Has the nodes tell clients other ports than those they listen on: those of proxies. For that they are started again, one by one.
     * Returns when every node tells all of them.
     *
     * @param ports one for each node, in the order of {@link #nodes()}
     * @throws IllegalStateException if that is not so within a minute
     */
    public void announce(List<Integer> ports) {
        for (int i = 0; i < PRIMARIES; i++) {
            nodes.get(i).announce(ports.get(i));
        }
        Set<String> announced = ports.stream().map(port -> ":" + port + "@").collect(Collectors.toSet());
        await(node -> announced.stream().allMatch(node.call("CLUSTER", "NODES")::contains));
        awaitFormed();
    }

    /** The address of the cluster, {@code redis://127.0.0.1:port,127.0.0.1:port,127.0.0.1:port}. */
    public String url() {
        return nodes.stream()
                .map(node -> node.url().replaceFirst("redis://", ""))
                .collect(Collectors.joining(",", "redis://", ""));
    }

    /** Deletes all keys of all nodes and returns the cluster's address, the same each time. */
    public String freshDatabase() {
        nodes.forEach(RedisServer::freshDatabase);
        return url();
    }

    /** Ends all nodes and removes their files. */
    @Override
    public void close() {
        nodes.forEach(RedisServer::close);
    }
}
