package dev.tollgate.jdbc;

import dev.tollgate.spi.Store;
import dev.tollgate.testkit.StoreContract;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreContractTest extends StoreContract {
    @TempDir
    private Path folder;

    @Override
    protected Store open(InstantSource clock) {
        return JdbcStore.open("sqlite:" + folder.resolve("contract.db"), clock);
    }
}
