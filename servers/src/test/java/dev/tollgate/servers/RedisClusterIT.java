package dev.tollgate.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class RedisClusterIT {
    // By CLUSTER KEYSLOT: slots 3300, 7365 and 15495, one on each node.
    private static final List<String> KEYS = List.of("b", "c", "a");

    @Test
    void everyNodeServesAThirdAndKeepsItWhenItIsKilled() {
        List<String> processes;
        try (RedisCluster cluster = RedisCluster.open()) {
            List<String> owners =
                    KEYS.stream().map(key -> ownerOf(cluster, key)).toList();
            assertThat(owners)
                    .containsExactlyElementsOf(
                            cluster.nodes().stream().map(RedisServer::url).toList());
            RedisServer node = cluster.nodes().get(1);
            node.call("SET", "c", "7");
            String before = cluster.url();

            node.kill();
            node.start();
            cluster.awaitFormed();

            assertThat(cluster.url()).isEqualTo(before);
            assertThat(node.call("GET", "c")).isEqualTo("7");
            assertThatThrownBy(() -> node.call("GET", "b")).hasMessageContaining("MOVED 3300");

            cluster.freshDatabase();
            assertThat(node.call("GET", "c")).isEmpty();
            processes = cluster.nodes().stream()
                    .flatMap(each -> Processes.of(each).stream())
                    .toList();
        }
        assertThat(processes).hasSize(3).noneMatch(Processes::runs);
    }

    @Test
    void nodesTellThePortsOfTheirProxies() {
        List<FaultProxy> proxies = new ArrayList<>();
        try (RedisCluster cluster = RedisCluster.open()) {
            cluster.nodes().get(1).call("SET", "c", "7");
            cluster.nodes().forEach(node -> proxies.add(FaultProxy.open(node.url())));
            List<String> ports = proxies.stream()
                    .map(proxy -> Integer.toString(proxy.port()))
                    .toList();

            cluster.announce(proxies.stream().map(FaultProxy::port).toList());

            for (FaultProxy proxy : proxies) {
                try (Resp client = Resp.connect("127.0.0.1", proxy.port())) {
                    assertThat(client.call("CLUSTER", "SLOTS").lines()).containsAll(ports);
                }
            }
            try (Resp client = Resp.connect("127.0.0.1", proxies.get(1).port())) {
                assertThat(client.call("GET", "c")).isEqualTo("7");
                assertThatThrownBy(() -> client.call("GET", "b")).hasMessageEndingWith("127.0.0.1:" + ports.get(0));
            }
        } finally {
            proxies.forEach(FaultProxy::close);
        }
    }

    /** The node that answers rather than naming another. */
    private static String ownerOf(RedisCluster cluster, String key) {
        return cluster.nodes().stream()
                .filter(node -> {
                    try {
                        node.call("GET", key);
                        return true;
                    } catch (IllegalStateException e) {
                        return false;
                    }
                })
                .map(RedisServer::url)
                .findFirst()
                .orElseThrow();
    }
}
