package dev.tollgate.redis;

import dev.tollgate.api.StoreUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/**
 * Makes a store, once, however many open it at the same time, and knows it again. The store has an id, and every shard bears it: a server
 * that came back without its data, or somebody who emptied it, would otherwise look like a store in which nothing has happened yet, and
 * every operation would be admitted once more. Scripts compare the id with every call.
 */
final class Founding {
    private static final int SCHEMA = 1;
    private static final int STEPS_MAX = 5;

    private final Exchange exchange;
    private final String prefix;

    private record State(String id, int schema, int shards, boolean isReady) {
        Bytes bytes() {
            return Bytes.of(new Fields.Writer()
                    .put("store", id)
                    .put("schema", schema)
                    .put("shards", shards)
                    .put("state", isReady ? "ready" : "new")
                    .text());
        }

        static State read(byte[] bytes) {
            Fields in = Fields.read("store", Bytes.text(bytes));
            return new State(
                    in.text("store"),
                    in.smallNumber("schema"),
                    in.smallNumber("shards"),
                    in.text("state").equals("ready"));
        }
    }

    Founding(Exchange exchange, String prefix) {
        this.exchange = exchange;
        this.prefix = prefix;
    }

    /**
     * Finds the store, or makes it.
     *
     * @param make whether to make one where there is none
     * @throws StoreUnavailableException when it cannot be reached, lacks some of its data, or is of a newer program
     */
    Plan.Store open(boolean make) {
        Keys keys = new Keys(prefix, Keys.SHARDS);
        for (int step = 0; step < STEPS_MAX; step++) {
            State state = read(keys);
            if (state == null && !make) {
                throw new StoreUnavailableException(
                        "there is no store under the prefix '%s' in %s; name the right one, or make it by opening it for work"
                                .formatted(prefix, exchange.servers()),
                        null);
            } else if (state == null) {
                found(keys);
            } else if (state.schema() != SCHEMA) {
                throw new StoreUnavailableException(
                        "the store has schema %d, and this program knows schema %d; use the program that made it"
                                .formatted(state.schema(), SCHEMA),
                        null);
            } else if (state.isReady()) {
                Plan.Store store = new Plan.Store(new Keys(prefix, state.shards()), state.id());
                requireAllMarks(store);
                return store;
            } else {
                Plan.Store store = new Plan.Store(new Keys(prefix, state.shards()), state.id());
                mark(store);
                return store;
            }
        }
        throw new StoreUnavailableException("the store could not be made", null);
    }

    private @Nullable State read(Keys keys) {
        Object value = exchange.read(new Question(0, new CommandArguments(Command.GET).add(keys.founding())));
        return value instanceof byte[] bytes ? State.read(bytes) : null;
    }

    private void found(Keys keys) {
        State state = new State(UUID.randomUUID().toString(), SCHEMA, Keys.SHARDS, false);
        set(new Question(
                0,
                new CommandArguments(Command.SET)
                        .add(keys.founding())
                        .add(state.bytes())
                        .add("NX")));
    }

    /** Whoever comes first; that two do it at the same time does no harm. */
    private void mark(Plan.Store store) {
        List<Question> questions = new ArrayList<>();
        for (int shard = 0; shard < store.keys().shards(); shard++) {
            questions.add(new Question(
                    shard,
                    new CommandArguments(Command.SET)
                            .add(store.keys().store(shard))
                            .add(Bytes.of(store.id()))
                            .add("NX")));
        }
        exchange.read(questions);
        requireAllMarks(store);
        State ready = new State(store.id(), SCHEMA, store.keys().shards(), true);
        set(new Question(
                0,
                new CommandArguments(Command.SET).add(store.keys().founding()).add(ready.bytes())));
    }

    /** Setting the same again after a lost answer is the same as setting it once. */
    private void set(Question question) {
        Object unused = exchange.read(question);
    }

    private void requireAllMarks(Plan.Store store) {
        List<Question> questions = new ArrayList<>();
        for (int shard = 0; shard < store.keys().shards(); shard++) {
            questions.add(new Question(
                    shard, new CommandArguments(Command.GET).add(store.keys().store(shard))));
        }
        List<@Nullable Object> marks = exchange.read(questions);
        List<Integer> strange = new ArrayList<>();
        for (int shard = 0; shard < marks.size(); shard++) {
            if (!(marks.get(shard) instanceof byte[] mark) || !Bytes.text(mark).equals(store.id())) {
                strange.add(shard);
            }
        }
        if (!strange.isEmpty()) {
            throw new StoreUnavailableException(
                    "%d of the store's %d shards have lost their data or belong to another store, the first of them {%d};"
                                    .formatted(strange.size(), marks.size(), strange.get(0))
                            + " restore a backup, or open an empty store under another prefix",
                    null);
        }
    }
}
