package dev.tollgate.testkit;

import dev.tollgate.memory.MemoryStore;
import dev.tollgate.spi.Store;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

class MemoryStoreContractTest extends StoreContract {
    private @Nullable MemoryStore contents;

    @Override
    protected Store open(InstantSource clock) {
        if (contents == null) {
            contents = new MemoryStore(clock);
        }
        return new ForwardingStore(contents);
    }
}
