package dev.tollgate.cli;

import dev.tollgate.servers.RedisCluster;
import dev.tollgate.servers.Server;

/** What a test may kill under a store of its own, and bring back. */
interface Killable extends AutoCloseable {
    /** The address of the store. */
    String url();

    void kill();

    void start();

    @Override
    void close();

    static Killable of(Server server) {
        return new Of(server.url(), server, server::start, server::close);
    }

    /** The cluster's second node. */
    static Killable of(RedisCluster cluster) {
        Server node = cluster.nodes().get(1);
        return new Of(
                cluster.url(),
                node,
                () -> {
                    node.start();
                    cluster.awaitFormed();
                },
                cluster::close);
    }

    /** One server, and what its start and end take. */
    record Of(String url, Server server, Runnable starting, Runnable closing) implements Killable {
        @Override
        public void kill() {
            server.kill();
        }

        @Override
        public void start() {
            starting.run();
        }

        @Override
        public void close() {
            closing.run();
        }
    }
}
