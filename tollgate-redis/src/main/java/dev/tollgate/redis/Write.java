package dev.tollgate.redis;

import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/** One step of writing a group, as a part of a call of {@link Script#APPLY} and as plain commands. */
sealed interface Write {
    /** How many keys or members a step has at most: Lua passes a bounded number of arguments. */
    int ITEMS_MAX = 500;

    void addTo(Script.Call call);

    List<CommandArguments> commands();

    /** A member with its place in a sorted set. */
    record Scored(Bytes member, long score) {
        /** Scores are doubles. Times are far below. */
        private static final long EXACT_MAX = 1L << 53;

        public Scored {
            if (score < -EXACT_MAX || score > EXACT_MAX) {
                throw new IllegalArgumentException("a time that cannot be sorted by: " + score);
            }
        }
    }

    /** Rows to write whole. */
    record Rows(List<Bytes> keys, List<Bytes> values) implements Write {
        @Override
        public void addTo(Script.Call call) {
            call.arg("rows").arg(keys.size());
            keys.forEach(call::key);
            values.forEach(call::arg);
        }

        @Override
        public List<CommandArguments> commands() {
            CommandArguments command = new CommandArguments(Command.MSET);
            for (int i = 0; i < keys.size(); i++) {
                command.add(keys.get(i)).add(values.get(i));
            }
            return List.of(command);
        }
    }

    /** Sums of windows, and the windows themselves where they are new. */
    record Usage(Bytes usage, Bytes windows, List<Scored> starts, List<Bytes> sums) implements Write {
        @Override
        public void addTo(Script.Call call) {
            call.arg("usage").key(usage).key(windows).arg(starts.size());
            for (int i = 0; i < starts.size(); i++) {
                call.arg(starts.get(i).member()).arg(starts.get(i).score()).arg(sums.get(i));
            }
        }

        @Override
        public List<CommandArguments> commands() {
            CommandArguments set = new CommandArguments(Command.HSET).add(usage);
            CommandArguments add = new CommandArguments(Command.ZADD).add(windows);
            for (int i = 0; i < starts.size(); i++) {
                set.add(starts.get(i).member()).add(sums.get(i));
                add.add(starts.get(i).score()).add(starts.get(i).member());
            }
            return List.of(set, add);
        }
    }

    /** Members to put at their place in a sorted set. */
    record Add(Bytes set, List<Scored> members) implements Write {
        @Override
        public void addTo(Script.Call call) {
            call.arg("add").key(set).arg(members.size());
            // What was admitted together has one score.
            Bytes score = Bytes.of("");
            long known = Long.MIN_VALUE;
            for (Scored one : members) {
                if (one.score() != known) {
                    known = one.score();
                    score = Bytes.of(Long.toString(known));
                }
                call.arg(score).arg(one.member());
            }
        }

        @Override
        public List<CommandArguments> commands() {
            CommandArguments command = new CommandArguments(Command.ZADD).add(set);
            members.forEach(one -> command.add(one.score()).add(one.member()));
            return List.of(command);
        }
    }

    /** Members to take out of a sorted set. */
    record Drop(Bytes set, List<Bytes> members) implements Write {
        @Override
        public void addTo(Script.Call call) {
            call.arg("drop").key(set).arg(members.size());
            members.forEach(call::arg);
        }

        @Override
        public List<CommandArguments> commands() {
            CommandArguments command = new CommandArguments(Command.ZREM).add(set);
            members.forEach(command::add);
            return List.of(command);
        }
    }

    /** Rows to delete. */
    record Gone(List<Bytes> keys) implements Write {
        @Override
        public void addTo(Script.Call call) {
            call.arg("gone").arg(keys.size());
            keys.forEach(call::key);
        }

        @Override
        public List<CommandArguments> commands() {
            CommandArguments command = new CommandArguments(Command.DEL);
            keys.forEach(command::add);
            return List.of(command);
        }
    }

    /**
     * An account without a row that may have lost its last ticket. Plain commands cannot ask; they leave its name, which does no harm: an
     * inspection finds nothing under it.
     */
    record Tidy(Bytes tickets, Bytes others, Bytes account) implements Write {
        @Override
        public void addTo(Script.Call call) {
            call.arg("tidy").key(tickets).key(others).arg(account);
        }

        @Override
        public List<CommandArguments> commands() {
            return List.of();
        }
    }

    /** The items in lists short enough for one step each. */
    static <T> List<List<T>> parts(List<T> items) {
        List<List<T>> parts = new ArrayList<>();
        for (int from = 0; from < items.size(); from += ITEMS_MAX) {
            parts.add(items.subList(from, Math.min(items.size(), from + ITEMS_MAX)));
        }
        return parts;
    }
}
