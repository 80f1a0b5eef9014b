package dev.tollgate.redis;

import dev.tollgate.servers.RedisCluster;
import dev.tollgate.servers.RedisServer;
import java.util.UUID;

/**
 * The servers that tests share, each test with a prefix of its own. They do not wait for the disk with every write: that takes most of
 * the time, and whether what was acknowledged outlives the server is tested elsewhere.
 */
final class SharedServers {
    private SharedServers() {}

    static RedisServer server() {
        RedisServer server = RedisServer.shared();
        server.call("CONFIG", "SET", "appendfsync", "everysec");
        return server;
    }

    static String url() {
        return fresh(server().url());
    }

    static String clusterUrl() {
        RedisCluster cluster = RedisCluster.shared();
        cluster.nodes().forEach(node -> node.call("CONFIG", "SET", "appendfsync", "everysec"));
        return fresh(cluster.url());
    }

    private static String fresh(String url) {
        return url + "?accept=appendfsync&prefix=" + UUID.randomUUID();
    }
}
