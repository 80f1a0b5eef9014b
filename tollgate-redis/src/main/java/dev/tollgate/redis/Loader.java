package dev.tollgate.redis;

import dev.tollgate.api.StoreUnavailableException;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.Group;
import dev.tollgate.spi.GroupResult;
import dev.tollgate.spi.Snapshot;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.UsageRow;
import dev.tollgate.spi.WindowKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/**
 * Reads what groups are decided on, in one round trip where it is known which windows an account uses, and otherwise in two: which windows
 * are needed follows from the account.
 */
final class Loader {
    private static final int ACCOUNTS_MAX = 4_096;

    private final Exchange exchange;
    private final Plan.Store store;
    private final StoreTime time;
    private final AccountText accounts = new AccountText();
    private final Map<AccountKey, List<WindowKey>> lastWindows = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<AccountKey, List<WindowKey>> eldest) {
            return size() > ACCOUNTS_MAX;
        }
    };

    Loader(Exchange exchange, Plan.Store store, StoreTime time) {
        this.exchange = exchange;
        this.store = store;
        this.time = time;
    }

    AccountText accounts() {
        return accounts;
    }

    /** A group's state, or why there is none. */
    sealed interface Loading {}

    /** What was read, and whether all of it was true at one moment. */
    record Loaded(Snapshot snapshot, boolean atOneMoment) implements Loading {}

    record Failed(GroupResult result) implements Loading {}

    /** What to read of one account. */
    private record Want(AccountKey account, List<TicketKey> tickets, List<WindowKey> windows) {}

    /** What was read; usage holds a row for each window that is known, also for those that are zero. */
    private record Found(
            long timeMillis,
            @Nullable AccountRow account,
            Map<TicketKey, TicketRow> tickets,
            Map<WindowKey, UsageRow> usage,
            boolean isAllUsage) {

        boolean knows(WindowKey window) {
            return isAllUsage || usage.containsKey(window);
        }
    }

    /** The account and these tickets, as of one moment. */
    Snapshot read(AccountKey account, List<TicketKey> tickets) {
        Want want = new Want(account, tickets, List.of());
        Script.Call call = call(List.of(want), List.of(0));
        int shard = store.keys().shardOf(account);
        List<?> answer = (List<?>) exchange.read(new Question(shard, call.command()));
        Object one = answer == null ? null : answer.get(1);
        if (answer == null || !(one instanceof List<?> rows)) {
            throw new StoreUnavailableException(why(one), null);
        }
        Found found = found(want, number(answer.get(0)), rows);
        return new Snapshot(found.account(), Map.of(), found.tickets(), found.timeMillis());
    }

    private static String why(@Nullable Object text) {
        return text instanceof byte[] bytes ? Refusals.explained(Bytes.text(bytes)) : "the server does not answer";
    }

    /** One for each group, in order. */
    List<Loading> load(List<Group> groups) {
        List<Want> wants = new ArrayList<>(groups.size());
        List<Integer> shards = new ArrayList<>(groups.size());
        for (Group group : groups) {
            wants.add(new Want(group.account(), group.tickets(), windowsLastAsked(group.account())));
            shards.add(store.keys().shardOf(group.account()));
        }
        @Nullable Found[] found = new Found[groups.size()];
        @Nullable Loading[] loadings = new Loading[groups.size()];
        fetch(wants, exchange.bundles(shards), found, loadings);
        complete(groups, shards, found, loadings);
        List<Loading> all = new ArrayList<>(loadings.length);
        for (Loading loading : loadings) {
            if (loading == null) {
                throw new AssertionError("a group that was forgotten");
            }
            all.add(loading);
        }
        return all;
    }

    private List<WindowKey> windowsLastAsked(AccountKey account) {
        synchronized (lastWindows) {
            return lastWindows.getOrDefault(account, List.of());
        }
    }

    private void fetch(
            List<Want> wants,
            Map<Integer, List<Integer>> bundles,
            @Nullable Found[] found,
            @Nullable Loading[] loadings) {
        List<Question> questions = new ArrayList<>();
        bundles.forEach((shard, indexes) ->
                questions.add(new Question(shard, call(wants, indexes).command())));
        List<List<Integer>> asked = List.copyOf(bundles.values());
        List<@Nullable Object> answers;
        try {
            answers = exchange.read(questions);
        } catch (StoreUnavailableException e) {
            answers = oneByOne(questions, asked, loadings);
        }
        for (int i = 0; i < asked.size(); i++) {
            if (answers.get(i) instanceof List<?> answer) {
                long nowMillis = number(answer.get(0));
                time.told(exchange.servers().nodeOf(questions.get(i).shard()), nowMillis);
                take(wants, asked.get(i), answer, nowMillis, found, loadings);
            }
        }
    }

    /** One node that is down must not take the others' groups with it. */
    private List<@Nullable Object> oneByOne(
            List<Question> questions, List<List<Integer>> asked, @Nullable Loading[] loadings) {
        List<@Nullable Object> answers = new ArrayList<>();
        List<Reply> replies = exchange.write(questions);
        for (int i = 0; i < replies.size(); i++) {
            Reply reply = replies.get(i);
            answers.add(reply instanceof Reply.Value value ? value.value() : null);
            if (!(reply instanceof Reply.Value)) {
                Throwable cause =
                        reply instanceof Reply.Refused refused ? refused.cause() : ((Reply.Lost) reply).cause();
                Loading failed = new Failed(new GroupResult.Unavailable(Exchange.unavailable(cause)));
                asked.get(i).forEach(index -> loadings[index] = failed);
            }
        }
        return answers;
    }

    private void take(
            List<Want> wants,
            List<Integer> indexes,
            List<?> answer,
            long nowMillis,
            @Nullable Found[] found,
            @Nullable Loading[] loadings) {
        for (int i = 0; i < indexes.size(); i++) {
            int index = indexes.get(i);
            Object one = answer.get(i + 1);
            try {
                if (one instanceof List<?> rows) {
                    found[index] = found(wants.get(index), nowMillis, rows);
                } else {
                    throw new StoreUnavailableException(why(one), null);
                }
            } catch (RuntimeException e) {
                loadings[index] = new Failed(new GroupResult.Unavailable(e));
            }
        }
    }

    private Script.Call call(List<Want> wants, List<Integer> indexes) {
        Script.Call call = Script.LOAD.call();
        call.arg(time.text()).arg(indexes.size());
        for (int index : indexes) {
            Want want = wants.get(index);
            Keys keys = store.keys();
            call.key(keys.store(keys.shardOf(want.account())))
                    .key(keys.account(want.account()))
                    .key(keys.usage(want.account()));
            want.tickets().forEach(ticket -> call.key(keys.ticket(ticket)));
            call.arg(store.id()).arg(want.tickets().size()).arg(want.windows().size());
            want.windows().forEach(window -> call.arg(Keys.member(window)));
        }
        return call;
    }

    private Found found(Want want, long nowMillis, List<?> rows) {
        Object row = rows.get(0);
        List<?> ticketRows = (List<?>) rows.get(1);
        Map<TicketKey, TicketRow> tickets = new HashMap<>();
        for (int i = 0; i < want.tickets().size(); i++) {
            if (ticketRows.get(i) instanceof byte[] bytes) {
                TicketKey key = want.tickets().get(i);
                tickets.put(key, TicketText.read(key, bytes));
            }
        }
        List<?> sums = (List<?>) rows.get(3);
        Map<WindowKey, UsageRow> usage = new HashMap<>();
        for (int i = 0; i < sums.size(); i += 2) {
            WindowKey window = Keys.window(Bytes.text((byte[]) sums.get(i)));
            usage.put(window, usageRow(window, sums.get(i + 1)));
        }
        return new Found(
                nowMillis,
                row instanceof byte[] bytes ? accounts.read(want.account(), bytes) : null,
                Collections.unmodifiableMap(tickets),
                usage,
                Long.valueOf(1).equals(rows.get(2)));
    }

    private static UsageRow usageRow(WindowKey window, @Nullable Object sums) {
        return sums instanceof byte[] bytes ? UsageText.read(window, bytes) : UsageRow.empty(window);
    }

    static long number(@Nullable Object text) {
        return Long.parseLong(Bytes.text((byte[]) java.util.Objects.requireNonNull(text)));
    }

    // The windows that are missing

    private void complete(
            List<Group> groups, List<Integer> shards, @Nullable Found[] found, @Nullable Loading[] loadings) {
        List<Question> questions = new ArrayList<>();
        Map<Integer, List<WindowKey>> missing = new LinkedHashMap<>();
        Map<Integer, Set<WindowKey>> needed = new HashMap<>();
        for (int i = 0; i < groups.size(); i++) {
            Found one = found[i];
            if (one == null) {
                continue;
            }
            try {
                Group group = groups.get(i);
                Set<WindowKey> windows =
                        new LinkedHashSet<>(group.windows(one.account(), one.tickets(), one.timeMillis()));
                needed.put(i, windows);
                remember(group.account(), windows);
                List<WindowKey> unknown =
                        windows.stream().filter(window -> !one.knows(window)).toList();
                if (!unknown.isEmpty()) {
                    missing.put(i, unknown);
                    CommandArguments command =
                            new CommandArguments(Command.HMGET).add(store.keys().usage(group.account()));
                    unknown.forEach(window -> command.add(Bytes.of(Keys.member(window))));
                    questions.add(new Question(shards.get(i), command));
                }
            } catch (RuntimeException | Error e) {
                loadings[i] = new Failed(new GroupResult.Unavailable(e));
            }
        }
        addMissing(questions, missing, found, loadings);
        needed.forEach((index, windows) -> {
            Found one = found[index];
            if (one != null && loadings[index] == null) {
                loadings[index] = new Loaded(snapshot(one, windows), !missing.containsKey(index));
            }
        });
    }

    private void addMissing(
            List<Question> questions,
            Map<Integer, List<WindowKey>> missing,
            @Nullable Found[] found,
            @Nullable Loading[] loadings) {
        if (questions.isEmpty()) {
            return;
        }
        List<Reply> replies = exchange.write(questions);
        int next = 0;
        for (Map.Entry<Integer, List<WindowKey>> entry : missing.entrySet()) {
            int index = entry.getKey();
            Reply reply = replies.get(next++);
            Found one = found[index];
            if (one != null && reply instanceof Reply.Value value && value.value() instanceof List<?> sums) {
                for (int i = 0; i < sums.size(); i++) {
                    WindowKey window = entry.getValue().get(i);
                    one.usage().put(window, usageRow(window, sums.get(i)));
                }
            } else {
                Throwable cause = reply instanceof Reply.Lost lost
                        ? lost.cause()
                        : reply instanceof Reply.Refused refused
                                ? refused.cause()
                                : new StoreUnavailableException("the usage could not be read", null);
                loadings[index] = new Failed(new GroupResult.Unavailable(Exchange.unavailable(cause)));
            }
        }
    }

    private void remember(AccountKey account, Collection<WindowKey> windows) {
        synchronized (lastWindows) {
            if (windows.isEmpty()) {
                lastWindows.remove(account);
            } else {
                lastWindows.put(account, List.copyOf(windows));
            }
        }
    }

    /** With a row for each window that was asked for, so that whoever remembers it knows which are zero. */
    private static Snapshot snapshot(Found found, Collection<WindowKey> windows) {
        Map<WindowKey, UsageRow> usage = new HashMap<>();
        windows.forEach(window -> usage.put(window, found.usage().getOrDefault(window, UsageRow.empty(window))));
        return new Snapshot(found.account(), Collections.unmodifiableMap(usage), found.tickets(), found.timeMillis());
    }
}
