package dev.tollgate.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tollgate.api.StoreUnavailableException;
import dev.tollgate.servers.RedisServer;
import dev.tollgate.spi.AccountFilter;
import dev.tollgate.spi.AccountKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A store is made once, and known again. */
@Timeout(60)
class FoundingTest {
    private final String prefix = UUID.randomUUID().toString();
    private final RedisServer server = SharedServers.server();
    private final String url = server.url() + "?accept=appendfsync&prefix=" + prefix;
    private final Keys keys = new Keys(prefix, Keys.SHARDS);

    @Test
    void tenThatOpenAnEmptyServerAtOnceShareOneStore() throws Exception {
        int instances = 10;
        CountDownLatch ready = new CountDownLatch(instances);
        ExecutorService threads = Executors.newFixedThreadPool(instances);
        List<Future<RedisStore>> opened = new ArrayList<>();
        for (int i = 0; i < instances; i++) {
            AccountKey account = new AccountKey("default", "account-" + i);
            opened.add(threads.submit(() -> {
                ready.countDown();
                ready.await();
                RedisStore store = RedisStore.open(url);
                Rows.write(store, account, Rows.account(null, Rows.account(account, 1)));
                return store;
            }));
        }
        List<RedisStore> stores = new ArrayList<>();
        for (Future<RedisStore> store : opened) {
            stores.add(store.get());
        }
        threads.shutdown();
        for (RedisStore store : stores) {
            assertThat(store.accounts(new AccountFilter("default", null), Optional.empty(), 100))
                    .hasSize(instances);
            store.close();
        }
    }

    @Test
    void whoOnlyLooksMakesNoStore() {
        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> RedisStore.openExisting(url))
                .withMessageContaining("there is no store under the prefix '%s'", prefix);
        assertThat(server.call("KEYS", prefix + "*")).isEmpty();
        RedisStore.open(url).close();
        RedisStore.openExisting(url).close();
    }

    @Test
    void aStoreThatWasHalfMadeIsFinished() {
        server.call("SET", keys.founding().toString(), "store=half\nschema=1\nshards=128\nstate=new\n");
        server.call("SET", keys.store(7).toString(), "half");
        try (RedisStore store = RedisStore.open(url)) {
            Rows.insert(store, Rows.open(Rows.key("1"), 1));
        }
        assertThat(server.call("GET", keys.store(127).toString())).isEqualTo("half");
        assertThat(server.call("GET", keys.founding().toString())).contains("state=ready");
    }

    @Test
    void aStoreThatLostAShardIsRefused() {
        RedisStore.open(url).close();
        server.call("DEL", keys.store(100).toString());
        assertRefused("1 of the store's 128 shards have lost their data", "{100}");
    }

    @Test
    void aStoreThatLostTheShardThatFoundedItIsRefused() {
        RedisStore.open(url).close();
        server.call("DEL", keys.store(0).toString(), keys.founding().toString());
        assertRefused("127 of the store's 128 shards");
    }

    @Test
    void aStoreOfANewerProgramIsRefused() {
        RedisStore.open(url).close();
        server.call("SET", keys.founding().toString(), "store=newer\nschema=2\nshards=128\nstate=ready\n");
        assertRefused("schema 2");
    }

    private void assertRefused(String... why) {
        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> RedisStore.open(url))
                .satisfies(e -> assertThat(e).hasMessageContainingAll(why));
    }
}
