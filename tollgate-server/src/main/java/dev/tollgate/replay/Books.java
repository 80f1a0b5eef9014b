package dev.tollgate.replay;

import dev.tollgate.api.Account;
import java.io.IOException;
import java.util.List;

/** What the ledger says, added up. */
final class Books {
    private final int[] doneTimes;
    private long executions;
    private List<OverLimit.Window> overLimit = List.of();

    private Books(int operations) {
        doneTimes = new int[operations];
    }

    /** Reads the whole ledger. */
    static Books read(Ledger ledger, StoredTickets tickets, int operations, List<Account> accounts) throws IOException {
        Books books = new Books(operations);
        OverLimit overLimit = new OverLimit(accounts);
        ledger.forEach(execution -> {
            overLimit.add(execution);
            Integer operation = tickets.indexOf(execution.operation());
            if (operation != null) {
                books.executions++;
                books.doneTimes[operation] += execution.result() == Draw.Result.DONE ? 1 : 0;
            }
        });
        books.overLimit = overLimit.windows();
        return books;
    }

    /** Executions of the file's operations. */
    long executions() {
        return executions;
    }

    /** How often an operation of the file took place. */
    int timesDone(int operation) {
        return doneTimes[operation];
    }

    /** Windows of the file's accounts past an enforced limit, whoever's operations filled them. */
    List<OverLimit.Window> overLimit() {
        return overLimit;
    }

    /** Executions beyond the first of an operation that took place. */
    long duplicates() {
        long duplicates = 0;
        for (int times : doneTimes) {
            duplicates += Math.max(0, times - 1);
        }
        return duplicates;
    }
}
