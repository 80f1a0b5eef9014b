package dev.tollgate.redis;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.PooledObjectFactory;
import org.apache.commons.pool2.impl.DefaultPooledObject;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPool;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;

/** A server with the connections to it, and the time it told last. */
final class Node implements AutoCloseable {
    private static final int CONNECTIONS_MAX = 64;
    private static final int WAIT_MILLIS = 2_000;
    private static final int IDLE_CHECK_MILLIS = 30_000;
    /** After that the two clocks may have drifted apart by more than it is worth. */
    private static final long ESTIMATE_NANOS_MAX = TimeUnit.SECONDS.toNanos(10);

    private final HostAndPort address;
    private final ConnectionPool pool;
    private volatile @Nullable Seen seen;

    private record Seen(long timeMillis, long atNanos) {}

    Node(HostAndPort address, JedisClientConfig config) {
        this.address = address;
        GenericObjectPoolConfig<Connection> settings = new GenericObjectPoolConfig<>();
        settings.setMaxTotal(CONNECTIONS_MAX);
        settings.setMaxIdle(CONNECTIONS_MAX);
        settings.setMaxWait(java.time.Duration.ofMillis(WAIT_MILLIS));
        settings.setTestWhileIdle(true);
        settings.setTimeBetweenEvictionRuns(java.time.Duration.ofMillis(IDLE_CHECK_MILLIS));
        settings.setNumTestsPerEvictionRun(-1);
        settings.setJmxEnabled(false);
        pool = new ConnectionPool(new Wires(address, config), settings);
    }

    HostAndPort address() {
        return address;
    }

    /** A connection; closing it gives it back, or throws it away when it is broken. */
    Wire connect() {
        return (Wire) pool.getResource();
    }

    /** Throws away what is idle: after a failure it is probably broken too. */
    void forgetIdle() {
        pool.clear();
    }

    /** The server told its time, at the earliest when it was asked. */
    void told(long timeMillis) {
        seen = new Seen(timeMillis, System.nanoTime());
    }

    /** What the server's time is by now, never ahead of it; empty when it has not been told for long. */
    OptionalLong estimateMillis() {
        Seen last = seen;
        if (last == null) {
            return OptionalLong.empty();
        }
        long elapsedNanos = System.nanoTime() - last.atNanos;
        return elapsedNanos > ESTIMATE_NANOS_MAX
                ? OptionalLong.empty()
                : OptionalLong.of(last.timeMillis + TimeUnit.NANOSECONDS.toMillis(elapsedNanos));
    }

    @Override
    public void close() {
        pool.close();
    }

    @Override
    public String toString() {
        return address.toString();
    }

    private record Wires(HostAndPort address, JedisClientConfig config) implements PooledObjectFactory<Connection> {
        @Override
        public PooledObject<Connection> makeObject() {
            return new DefaultPooledObject<>(new Wire(address, config));
        }

        @Override
        public void destroyObject(PooledObject<Connection> pooled) {
            Connection connection = pooled.getObject();
            if (connection.isConnected()) {
                connection.disconnect();
            }
        }

        @Override
        public boolean validateObject(PooledObject<Connection> pooled) {
            Connection connection = pooled.getObject();
            try {
                return connection.isConnected() && connection.ping();
            } catch (RuntimeException e) {
                return false;
            }
        }

        @Override
        public void activateObject(PooledObject<Connection> pooled) {}

        @Override
        public void passivateObject(PooledObject<Connection> pooled) {}
    }
}
