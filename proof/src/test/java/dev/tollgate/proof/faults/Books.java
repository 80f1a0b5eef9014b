package dev.tollgate.proof.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.Tollgate;
import dev.tollgate.api.Admission;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.HistoryEvent;
import dev.tollgate.api.Operation;
import dev.tollgate.api.Outcome;
import dev.tollgate.api.TicketState;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.HistoryRow;
import dev.tollgate.spi.Store;
import dev.tollgate.spi.TicketFilter;
import dev.tollgate.spi.TicketFlag;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketPosition;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.UsageRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What callers asked and what they were told in the end, kept apart from any store and then held against what the store holds. */
final class Books {
    private static final int PAGE = 500;

    private final Queue<Asked> all = new ConcurrentLinkedQueue<>();
    final AtomicInteger calls = new AtomicInteger();
    final AtomicInteger unknownReports = new AtomicInteger();
    final AtomicInteger refusedReports = new AtomicInteger();

    /** How the caller of a ticket ends it. */
    enum End {
        SUCCEED(TicketState.SUCCEEDED),
        FAIL(TicketState.FAILED),
        RELEASE(TicketState.RELEASED),
        LEAVE_OPEN(TicketState.OPEN);

        final TicketState state;

        End(TicketState state) {
            this.state = state;
        }
    }

    /** One request id, however often it was sent. Of one caller until the callers are done. */
    static final class Asked {
        final AdmitRequest request;
        final String requestId;
        End end;
        int sent;
        int refused;
        int unknown;
        /** Whether it was in the store when its caller was first told that nobody knows. */
        boolean written;
        /** The fence of a ticket that came after its caller was told that there is none. */
        int lateFence;

        /** Null when it was refused each time and given up. */
        @Nullable
        Admission answer;

        Asked(AdmitRequest request, String requestId, End end) {
            this.request = request;
            this.requestId = requestId;
            this.end = end;
        }

        Operation operation() {
            return request.operation();
        }

        /** What its caller reports: nobody else would. */
        Outcome outcome() {
            return Outcome.text(end + " by " + requestId);
        }

        int fence() {
            return answer instanceof Admission.Admitted admitted
                    ? admitted.ticket().fence()
                    : lateFence;
        }

        /**
         * Whether a ticket may come after its caller was told that there is none. What was sent first may have been admitted in one write with
         * a report that made room for it. Sent again alone it finds no room, and nothing keeps that first write from arriving later.
         */
        boolean mayComeLate() {
            return unknown > 0 && (answer instanceof Admission.Declined || answer instanceof Admission.InProgress);
        }
    }

    void add(Asked asked) {
        all.add(asked);
    }

    /** Admissions whose callers were told, at least once, that nobody knows. */
    List<Asked> toldUnknown() {
        return all.stream().filter(asked -> asked.unknown > 0).toList();
    }

    long admitted() {
        return all.stream().filter(asked -> asked.fence() > 0).count();
    }

    long declined() {
        return all.stream()
                .filter(asked -> asked.answer instanceof Admission.Declined)
                .count();
    }

    /** Those who were told that there is no ticket before there was one. */
    List<Asked> toldTooEarly() {
        return all.stream().filter(asked -> asked.lateFence > 0).toList();
    }

    long givenUp() {
        return all.stream().filter(asked -> asked.answer == null).count();
    }

    // What the store holds

    /** Fails unless the store holds what the books say, and nothing else. */
    void check(Store store, List<String> accounts, Bank bank) {
        Map<String, List<Asked>> byAccount = new HashMap<>();
        all.forEach(asked -> byAccount
                .computeIfAbsent(asked.operation().account(), a -> new ArrayList<>())
                .add(asked));
        for (String account : accounts) {
            checkAccount(
                    store,
                    new AccountKey(Tollgate.DEFAULT_TENANT, account),
                    byAccount.getOrDefault(account, List.of()));
        }
        checkBank(bank);
    }

    private void checkAccount(Store store, AccountKey account, List<Asked> asked) {
        Map<TicketKey, TicketRow> rows = rows(store, account);
        for (Asked one : asked) {
            TicketRow row = one.mayComeLate() ? rows.get(keyOf(one)) : null;
            if (row != null && row.requestId().equals(one.requestId)) {
                one.lateFence = row.fence();
                one.end = End.LEAVE_OPEN;
            }
        }
        Map<TicketKey, NavigableMap<Integer, Asked>> attempts = new HashMap<>();
        for (Asked one : asked) {
            if (one.fence() > 0) {
                Asked other = attempts.computeIfAbsent(keyOf(one), k -> new TreeMap<>())
                        .put(one.fence(), one);
                holds(other == null, one, "and another were given the same ticket", other);
            }
        }
        assertThat(without(attempts.keySet(), rows.keySet()))
                .as("tickets that were lost")
                .isEmpty();
        assertThat(without(rows.keySet(), attempts.keySet()))
                .as("tickets that nobody was given")
                .isEmpty();
        attempts.forEach((key, told) -> checkTicket(rows.get(key), told));
        checkReplays(rows, asked);
        checkUsage(store, account, attempts);
    }

    private static Set<TicketKey> without(Set<TicketKey> some, Set<TicketKey> others) {
        Set<TicketKey> left = new TreeSet<>(some);
        left.removeAll(others);
        return left;
    }

    /** Every attempt in the store was given to somebody, and everything that was given is in the store. */
    private static void checkTicket(TicketRow row, NavigableMap<Integer, Asked> told) {
        Asked last = told.lastEntry().getValue();
        holds(row.fence() == told.lastKey() && told.size() == row.fence(), last, "is the last attempt, not", row);
        holds(row.requestId().equals(last.requestId), last, "has the ticket, not", row);
        holds(row.state() == last.end.state, last, "ended otherwise in", row);
        boolean hasOutcome = last.end == End.SUCCEED || last.end == End.FAIL;
        holds(!hasOutcome || last.outcome().equals(row.outcome()), last, "had another outcome than", row);
        holds(
                last.request.amount() != null && last.request.amount().equals(row.amount()),
                last,
                "asked otherwise than",
                row);
        holds(!row.is(TicketFlag.DISPUTED) && !row.is(TicketFlag.LATE), last, "was in time and undisputed, but", row);
        for (HistoryRow event : row.history()) {
            if (event.kind() == HistoryEvent.Kind.ADMITTED) {
                Asked earlier = told.get(event.fence());
                holds(
                        earlier != null && earlier.requestId.equals(event.id()) && earlier.end == End.RELEASE,
                        last,
                        "had an earlier attempt that nobody was told of",
                        row);
            }
        }
    }

    /** Whoever was told what an operation ended with was told what it really ended with. */
    private static void checkReplays(Map<TicketKey, TicketRow> rows, List<Asked> asked) {
        for (Asked one : asked) {
            if (one.answer instanceof Admission.Replayed replayed) {
                TicketRow row = rows.get(keyOf(one));
                holds(
                        row != null
                                && row.state() == replayed.ticket().state()
                                && row.outcome() != null
                                && row.outcome().equals(replayed.ticket().outcome()),
                        one,
                        "was told another end than",
                        row);
            }
        }
    }

    /** What is used is the sum of what was given and not given back, and within the limits. */
    private static void checkUsage(
            Store store, AccountKey account, Map<TicketKey, NavigableMap<Integer, Asked>> attempts) {
        long amount = 0;
        long count = 0;
        for (NavigableMap<Integer, Asked> told : attempts.values()) {
            Asked last = told.lastEntry().getValue();
            if (last.request.amount() != null && (last.end == End.SUCCEED || last.end == End.LEAVE_OPEN)) {
                amount += last.request.amount().minorUnits();
                count++;
            }
        }
        long amountUsed = 0;
        long countUsed = 0;
        for (UsageRow row : store.usage(account, 0, Long.MAX_VALUE, PAGE)) {
            boolean isAmount = row.key().limit().equals(Accounts.AMOUNTS);
            amountUsed += isAmount ? row.used() : 0;
            countUsed += isAmount ? 0 : row.used();
            assertThat(row.used())
                    .as("limit %s of %s", row.key(), account)
                    .isLessThanOrEqualTo(isAmount ? Accounts.amountMax(account.account()) : Accounts.COUNT_MAX);
        }
        assertThat(amountUsed).as("amounts of %s", account).isEqualTo(amount);
        assertThat(countUsed).as("count of %s", account).isEqualTo(count);
    }

    private void checkBank(Bank bank) {
        int paid = 0;
        for (Asked asked : all) {
            if (asked.fence() > 0 && asked.end == End.SUCCEED) {
                paid++;
                assertThat(bank.payments(asked.operation()))
                        .as("payments of %s", asked.operation())
                        .isEqualTo(1);
            }
        }
        assertThat(bank.payments()).as("payments").isEqualTo(paid);
    }

    private static TicketKey keyOf(Asked asked) {
        return TicketKey.of(Tollgate.DEFAULT_TENANT, asked.operation());
    }

    private static Map<TicketKey, TicketRow> rows(Store store, AccountKey account) {
        TicketFilter filter = new TicketFilter(account.tenant(), account.account(), null, null, null, null, null, null);
        Map<TicketKey, TicketRow> rows = new HashMap<>();
        Optional<TicketPosition> after = Optional.empty();
        while (true) {
            List<TicketRow> page = store.tickets(filter, after, PAGE);
            if (page.isEmpty()) {
                return rows;
            }
            // A listing leaves the history out.
            rows.putAll(store.read(account, page.stream().map(TicketRow::key).toList())
                    .tickets());
            TicketRow last = page.get(page.size() - 1);
            after = Optional.of(new TicketPosition(last.admittedAtMillis(), last.key()));
        }
    }

    private static void holds(boolean condition, Asked asked, String what, @Nullable Object found) {
        if (!condition) {
            throw new AssertionError("%s of %s (%s, sent %d times, answered %s) %s %s"
                    .formatted(asked.requestId, asked.operation(), asked.end, asked.sent, asked.answer, what, found));
        }
    }
}
