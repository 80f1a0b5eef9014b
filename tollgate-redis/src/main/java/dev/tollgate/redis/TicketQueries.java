package dev.tollgate.redis;

import dev.tollgate.api.TicketState;
import dev.tollgate.redis.Keys.Index;
import dev.tollgate.redis.Positions.Entry;
import dev.tollgate.redis.Positions.Range;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.TicketFilter;
import dev.tollgate.spi.TicketFlag;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketPosition;
import dev.tollgate.spi.TicketRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/** Finds tickets: by walking the sorted sets that hold them, in all shards, and reading the rows page by page. */
final class TicketQueries {
    private static final int PAGE = 128;
    private static final Comparator<TicketRow> OLDEST_FIRST =
            Comparator.comparingLong(TicketRow::admittedAtMillis).thenComparing(TicketRow::key);

    private final Exchange exchange;
    private final Keys keys;

    TicketQueries(Exchange exchange, Keys keys) {
        this.exchange = exchange;
        this.keys = keys;
    }

    List<TicketKey> lapsed(long nowMillis, int max) {
        return tickets(Index.OPEN, Range.up("-inf", Long.toString(nowMillis), null), max);
    }

    List<TicketKey> outcomesFinishedBefore(long beforeMillis, int max) {
        return tickets(Index.OUTCOMES, Range.up("-inf", Long.toString(beforeMillis - 1), null), max);
    }

    List<TicketKey> finishedBefore(long beforeMillis, int max) {
        return tickets(Index.FINISHED, Range.up("-inf", Long.toString(beforeMillis - 1), null), max);
    }

    private List<TicketKey> tickets(Index index, Range range, int max) {
        return new Positions(exchange, everywhere(index), range, max)
                .next(max).stream().map(entry -> Keys.ticket(entry.member())).toList();
    }

    List<TicketRow> inDoubt(Optional<TicketPosition> after, int max) {
        Range range = Range.up("-inf", "+inf", entry(after));
        return walk(everywhere(Index.DOUBT), range, max, row -> row.state() == TicketState.IN_DOUBT);
    }

    private Map<Integer, Bytes> everywhere(Index index) {
        Map<Integer, Bytes> sets = new LinkedHashMap<>();
        for (int shard = 0; shard < keys.shards(); shard++) {
            sets.put(shard, keys.index(shard, index));
        }
        return sets;
    }

    private static @Nullable Entry entry(Optional<TicketPosition> position) {
        return position.map(p -> new Entry(p.admittedAtMillis(), Keys.member(p.key())))
                .orElse(null);
    }

    /** Newest admission first, then by key backwards. */
    List<TicketRow> list(TicketFilter filter, Optional<TicketPosition> after, int max) {
        String number = filter.businessNumber();
        if (number != null) {
            return byNumber(filter, number, after, max);
        }
        Long to = filter.toMillis();
        // A position above the range says nothing: what is read on from there would end before the range begins.
        Optional<TicketPosition> within = after.filter(p -> to == null || p.admittedAtMillis() < to);
        Range range = Range.down(bound(filter.fromMillis(), 0, "-inf"), bound(to, 1, "+inf"), entry(within));
        return walk(sets(filter), range, max, row -> matches(filter, row));
    }

    private static String bound(@Nullable Long millis, long less, String none) {
        return millis == null ? none : Long.toString(millis - less);
    }

    /** The sorted sets that hold all that may match, and as little else as there is. */
    private Map<Integer, Bytes> sets(TicketFilter filter) {
        String account = filter.account();
        if (account != null) {
            AccountKey key = new AccountKey(filter.tenant(), account);
            return Map.of(keys.shardOf(key), keys.tickets(key));
        } else if (filter.state() == TicketState.IN_DOUBT) {
            return everywhere(Index.DOUBT);
        } else if (Boolean.TRUE.equals(filter.disputed())) {
            return everywhere(Index.DISPUTED);
        }
        Map<Integer, Bytes> sets = new LinkedHashMap<>();
        for (int shard = 0; shard < keys.shards(); shard++) {
            sets.put(shard, keys.admitted(shard, filter.tenant()));
        }
        return sets;
    }

    private static boolean matches(TicketFilter filter, TicketRow row) {
        TicketKey key = row.key();
        long admittedAt = row.admittedAtMillis();
        return isOrAny(filter.tenant(), key.account().tenant())
                && isOrAny(filter.account(), key.account().account())
                && isOrAny(filter.scenario(), key.scenario())
                && isOrAny(filter.businessNumber(), key.businessNumber())
                && isOrAny(filter.state(), row.state())
                && isOrAny(filter.disputed(), row.is(TicketFlag.DISPUTED))
                && (filter.fromMillis() == null || admittedAt >= filter.fromMillis())
                && (filter.toMillis() == null || admittedAt < filter.toMillis());
    }

    private static boolean isOrAny(@Nullable Object wanted, Object is) {
        return wanted == null || wanted.equals(is);
    }

    private List<TicketRow> walk(Map<Integer, Bytes> sets, Range range, int max, Predicate<TicketRow> wanted) {
        Positions positions = new Positions(exchange, sets, range, max);
        List<TicketRow> found = new ArrayList<>();
        while (found.size() < max) {
            List<Entry> page = positions.next(Math.min(PAGE, max - found.size()));
            if (page.isEmpty()) {
                break;
            }
            List<@Nullable TicketRow> rows =
                    rows(page.stream().map(entry -> Keys.ticket(entry.member())).toList());
            for (int i = 0; i < page.size(); i++) {
                TicketRow row = rows.get(i);
                // One that was admitted again meanwhile stands elsewhere in the order, and is listed there.
                if (row != null && row.admittedAtMillis() == page.get(i).score() && wanted.test(row)) {
                    found.add(row);
                }
            }
        }
        return found;
    }

    /** An order's number is all that somebody may have: the tickets with it are looked up, and then put in order. */
    private List<TicketRow> byNumber(TicketFilter filter, String number, Optional<TicketPosition> after, int max) {
        Map<Integer, Bytes> sets = everywhere(Index.NUMBERS);
        String prefix = Keys.numberPrefix(filter.tenant(), number);
        String account = filter.account();
        if (account != null) {
            int shard = keys.shardOf(new AccountKey(filter.tenant(), account));
            sets = Map.of(shard, keys.index(shard, Index.NUMBERS));
            prefix += account + Keys.SEPARATOR;
        }
        Positions positions = new Positions(exchange, sets, Range.names(prefix, null), PAGE);
        TreeSet<TicketRow> newest = new TreeSet<>(OLDEST_FIRST.reversed());
        while (true) {
            List<Entry> page = positions.next(PAGE);
            if (page.isEmpty()) {
                return List.copyOf(newest);
            }
            for (TicketRow row : rows(page.stream()
                    .map(entry -> Keys.ticketOfNumber(entry.member()))
                    .toList())) {
                if (row != null && matches(filter, row) && isAfter(after, row)) {
                    newest.add(row);
                    if (newest.size() > max) {
                        newest.pollLast();
                    }
                }
            }
        }
    }

    private static boolean isAfter(Optional<TicketPosition> position, TicketRow row) {
        return position.map(p -> {
                    int byTime = Long.compare(row.admittedAtMillis(), p.admittedAtMillis());
                    return byTime < 0 || (byTime == 0 && row.key().compareTo(p.key()) < 0);
                })
                .orElse(true);
    }

    /** The rows of these tickets; null where there is none any more. */
    List<@Nullable TicketRow> rows(List<TicketKey> tickets) {
        List<Question> questions = new ArrayList<>(tickets.size());
        for (TicketKey ticket : tickets) {
            questions.add(new Question(
                    keys.shardOf(ticket.account()), new CommandArguments(Command.GET).add(keys.ticket(ticket))));
        }
        List<@Nullable Object> answers = exchange.read(questions);
        List<@Nullable TicketRow> rows = new ArrayList<>(tickets.size());
        for (int i = 0; i < tickets.size(); i++) {
            rows.add(answers.get(i) instanceof byte[] bytes ? TicketText.read(tickets.get(i), bytes) : null);
        }
        return rows;
    }

    /** The tickets of an account by admission, page by page. */
    Positions ofAccount(AccountKey account) {
        return new Positions(
                exchange, Map.of(keys.shardOf(account), keys.tickets(account)), Range.up("-inf", "+inf", null), PAGE);
    }
}
