package dev.tollgate.redis;

import java.util.List;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;

/** A single server holds everything. */
final class OneServer implements Servers {
    private final Node node;

    OneServer(HostAndPort address, JedisClientConfig config) {
        node = new Node(address, config);
    }

    @Override
    public Node nodeOf(int shard) {
        return node;
    }

    @Override
    public boolean servesAllShards() {
        return true;
    }

    @Override
    public void lookAgain() {}

    @Override
    public List<Node> primaries() {
        return List.of(node);
    }

    @Override
    public void close() {
        node.close();
    }

    @Override
    public String toString() {
        return node.toString();
    }
}
