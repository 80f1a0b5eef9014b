package dev.tollgate.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tollgate.api.StoreUnavailableException;
import dev.tollgate.servers.RedisServer;
import dev.tollgate.spi.Finding;
import dev.tollgate.spi.Finding.Severity;
import dev.tollgate.spi.UnfitStoreException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers that can lose what they acknowledged are refused, and accepted by name. */
@Timeout(60)
class RedisCheckTest {
    private static RedisServer server;

    @BeforeAll
    static void startServer() {
        server = RedisServer.open();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    private static Finding finding(RedisStore store, String name) {
        return store.check().stream()
                .filter(finding -> finding.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not among " + store.check()));
    }

    private static void assertRefused(String url, String name) {
        assertRefused(url, name, true);
    }

    private static void assertRefused(String url, String name, boolean acceptable) {
        assertThatExceptionOfType(UnfitStoreException.class)
                .isThrownBy(() -> RedisStore.open(url))
                .satisfies(
                        e -> assertThat(e.findings()).extracting(Finding::name).containsExactly(name))
                .satisfies(e ->
                        assertThat(e.getMessage().contains("accept=" + name)).isEqualTo(acceptable));
    }

    @Test
    void aServerSetUpForMoneyHasNothingUnfit() {
        try (RedisStore store = RedisStore.open(server.url())) {
            List<Finding> findings = store.check();
            assertThat(findings)
                    .extracting(Finding::name)
                    .contains(
                            "version",
                            "role",
                            "appendonly",
                            "appendfsync",
                            "no-appendfsync-on-rewrite",
                            "maxmemory-policy",
                            "replication",
                            "aof-load-truncated",
                            "clock",
                            "permissions");
            assertThat(findings).extracting(Finding::severity).containsOnly(Severity.OK, Severity.NOTE);
            assertThat(finding(store, "version").message()).startsWith("Redis ");
            assertThat(server.call("KEYS", "*probe*")).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "appendonly, no, yes",
        "appendfsync, everysec, always",
        "appendfsync, no, always",
        "no-appendfsync-on-rewrite, yes, no",
        "maxmemory-policy, allkeys-lru, noeviction"
    })
    void aWeakSettingIsRefusedAndAcceptedByName(String name, String weak, String strong) {
        server.call("CONFIG", "SET", name, weak);
        try {
            assertRefused(server.url(), name);
            try (RedisStore store = RedisStore.open(server.url() + "?accept=" + name)) {
                assertThat(finding(store, name).severity()).isEqualTo(Severity.ACCEPTED);
                assertThat(finding(store, name).mend()).contains(strong);
            }
        } finally {
            server.call("CONFIG", "SET", name, strong);
        }
    }

    @Test
    void evictionOfKeysThatExpireIsOnlyANote() {
        server.call("CONFIG", "SET", "maxmemory-policy", "volatile-lru");
        try (RedisStore store = RedisStore.open(server.url())) {
            assertThat(finding(store, "maxmemory-policy").severity()).isEqualTo(Severity.NOTE);
        } finally {
            server.call("CONFIG", "SET", "maxmemory-policy", "noeviction");
        }
    }

    @Test
    void aReplicaIsRefusedAndAPrimaryWithReplicasMustBeAccepted() throws Exception {
        try (RedisServer replica = RedisServer.open(Map.of("replicaof", "127.0.0.1 " + server.port()))) {
            while (!server.call("INFO", "replication").contains("connected_slaves:1")) {
                Thread.sleep(10);
            }
            assertRefused(replica.url(), "role", false);
            assertRefused(server.url(), "replication");
            try (RedisStore store = RedisStore.open(server.url() + "?accept=replication")) {
                assertThat(finding(store, "replication").severity()).isEqualTo(Severity.ACCEPTED);
            }
        }
    }

    @Test
    void aUserWhoMayNotReadTheSettingsMustBeAccepted() {
        server.call("ACL", "SETUSER", "blind", "on", ">s@cret/1", "~*", "+@all", "-config");
        String url = server.url().replace("redis://", "redis://blind:s%40cret%2F1@");
        assertRefused(url, "config");
        try (RedisStore store = RedisStore.open(url + "?accept=config")) {
            assertThat(finding(store, "config").severity()).isEqualTo(Severity.ACCEPTED);
        }
    }

    @ParameterizedTest
    @CsvSource({"zadd", "zrem", "hset", "mset", "del"})
    void aUserWhoMayNotWriteAllThatAGroupNeedsIsRefused(String command) {
        server.call("ACL", "SETUSER", "limited", "on", ">secret", "~*", "+@all", "-" + command);
        String url = server.url().replace("redis://", "redis://limited:secret@");
        try (RedisStore asAdmin = RedisStore.open(server.url())) {
            assertThat(asAdmin.check()).isNotEmpty();
        }
        assertRefused(url, "permissions", false);
        server.call("ACL", "DELUSER", "limited");
    }

    @Test
    void aWrongPasswordIsNamedAndNeverTold() {
        server.call("ACL", "SETUSER", "somebody", "on", ">right", "~*", "+@all");
        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> RedisStore.open(server.url().replace("redis://", "redis://somebody:wrong@")))
                .withMessageContaining("does not take this user and password")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("wrong@"));
    }

    @Test
    void withoutEncryptionThereIsNoTls() {
        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> RedisStore.open(server.url().replace("redis://", "rediss://") + "?timeoutMillis=500"))
                .withMessageContaining("cannot be asked");
    }

    @Test
    void databasesAndPrefixesAreApart() {
        assertThatCode(() -> {
                    try (RedisStore one = RedisStore.open(server.url() + "/1");
                            RedisStore two = RedisStore.open(server.url() + "/2");
                            RedisStore three = RedisStore.open(server.url() + "/2?prefix=other")) {
                        for (RedisStore store : List.of(one, two, three)) {
                            Rows.insert(store, Rows.open(Rows.key("1"), 1));
                        }
                    }
                })
                .doesNotThrowAnyException();
        server.call("FLUSHALL");
    }
}
