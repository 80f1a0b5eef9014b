package dev.tollgate.proof.faults;

import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.BlockingGate;
import dev.tollgate.api.By;
import dev.tollgate.api.Limit;
import dev.tollgate.api.WindowKind;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** One account that everybody asks for, one whose limit is reached, and many that few ask for. */
final class Accounts {
    static final String AMOUNTS = "amounts";
    static final long COUNT_MAX = 1_000_000;

    private static final String HOT = "hot";
    private static final String TIGHT = "tight";
    private static final int COLD = 40;
    private static final String COUNTS = "counts";

    private Accounts() {}

    static List<String> all() {
        List<String> all = new ArrayList<>(List.of(HOT, TIGHT));
        for (int i = 0; i < COLD; i++) {
            all.add("cold-" + i);
        }
        return all;
    }

    static long amountMax(String account) {
        return account.equals(TIGHT) ? 5_000 : 1_000_000_000;
    }

    static void configure(BlockingGate gate) throws InterruptedException {
        for (String account : all()) {
            gate.configure(
                    account,
                    AccountConfig.of(
                            "GBP",
                            Limit.amount(AMOUNTS, WindowKind.DAY, amountMax(account)),
                            Limit.count(COUNTS, WindowKind.TOTAL, COUNT_MAX)),
                    By.of("test"));
        }
    }

    static String draw(SplittableRandom random) {
        int drawn = random.nextInt(100);
        return drawn < 30 ? HOT : drawn < 45 ? TIGHT : "cold-" + random.nextInt(COLD);
    }

    /** How an operation of this account is to end: where the limit is reached most amounts are given back, so that it stays near. */
    static Books.End end(String account, SplittableRandom random) {
        int drawn = random.nextInt(100);
        if (account.equals(TIGHT)) {
            return drawn < 3 ? Books.End.SUCCEED : drawn < 50 ? Books.End.FAIL : Books.End.RELEASE;
        }
        return drawn < 70
                ? Books.End.SUCCEED
                : drawn < 80 ? Books.End.FAIL : drawn < 95 ? Books.End.RELEASE : Books.End.LEAVE_OPEN;
    }
}
