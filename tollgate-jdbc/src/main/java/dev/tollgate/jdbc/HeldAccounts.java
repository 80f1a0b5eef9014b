package dev.tollgate.jdbc;

import dev.tollgate.spi.AccountKey;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Accounts of which rows were found held by foreign sessions a moment ago: they are written apart from the others, without waiting. */
final class HeldAccounts {
    private static final long REMEMBERED_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int ACCOUNTS_MAX = 1_000;

    private final Map<AccountKey, Long> foundAt = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;

    HeldAccounts(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    boolean isHeld(AccountKey account) {
        Long at = foundAt.get(account);
        if (at == null) {
            return false;
        }
        if (nanoTime.getAsLong() - at < REMEMBERED_NANOS) {
            return true;
        }
        foundAt.remove(account, at);
        return false;
    }

    void found(AccountKey account) {
        if (foundAt.size() >= ACCOUNTS_MAX) {
            foundAt.clear();
        }
        foundAt.put(account, nanoTime.getAsLong());
    }

    void free(AccountKey account) {
        foundAt.remove(account);
    }

    int size() {
        return foundAt.size();
    }
}
