package dev.tollgate.jdbc;

import dev.tollgate.servers.PostgresServer;
import dev.tollgate.spi.Store;
import dev.tollgate.testkit.StoreContract;
import java.time.InstantSource;

class PostgresStoreContractTest extends StoreContract {
    private final String url = PostgresServer.shared().freshDatabase();

    @Override
    protected Store open(InstantSource clock) {
        return JdbcStore.open(url, clock);
    }
}
