package dev.tollgate.redis;

import dev.tollgate.spi.Store;
import dev.tollgate.testkit.StoreContract;
import java.time.InstantSource;

class RedisStoreContractTest extends StoreContract {
    private final String url = SharedServers.url();

    @Override
    protected Store open(InstantSource clock) {
        return RedisStore.open(url, clock);
    }
}
