package dev.tollgate.jdbc;

import dev.tollgate.servers.MariadbServer;
import dev.tollgate.spi.Store;
import dev.tollgate.testkit.StoreContract;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

class MariadbStoreContractTest extends StoreContract {
    private @Nullable String url;

    @Override
    protected Store open(InstantSource clock) {
        if (url == null) {
            url = MariadbServer.shared().freshDatabase();
        }
        return JdbcStore.open(url, clock);
    }
}
