package dev.tollgate.redis;

import dev.tollgate.api.StoreUnavailableException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * What a server says about itself.
 *
 * @param info the lines of INFO by name
 * @param config settings by name; null when the server does not let this user read them
 * @param timeMillis its clock, between {@code askedAtMillis} and {@code answeredAtMillis} of this machine's
 */
record ServerFacts(
        Node node,
        Map<String, String> info,
        @Nullable Map<String, String> config,
        @Nullable Map<String, String> cluster,
        long timeMillis,
        long askedAtMillis,
        long answeredAtMillis) {

    private static final List<String> SETTINGS = List.of(
            "appendonly",
            "appendfsync",
            "no-appendfsync-on-rewrite",
            "aof-load-truncated",
            "maxmemory",
            "maxmemory-policy",
            "min-replicas-to-write");

    /**
     * Asks the server, in one round trip.
     *
     * @throws StoreUnavailableException when it does not answer
     */
    static ServerFacts of(Node node) {
        try (Wire wire = node.connect()) {
            long askedAt = System.currentTimeMillis();
            wire.sendCommand(Command.TIME);
            wire.sendCommand(Command.INFO);
            wire.sendCommand(Command.CLUSTER, "INFO");
            SETTINGS.forEach(name -> wire.sendCommand(Command.CONFIG, "GET", name));
            List<Object> replies = wire.getMany(3 + SETTINGS.size());
            long answeredAt = System.currentTimeMillis();
            Map<String, String> info = lines(replies.get(1));
            return new ServerFacts(
                    node,
                    info,
                    config(replies.subList(3, replies.size())),
                    "1".equals(info.get("cluster_enabled")) ? lines(replies.get(2)) : null,
                    millis((List<?>) answer(replies.get(0))),
                    askedAt,
                    answeredAt);
        } catch (JedisException | IllegalStateException e) {
            throw new StoreUnavailableException(
                    "%s cannot be asked: %s".formatted(node, Refusals.explained(String.valueOf(e.getMessage()))), e);
        }
    }

    private static Object answer(Object reply) {
        if (reply instanceof JedisDataException refused) {
            throw refused;
        }
        return reply;
    }

    static long millis(List<?> time) {
        return Loader.number(time.get(0)) * 1_000 + Loader.number(time.get(1)) / 1_000;
    }

    private static @Nullable Map<String, String> config(List<Object> replies) {
        Map<String, String> config = new HashMap<>();
        for (Object reply : replies) {
            if (!(reply instanceof List<?> pair)) {
                return null;
            }
            if (pair.size() == 2) {
                config.put(Bytes.text((byte[]) pair.get(0)), Bytes.text((byte[]) pair.get(1)));
            }
        }
        return config;
    }

    private static Map<String, String> lines(Object reply) {
        Map<String, String> lines = new HashMap<>();
        for (String line : Bytes.text((byte[]) answer(reply)).split("\r?\n", -1)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                lines.put(line.substring(0, colon), line.substring(colon + 1));
            }
        }
        return lines;
    }

    String info(String name) {
        return info.getOrDefault(name, "");
    }

    /** A setting; empty when it cannot be read. */
    String setting(String name) {
        return config == null ? "" : config.getOrDefault(name, "");
    }
}
