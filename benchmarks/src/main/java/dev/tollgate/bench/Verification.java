package dev.tollgate.bench;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Holds what callers were told against what the store says; a way that is wrong has no number. */
final class Verification {
    private Verification() {}

    /** @throws UnverifiedException saying which account is wrong, and how */
    static void verify(String way, Half half, Load load, Map<Integer, Books> told, Map<Integer, Books> stored) {
        Set<Integer> accounts = new HashSet<>(told.keySet());
        accounts.addAll(stored.keySet());
        for (int account : accounts) {
            Books expected = half.of(told.getOrDefault(account, Books.NONE));
            Books found = half.of(stored.getOrDefault(account, Books.NONE));
            if (!expected.equals(found)) {
                throw new UnverifiedException(
                        "%s is wrong: its callers were told %s of account %d, and the store has %s"
                                .formatted(way, expected, account, found));
            }
            if (found.used() > load.limitMinorUnits()) {
                throw new UnverifiedException("%s is wrong: account %d used %d of %d"
                        .formatted(way, account, found.used(), load.limitMinorUnits()));
            }
        }
        if (told.isEmpty()) {
            throw new UnverifiedException(way + " admitted nothing");
        }
    }
}
