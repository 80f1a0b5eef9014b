package dev.tollgate.proof.faults;

import dev.tollgate.proof.stores.ProofStore;
import dev.tollgate.spi.Group;
import dev.tollgate.spi.Store;
import dev.tollgate.testkit.Fault;
import dev.tollgate.testkit.FaultPlan;
import dev.tollgate.testkit.FaultyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** For a store that is a file: there is no wire to cut, so what the store says of a commit is lost right above it. */
final class FileStorm implements Storm, FaultPlan {
    private static final int PER_MILLE = 150;
    private static final int CALLS_LATE_MAX = 20;

    private final ProofStore kind;
    private final String url;
    private final List<FaultyStore> stores = new ArrayList<>();
    private final AtomicInteger requestsLost = new AtomicInteger();
    private final AtomicInteger answersLost = new AtomicInteger();
    private final AtomicInteger late = new AtomicInteger();
    private SplittableRandom random = new SplittableRandom(0);
    private boolean blows;

    FileStorm(ProofStore kind, String url) {
        this.kind = kind;
        this.url = url;
    }

    @Override
    public String url() {
        return url;
    }

    @Override
    public Store open(String address) {
        FaultyStore store = new FaultyStore(kind.open(address), this);
        stores.add(store);
        return store;
    }

    @Override
    public synchronized void blow(long seed) {
        random = new SplittableRandom(seed);
        blows = true;
    }

    @Override
    public synchronized List<Fault> faultsOf(List<Group> batch) {
        return batch.stream().map(group -> blows ? draw() : Fault.NONE).toList();
    }

    private Fault draw() {
        int drawn = random.nextInt(1_000);
        if (drawn < PER_MILLE) {
            requestsLost.incrementAndGet();
            return Fault.ANSWER_LOST;
        } else if (drawn < 2 * PER_MILLE) {
            answersLost.incrementAndGet();
            return Fault.ERROR_AFTER;
        } else if (drawn < 3 * PER_MILLE) {
            late.incrementAndGet();
            return new Fault.AppliedLate(1 + random.nextInt(CALLS_LATE_MAX));
        }
        return Fault.NONE;
    }

    @Override
    public void heal() {
        synchronized (this) {
            blows = false;
        }
        awaitQuiet();
    }

    @Override
    public void awaitQuiet() {
        stores.forEach(FaultyStore::landAll);
    }

    @Override
    public int ambiguous() {
        return requestsLost.get() + answersLost.get() + late.get();
    }

    @Override
    public String summary() {
        return "request lost %s, answer lost %s, arriving late %s".formatted(requestsLost, answersLost, late);
    }

    @Override
    public void close() {
        // The stores are closed by whoever opened them.
    }
}
