package dev.tollgate.jdbc;

import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Account rows seen last. From their limits it can be told which usage rows a batch will need, so that these are read with the rest; what
 * is decided on is always read.
 */
final class AccountHints {
    private static final int ACCOUNTS_MAX = 4_096;

    private final Map<AccountKey, AccountRow> rows = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<AccountKey, AccountRow> eldest) {
            return size() > ACCOUNTS_MAX;
        }
    };

    synchronized @Nullable AccountRow of(AccountKey account) {
        return rows.get(account);
    }

    synchronized void saw(AccountRow row) {
        rows.put(row.key(), row);
    }
}
