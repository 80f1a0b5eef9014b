package dev.tollgate.cli;

import dev.tollgate.Tollgate;
import dev.tollgate.api.BlockingGate;
import java.time.Duration;
import picocli.CommandLine.Option;

/** A command that works on a store. */
abstract class StoreCommand extends JsonCommand {
    @Option(
            names = "--store",
            paramLabel = "<url>",
            defaultValue = "${env:TOLLGATE_STORE:-sqlite:tollgate.db}",
            description = {
                "The store: sqlite:<file>, jdbc:postgresql://<host>/<database>, jdbc:mariadb://<host>/<database>,"
                        + " redis://<host> or memory:",
                "(default: the variable TOLLGATE_STORE, else sqlite:tollgate.db; keep passwords there, because others see"
                        + " the command line)"
            })
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private String store;

    /** What a command does with the calls of a gate. */
    @FunctionalInterface
    interface GateCall<T> {
        T with(BlockingGate gate) throws InterruptedException;
    }

    final String storeUrl() {
        return store;
    }

    /** Makes calls on a store that must be there; nothing but these calls happens to it. */
    final <T> T onExistingStore(GateCall<T> call) throws InterruptedException {
        try (Tollgate tollgate = quiet(Tollgate.on(Stores.openExisting(store)))) {
            return call.with(tollgate.blocking());
        }
    }

    /** Makes calls on a store, which is made when it is not there. */
    final <T> T onStore(GateCall<T> call) throws InterruptedException {
        try (Tollgate tollgate = quiet(Tollgate.on(Stores.open(store)))) {
            return call.with(tollgate.blocking());
        }
    }

    /** A gate that lapses and purges nothing of its own accord. */
    static Tollgate quiet(Tollgate.Builder builder) {
        return builder.sweepEvery(Duration.ZERO).start();
    }
}
