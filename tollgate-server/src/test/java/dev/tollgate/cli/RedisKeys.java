package dev.tollgate.cli;

import dev.tollgate.servers.RedisServer;
import java.util.List;

/** Changes a store's keys in Redis behind its back. */
final class RedisKeys {
    private RedisKeys() {}

    static void understateUsage(RedisServer server) {
        for (String key : lines(server, "KEYS", "*:usage:*")) {
            for (String field : lines(server, "HKEYS", key)) {
                server.call("HINCRBY", key, field, "-1");
            }
        }
    }

    static void endLeases(RedisServer server) {
        for (String key : lines(server, "KEYS", "*:ticket:*")) {
            String before = server.call("GET", key);
            String after = before.replaceFirst("(?m)^lease=[0-9]+$", "lease=1");
            if (after.equals(before)) {
                throw new IllegalStateException("No lease in " + before);
            }
            server.call("SET", key, after);
        }
        for (String key : lines(server, "KEYS", "*}:open")) {
            for (String member : lines(server, "ZRANGE", key, "0", "-1")) {
                server.call("ZADD", key, "1", member);
            }
        }
    }

    private static List<String> lines(RedisServer server, String... words) {
        return server.call(words).lines().toList();
    }
}
