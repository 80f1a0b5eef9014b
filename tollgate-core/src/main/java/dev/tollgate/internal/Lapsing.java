package dev.tollgate.internal;

import dev.tollgate.internal.decide.Command;
import dev.tollgate.spi.Store;
import dev.tollgate.spi.TicketKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lapses leases that ended. A ticket of an account that is stuck, such as one whose row a foreign session holds, stays under way for as long
 * as a call may take; it keeps no other ticket waiting, because it is not asked for again and does not count against those found.
 */
final class Lapsing {
    private static final int BATCH = 256;
    private static final int BATCHES_MAX = 200;
    private static final int UNDER_WAY_MAX = 4_096;

    private final Engine engine;
    private final Store store;
    private final Settings settings;
    private final Set<TicketKey> underWay = ConcurrentHashMap.newKeySet();
    private volatile boolean stopped;

    Lapsing(Engine engine, Store store, Settings settings) {
        this.engine = engine;
        this.store = store;
        this.settings = settings;
    }

    /** @param more there may be others that are due */
    record Begun(List<CompletableFuture<Boolean>> lapses, boolean more) {}

    void stop() {
        stopped = true;
    }

    /** Finds what is due and not under way, and begins to lapse it. */
    CompletableFuture<Begun> begin() {
        int known = underWay.size();
        if (stopped || known >= UNDER_WAY_MAX) {
            return CompletableFuture.completedFuture(new Begun(List.of(), false));
        }
        int max = known + BATCH;
        return engine.ask(() -> store.findLapsed(max)).thenApply(keys -> {
            List<CompletableFuture<Boolean>> lapses = new ArrayList<>();
            for (TicketKey key : keys) {
                if (underWay.add(key)) {
                    lapses.add(engine.submit(new Command.Lapse(key), Boolean.class)
                            .whenComplete((lapsed, failure) -> underWay.remove(key)));
                }
            }
            return new Begun(lapses, keys.size() == max && !lapses.isEmpty());
        });
    }

    /** Waits for what was begun, and goes on for as long as there is more and something moves; answers how many lapsed. */
    CompletableFuture<Integer> finish(Begun begun) {
        return finish(begun, 1);
    }

    private CompletableFuture<Integer> finish(Begun begun, int batches) {
        return CompletableFuture.allOf(begun.lapses().toArray(CompletableFuture[]::new))
                .thenCompose(all -> {
                    int lapsed = (int) begun.lapses().stream()
                            .filter(CompletableFuture::join)
                            .count();
                    if (lapsed > 0) {
                        settings.listener().lapsed(lapsed);
                    }
                    return begun.more() && lapsed > 0 && batches < BATCHES_MAX
                            ? begin().thenCompose(next -> finish(next, batches + 1))
                                    .thenApply(rest -> lapsed + rest)
                            : CompletableFuture.completedFuture(lapsed);
                });
    }
}
