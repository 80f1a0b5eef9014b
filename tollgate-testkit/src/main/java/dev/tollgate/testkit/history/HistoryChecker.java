package dev.tollgate.testkit.history;

import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.Operation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Says whether calls that were under way at the same time were answered as if they had been made one after the other, each at one moment
 * between its start and its end. Safe for concurrent use.
 *
 * <p>The rules of a ticket and of limits are told here once more, apart from the engine. Accounts have nothing to do with each other and
 * are looked at one by one. What is assumed of a history: the accounts were empty before it, their configuration did not change, no
 * lease ended, and no limit began a new window.
 *
 * <p>Calls that nobody knows the outcome of may have taken effect at any time after their start, once, or never. They cost the more the
 * longer nobody asks for the same again: send the call again, or look with {@code find} when all is over, as a caller would.
 */
public final class HistoryChecker {
    /** Enough for 100,000 calls many times over. */
    private static final long WORK_MAX = 200_000_000L;

    /** How much is tried once more, and thoroughly, when the first search found nothing. */
    private static final long THOROUGH_MAX = 50_000_000L;

    /** By how many calls the thorough search has to come farther for its explanation to be the better one. */
    private static final int FARTHER = 100;

    private final Map<String, AccountConfig> accounts;

    /**
     * A checker of calls of these accounts.
     *
     * @param accounts the configuration of each account; calls of others are calls of accounts that do not exist
     */
    public HistoryChecker(Map<String, AccountConfig> accounts) {
        this.accounts = Map.copyOf(accounts);
    }

    /**
     * Looks for an order of the calls in which every answer is right.
     *
     * @throws IllegalArgumentException when a limit counts in more than one window
     */
    public Verdict check(History history) {
        Map<String, List<RecordedCall>> byAccount = new TreeMap<>();
        for (RecordedCall call : history.calls()) {
            byAccount
                    .computeIfAbsent(call.asked().operation().account(), name -> new ArrayList<>())
                    .add(call);
        }
        for (Map.Entry<String, List<RecordedCall>> account : byAccount.entrySet()) {
            Windows.checkOnlyOne(account.getValue());
            Verdict verdict = check(account.getKey(), account.getValue());
            if (!(verdict instanceof Verdict.Linearizable)) {
                return verdict;
            }
        }
        return new Verdict.Linearizable(history.calls().size());
    }

    /**
     * As {@link #check}, for tests.
     *
     * @throws AssertionError with the explanation unless an order was found
     */
    public void assertLinearizable(History history) {
        Verdict verdict = check(history);
        if (verdict instanceof Verdict.NotLinearizable not) {
            throw new AssertionError("The calls of account %s have no order in which every answer is right.\n%s"
                    .formatted(not.account(), not.explanation()));
        } else if (verdict instanceof Verdict.Undecided undecided) {
            throw new AssertionError("No order was found for the calls of account %s, and not all could be tried.\n%s"
                    .formatted(undecided.account(), undecided.explanation()));
        }
    }

    private Verdict check(String account, List<RecordedCall> calls) {
        LimitRules limits = new LimitRules(accounts.get(account));
        Map<Operation, List<RecordedCall>> byTicket = new LinkedHashMap<>();
        for (RecordedCall call : calls) {
            byTicket.computeIfAbsent(call.asked().operation(), name -> new ArrayList<>())
                    .add(call);
        }
        List<Entry> entries = new ArrayList<>(calls.size());
        int ticket = 0;
        for (Map.Entry<Operation, List<RecordedCall>> one : byTicket.entrySet()) {
            TicketHistory alone = new TicketHistory(one.getValue(), ticket++, limits, WORK_MAX);
            Verdict verdict = alone.check(account);
            if (!(verdict instanceof Verdict.Linearizable)) {
                return verdict;
            }
            if (limits.size() > 0) {
                entries.addAll(alone.narrowed());
            }
        }
        if (limits.size() == 0) {
            return new Verdict.Linearizable(calls.size());
        }
        Search search = new Search(board(entries, ticket, limits), false, WORK_MAX);
        Verdict quick = verdict(account, calls.size(), search);
        if (!(quick instanceof Verdict.Undecided undecided)) {
            return quick;
        }
        Search again = new Search(board(entries, ticket, limits), true, THOROUGH_MAX);
        Verdict thorough = verdict(account, calls.size(), again);
        // The shorter search has the better explanation: it does not go astray among what is possible and hardly
        // happens.
        boolean isBetter = search.fewestLeft() - again.fewestLeft() < FARTHER;
        return isBetter && !(thorough instanceof Verdict.Linearizable) ? explained(thorough, undecided) : thorough;
    }

    private static Board board(List<Entry> entries, int tickets, LimitRules limits) {
        return new Board(entries.stream().map(Entry::copy).toList(), tickets, limits, true);
    }

    private static Verdict explained(Verdict verdict, Verdict.Undecided shorter) {
        return verdict instanceof Verdict.NotLinearizable
                ? new Verdict.NotLinearizable(shorter.account(), shorter.explanation())
                : shorter;
    }

    static Verdict verdict(String account, int calls, Search search) {
        return switch (search.run()) {
            case ORDERED -> new Verdict.Linearizable(calls);
            case NO_ORDER -> new Verdict.NotLinearizable(account, search.farthest());
            case GIVEN_UP -> new Verdict.Undecided(account, search.farthest());
        };
    }
}
