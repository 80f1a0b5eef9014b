package dev.tollgate.redis;

import dev.tollgate.api.StoreUnavailableException;
import dev.tollgate.spi.Names;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/**
 * Walks several sorted sets as if they were one, in order, reading on in each only as far as is needed. What is inserted or deleted
 * meanwhile moves nothing: each is read on from behind the last entry that was seen. Made for one walk in one thread.
 */
final class Positions {
    private static final int CHUNK_MIN = 4;
    private static final int CHUNK_MAX = 512;

    /** An entry of a sorted set. */
    record Entry(long score, String member) {
        static final Comparator<Entry> ORDER =
                Comparator.comparingLong(Entry::score).thenComparing(Entry::member, Names::compare);
    }

    enum Direction {
        UP,
        DOWN,
        /** By the bytes of the members, all scores being equal. */
        NAMES
    }

    /**
     * What to walk.
     *
     * @param lowest the score, or what the members begin with as ZRANGEBYLEX takes it; inclusive for scores
     * @param after where to begin, behind this; for {@link Direction#NAMES} {@code lowest} says it
     */
    record Range(
            Direction direction,
            String lowest,
            String highest,
            @Nullable Entry after) {
        static Range up(String lowest, String highest, @Nullable Entry after) {
            return new Range(Direction.UP, lowest, highest, after);
        }

        static Range down(String lowest, String highest, @Nullable Entry after) {
            return new Range(Direction.DOWN, lowest, highest, after);
        }

        /** Everything that begins with {@code prefix}, after {@code after} if that is given. */
        static Range names(String prefix, @Nullable String after) {
            String lowest = after == null ? (prefix.isEmpty() ? "-" : "[" + prefix) : "(" + after;
            String highest =
                    prefix.isEmpty() ? "+" : "(" + prefix.substring(0, prefix.length() - 1) + Keys.AFTER_SEPARATOR;
            return new Range(Direction.NAMES, lowest, highest, null);
        }
    }

    private static final class Source {
        final int shard;
        final Bytes set;
        final Deque<Entry> read = new ArrayDeque<>();
        int chunk;
        boolean isAtEnd;

        @Nullable
        Entry last;

        Source(int shard, Bytes set, int chunk) {
            this.shard = shard;
            this.set = set;
            this.chunk = chunk;
        }

        void took(List<?> answer, int step) {
            for (int i = 0; i < answer.size(); i += step) {
                String member = Bytes.text((byte[]) answer.get(i));
                Entry entry = new Entry(step == 1 ? 0 : Loader.number(answer.get(i + 1)), member);
                read.add(entry);
                last = entry;
            }
            isAtEnd = answer.size() < chunk * step;
            chunk = Math.min(CHUNK_MAX, chunk * 2);
        }
    }

    private final Exchange exchange;
    private final Range range;
    private final PriorityQueue<Source> heads;

    /**
     * @param sets the sorted sets by the shard they lie in
     * @param max how many entries are probably wanted in all
     */
    Positions(Exchange exchange, Map<Integer, Bytes> sets, Range range, int max) {
        this.exchange = exchange;
        this.range = range;
        Comparator<Entry> order = range.direction() == Direction.DOWN ? Entry.ORDER.reversed() : Entry.ORDER;
        heads = new PriorityQueue<>(Comparator.comparing(Positions::head, order));
        int chunk = Math.max(CHUNK_MIN, Math.min(CHUNK_MAX, sets.size() == 1 ? max : 2 * max / sets.size()));
        List<Source> sources = new ArrayList<>();
        sets.forEach((shard, set) -> sources.add(new Source(shard, set, chunk)));
        begin(sources, chunk);
    }

    private static Entry head(Source source) {
        return source.read.element();
    }

    /** The next entry; null at the end. */
    @Nullable
    Entry next() {
        Source source = heads.poll();
        if (source == null) {
            return null;
        }
        Entry entry = source.read.remove();
        if (source.read.isEmpty() && !source.isAtEnd) {
            readOn(source);
        }
        if (!source.read.isEmpty()) {
            heads.add(source);
        }
        return entry;
    }

    /** At most so many of the next entries. */
    List<Entry> next(int max) {
        List<Entry> entries = new ArrayList<>();
        while (entries.size() < max) {
            Entry entry = next();
            if (entry == null) {
                break;
            }
            entries.add(entry);
        }
        return entries;
    }

    private void begin(List<Source> sources, int chunk) {
        List<Question> questions = new ArrayList<>();
        List<List<Source>> asked = new ArrayList<>();
        if (range.direction() == Direction.NAMES) {
            for (Source source : sources) {
                questions.add(new Question(source.shard, names(source, range.lowest())));
                asked.add(List.of(source));
            }
        } else {
            exchange.bundles(sources.stream().map(source -> source.shard).toList())
                    .forEach((shard, indexes) -> {
                        List<Source> together =
                                indexes.stream().map(sources::get).toList();
                        questions.add(new Question(shard, page(together, chunk, range.after())));
                        asked.add(together);
                    });
        }
        List<@Nullable Object> answers = exchange.read(questions);
        for (int i = 0; i < answers.size(); i++) {
            took(asked.get(i), answers.get(i));
        }
        sources.stream().filter(source -> !source.read.isEmpty()).forEach(heads::add);
    }

    private void readOn(Source source) {
        Entry last = source.last;
        if (last == null) {
            throw new IllegalStateException("read on from nothing");
        }
        CommandArguments command = range.direction() == Direction.NAMES
                ? names(source, "(" + last.member())
                : page(List.of(source), source.chunk, last);
        took(List.of(source), exchange.read(new Question(source.shard, command)));
    }

    private void took(List<Source> sources, @Nullable Object answer) {
        if (!(answer instanceof List<?> values)) {
            throw new StoreUnavailableException("the server does not answer a search", null);
        }
        if (range.direction() == Direction.NAMES) {
            sources.get(0).took(values, 1);
            return;
        }
        for (int i = 0; i < sources.size(); i++) {
            sources.get(i).took((List<?>) values.get(i), 2);
        }
    }

    private CommandArguments names(Source source, String lowest) {
        return new CommandArguments(Command.ZRANGEBYLEX)
                .add(source.set)
                .add(Bytes.of(lowest))
                .add(Bytes.of(range.highest()))
                .add("LIMIT")
                .add(0)
                .add(source.chunk);
    }

    private CommandArguments page(List<Source> sources, int chunk, @Nullable Entry after) {
        Script.Call call = Script.PAGE.call();
        sources.forEach(source -> call.key(source.set));
        call.arg(range.direction() == Direction.DOWN ? "down" : "up")
                .arg(chunk)
                .arg(range.lowest())
                .arg(range.highest());
        if (after != null) {
            call.arg(after.score()).arg(after.member());
        }
        return call.command();
    }
}
