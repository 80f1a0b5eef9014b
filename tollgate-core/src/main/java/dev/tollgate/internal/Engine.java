package dev.tollgate.internal;

import dev.tollgate.api.Gate;
import dev.tollgate.api.Verification;
import dev.tollgate.spi.Store;

/** Skeleton while the engine is being written. */
@SuppressWarnings("DoNotCallSuggester")
public final class Engine implements AutoCloseable {
    public Engine(Store store, Settings settings) {}

    public Gate gate(String tenant) {
        throw new UnsupportedOperationException();
    }

    public Verification verify() {
        throw new UnsupportedOperationException();
    }

    public int sweep() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
