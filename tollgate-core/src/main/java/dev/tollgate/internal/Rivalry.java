package dev.tollgate.internal;

import dev.tollgate.spi.AccountKey;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers which accounts other instances move as well. After three conflicts in a row an account counts as contended for its next
 * groups, so that a store with both ways takes row locks instead of losing three tries again each time. Safe for concurrent use.
 */
final class Rivalry {
    static final int CONTENDED_FROM = 3;
    private static final int GROUPS = 100;
    private static final int ACCOUNTS_MAX = 10_000;

    private final Map<AccountKey, State> states = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<AccountKey, State> eldest) {
            return size() > ACCOUNTS_MAX;
        }
    };

    private record State(int conflictsInARow, int contendedGroupsLeft) {}

    synchronized int conflictsInARow(AccountKey account) {
        State state = states.get(account);
        if (state == null) {
            return 0;
        }
        return state.contendedGroupsLeft > 0 ? Math.max(CONTENDED_FROM, state.conflictsInARow) : state.conflictsInARow;
    }

    synchronized void conflicted(AccountKey account) {
        State state = states.get(account);
        int conflicts = state == null ? 1 : state.conflictsInARow + 1;
        boolean contended = conflicts >= CONTENDED_FROM || (state != null && state.contendedGroupsLeft > 0);
        states.put(account, new State(conflicts, contended ? GROUPS : 0));
    }

    synchronized void applied(AccountKey account) {
        State state = states.get(account);
        if (state != null) {
            if (state.contendedGroupsLeft <= 1) {
                states.remove(account);
            } else {
                states.put(account, new State(0, state.contendedGroupsLeft - 1));
            }
        }
    }
}
