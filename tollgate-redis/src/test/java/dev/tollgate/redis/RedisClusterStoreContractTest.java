package dev.tollgate.redis;

import dev.tollgate.spi.Store;
import dev.tollgate.testkit.StoreContract;
import java.time.InstantSource;

class RedisClusterStoreContractTest extends StoreContract {
    private final String url = SharedServers.clusterUrl();

    @Override
    protected Store open(InstantSource clock) {
        return RedisStore.open(url, clock);
    }
}
