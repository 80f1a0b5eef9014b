package dev.tollgate.proof.power;

import dev.tollgate.jdbc.JdbcStore;
import dev.tollgate.proof.stores.ProofStore;
import dev.tollgate.spi.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** A store whose clock can be set while it is used: that of the server's process, or of SQLite what takes the machine's place. */
final class ClockedStore implements AutoCloseable {
    private static final Duration NEAR = Duration.ofMinutes(2);

    private final Site site;
    private final Store store;
    private final Shifting shifting;

    private interface Shifting {
        void shift(long seconds);
    }

    private ClockedStore(Site site, Store store, Shifting shifting) {
        this.site = site;
        this.store = store;
        this.shifting = shifting;
    }

    /** Opens an empty store. Where the clock of its server cannot be set, that is printed and the test ends as one that did not run. */
    static ClockedStore openOrNotRun(String what, Path folder, Setting setting, Instant now) {
        if (setting.kind() == ProofStore.SQLITE) {
            AtomicLong seconds = new AtomicLong(secondsTo(now));
            Site site = Site.open(folder, setting);
            Store store = JdbcStore.open(site.url(), () -> Instant.now().plusSeconds(seconds.get()));
            return new ClockedStore(site, store, seconds::set);
        }
        ShiftedClock clock = ShiftedClock.create(folder);
        clock.shift(secondsTo(now));
        if (!isTaken(clock, now)) {
            NotRun.because(
                    what, "programs of this machine do not take a preloaded library (Linux on x86-64 is needed)");
        }
        Site site = Site.open(folder, setting, clock.variables());
        try {
            ClockedStore store = new ClockedStore(site, setting.kind().open(site.url()), clock::shift);
            if (!store.isNear(now)) {
                store.store.close();
                site.close();
                NotRun.because(what, "the server's binary does not take a preloaded library");
            }
            return store;
        } catch (RuntimeException e) {
            site.close();
            throw e;
        }
    }

    private static boolean isTaken(ShiftedClock clock, Instant now) {
        for (Map.Entry<String, String> each : clock.variables().entrySet()) {
            String printed;
            try {
                printed = Command.run("env", each.getKey() + "=" + each.getValue(), "date", "+%s");
            } catch (Command.FailedException e) {
                return false;
            }
            if (!printed.strip().matches("[0-9]+")
                    || !isNear(Instant.ofEpochSecond(Long.parseLong(printed.strip())), now)) {
                return false;
            }
        }
        return true;
    }

    private static long secondsTo(Instant now) {
        return Duration.between(Instant.now(), now).toSeconds();
    }

    private static boolean isNear(Instant one, Instant other) {
        return Duration.between(one, other).abs().compareTo(NEAR) < 0;
    }

    private boolean isNear(Instant now) {
        return isNear(Instant.ofEpochMilli(store.timeMillis()), now);
    }

    Store store() {
        return store;
    }

    /** Sets the clock, ahead or back. */
    void set(Instant now) {
        shifting.shift(secondsTo(now));
        if (!isNear(now)) {
            throw new AssertionError("the store's clock was set to " + now + " and says " + store.timeMillis());
        }
    }

    /** Ends the server; the store is closed by the library on it. */
    @Override
    public void close() {
        site.close();
    }
}
