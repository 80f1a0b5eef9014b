package dev.tollgate.jdbc;

import dev.tollgate.spi.AccountKey;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Accounts of which rows were found held by foreign sessions a moment ago: they are written apart from the others, without waiting. */
final class HeldAccounts {
    private static final long REMEMBERED_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int ACCOUNTS_MAX = 1_000;

    private final Map<AccountKey, Long> foundAt = new ConcurrentHashMap<>();

    boolean isHeld(AccountKey account) {
        Long at = foundAt.get(account);
        if (at == null) {
            return false;
        }
        if (System.nanoTime() - at < REMEMBERED_NANOS) {
            return true;
        }
        foundAt.remove(account, at);
        return false;
    }

    void found(AccountKey account) {
        if (foundAt.size() >= ACCOUNTS_MAX) {
            foundAt.clear();
        }
        foundAt.put(account, System.nanoTime());
    }

    void free(AccountKey account) {
        foundAt.remove(account);
    }
}
