package dev.tollgate.redis;

import dev.tollgate.spi.AccountKey;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which accounts are worth deciding on memory. One that others move as well is wrong in memory nearly every time: after each disappointment
 * it is left alone for 1, 2, 4 … 32 of its groups.
 */
final class Trust {
    private static final int ACCOUNTS_MAX = 4_096;
    private static final int PAUSE_MAX = 32;

    private final Map<AccountKey, Doubt> doubts = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<AccountKey, Doubt> eldest) {
            return size() > ACCOUNTS_MAX;
        }
    };

    private record Doubt(int pause, int left) {}

    synchronized boolean isWorthATry(AccountKey account) {
        Doubt doubt = doubts.get(account);
        if (doubt == null || doubt.left == 0) {
            return true;
        }
        doubts.put(account, new Doubt(doubt.pause, doubt.left - 1));
        return false;
    }

    synchronized void was(AccountKey account, boolean right) {
        if (right) {
            doubts.remove(account);
            return;
        }
        Doubt doubt = doubts.get(account);
        int pause = doubt == null ? 1 : Math.min(PAUSE_MAX, doubt.pause * 2);
        doubts.put(account, new Doubt(pause, pause));
    }
}
