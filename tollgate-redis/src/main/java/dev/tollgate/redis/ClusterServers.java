package dev.tollgate.redis;

import dev.tollgate.api.StoreUnavailableException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.JedisClusterCRC16;

/** A Redis Cluster: which primary holds which slots, as the cluster itself says. */
final class ClusterServers implements Servers {
    private static final int SLOTS = 16_384;

    private final List<HostAndPort> seeds;
    private final JedisClientConfig config;
    private final Map<HostAndPort, Node> nodes = new HashMap<>();
    private volatile @Nullable Node[] bySlot = new Node[SLOTS];

    ClusterServers(List<HostAndPort> seeds, JedisClientConfig config) {
        this.seeds = List.copyOf(seeds);
        this.config = config;
    }

    /** The hash tag of a shard's keys is its number. */
    static int slotOf(int shard) {
        return JedisClusterCRC16.getSlot(Integer.toString(shard));
    }

    @Override
    public Node nodeOf(int shard) {
        int slot = slotOf(shard);
        Node node = bySlot[slot];
        if (node == null) {
            lookAgain();
            node = bySlot[slot];
        }
        if (node == null) {
            throw new StoreUnavailableException("no node of the cluster serves slot %d".formatted(slot), null);
        }
        return node;
    }

    @Override
    public boolean servesAllShards() {
        return false;
    }

    @Override
    public synchronized void lookAgain() {
        Set<HostAndPort> asked = new LinkedHashSet<>(nodes.keySet());
        asked.addAll(seeds);
        List<JedisException> failures = new ArrayList<>();
        for (HostAndPort address : asked) {
            // A connection of its own, since those of the pools may wait for a node that is gone.
            try (Connection connection = new Connection(address, config)) {
                connection.sendCommand(Command.CLUSTER, "SLOTS");
                List<Object> ranges = connection.getObjectMultiBulkReply();
                if (!ranges.isEmpty()) {
                    take(address, ranges);
                    return;
                }
            } catch (JedisException e) {
                failures.add(e);
            }
        }
        StoreUnavailableException unavailable = new StoreUnavailableException(
                "no node of the cluster says who serves which slots: " + asked,
                failures.isEmpty() ? null : failures.get(0));
        failures.stream().skip(1).forEach(unavailable::addSuppressed);
        throw unavailable;
    }

    private void take(HostAndPort asked, List<Object> ranges) {
        @Nullable Node[] fresh = new Node[SLOTS];
        Set<HostAndPort> primaries = new LinkedHashSet<>();
        for (Object range : ranges) {
            List<?> parts = (List<?>) range;
            List<?> primary = (List<?>) parts.get(2);
            byte[] host = (byte[]) primary.get(0);
            // A node that does not know its own address leaves it out: it is where it was asked.
            HostAndPort address = new HostAndPort(
                    host == null || host.length == 0 ? asked.getHost() : Bytes.text(host),
                    Math.toIntExact((Long) primary.get(1)));
            primaries.add(address);
            Node node = nodes.computeIfAbsent(address, a -> new Node(a, config));
            for (long slot = (Long) parts.get(0); slot <= (Long) parts.get(1); slot++) {
                fresh[(int) slot] = node;
            }
        }
        bySlot = fresh;
        nodes.entrySet().removeIf(entry -> {
            boolean gone = !primaries.contains(entry.getKey());
            if (gone) {
                entry.getValue().close();
            }
            return gone;
        });
    }

    @Override
    public synchronized List<Node> primaries() {
        if (nodes.isEmpty()) {
            lookAgain();
        }
        return List.copyOf(nodes.values());
    }

    @Override
    public synchronized void close() {
        Collection<Node> all = List.copyOf(nodes.values());
        nodes.clear();
        bySlot = new Node[SLOTS];
        all.forEach(Node::close);
    }

    @Override
    public String toString() {
        return "cluster " + seeds;
    }
}
