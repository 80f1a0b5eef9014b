package dev.tollgate.redis;

import dev.tollgate.spi.Store;
import dev.tollgate.testkit.StoreContract;
import java.time.InstantSource;

class RedisOptimisticStoreContractTest extends StoreContract {
    private final String url = SharedServers.url() + "&strategy=optimistic";

    @Override
    protected Store open(InstantSource clock) {
        return RedisStore.open(url, clock);
    }

    /** WATCH locks nothing. */
    @Override
    protected int conflictTriesMax() {
        return 1_000;
    }
}
