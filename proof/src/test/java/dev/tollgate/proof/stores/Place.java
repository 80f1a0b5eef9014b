package dev.tollgate.proof.stores;

import dev.tollgate.servers.RedisCluster;
import dev.tollgate.servers.RedisServer;
import dev.tollgate.servers.Server;
import java.util.List;
import java.util.stream.Collectors;

/** Where a store of a test's own is, and its servers, which the test may kill, start again, halt and go round. */
public interface Place extends AutoCloseable {
    /** The address of the store. */
    String url();

    /**
     * The address of the store by other ports of this machine, behind which proxies stand.
     *
     * @param ports one for each of {@link #servers()}, in their order
     */
    String urlThrough(List<Integer> ports);

    /** The servers, each of which may be killed, started, paused and resumed on its own; none for a store that is a file. */
    List<? extends Server> servers();

    /** Ends all servers with SIGKILL. */
    default void kill() {
        servers().forEach(Server::kill);
    }

    /** Starts the servers that were killed; returns when the store can be used again. */
    default void start() {
        servers().forEach(Server::start);
        awaitReady();
    }

    /** Halts all servers (SIGSTOP): connections stay open and nothing answers. */
    default void pause() {
        servers().forEach(Server::pause);
    }

    /** Lets paused servers go on (SIGCONT). */
    default void resume() {
        servers().forEach(Server::resume);
    }

    /** Waits until servers that were started one by one, or resumed, have found each other. */
    default void awaitReady() {}

    @Override
    void close();

    /** A store in a file. */
    static Place file(String url) {
        return new InFile(url);
    }

    /**
     * A store in one server.
     *
     * @param beyondProxy what has to stand in an address that leads through a proxy
     */
    static Place of(Server server, String beyondProxy) {
        return new InServer(server, beyondProxy);
    }

    /** A store in a cluster. */
    static Place of(RedisCluster cluster) {
        return new InCluster(cluster);
    }

    /** See {@link #file}. */
    record InFile(String url) implements Place {
        @Override
        public String urlThrough(List<Integer> ports) {
            throw new UnsupportedOperationException(url + " is a file");
        }

        @Override
        public List<Server> servers() {
            return List.of();
        }

        @Override
        public void close() {
            // The folder is the test's.
        }
    }

    /** See {@link #of(Server, String)}. */
    record InServer(Server server, String beyondProxy) implements Place {
        @Override
        public String url() {
            return server.url();
        }

        @Override
        public String urlThrough(List<Integer> ports) {
            return server.url().replace(":" + server.port(), ":" + ports.get(0)) + beyondProxy;
        }

        @Override
        public List<Server> servers() {
            return List.of(server);
        }

        @Override
        public void close() {
            server.close();
        }
    }

    /** See {@link #of(RedisCluster)}. */
    record InCluster(RedisCluster cluster) implements Place {
        @Override
        public String url() {
            return cluster.url();
        }

        /** The nodes themselves give out these ports from now on, to all clients. */
        @Override
        public String urlThrough(List<Integer> ports) {
            cluster.announce(ports);
            return ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(",", "redis://", ""));
        }

        @Override
        public List<RedisServer> servers() {
            return cluster.nodes();
        }

        @Override
        public void awaitReady() {
            cluster.awaitFormed();
        }

        @Override
        public void close() {
            cluster.close();
        }
    }
}
