package dev.tollgate.redis;

import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;

/** A connection that can send without waiting, so that several nodes work at the same time. */
final class Wire extends Connection {
    Wire(HostAndPort address, JedisClientConfig config) {
        super(address, config);
    }

    void push() {
        flush();
    }
}
