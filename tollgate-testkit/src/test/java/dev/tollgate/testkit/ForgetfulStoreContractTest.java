package dev.tollgate.testkit;

import dev.tollgate.memory.MemoryStore;
import dev.tollgate.spi.Store;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The engine on a store that reads before every decision, as stores do that make no use of what the engine remembers. */
class ForgetfulStoreContractTest extends StoreContract {
    private @Nullable MemoryStore contents;

    @Override
    protected Store open(InstantSource clock) {
        if (contents == null) {
            contents = new MemoryStore(clock);
        }
        return new ForwardingStore(contents) {
            @Override
            public boolean usesRemembered() {
                return false;
            }
        };
    }
}
