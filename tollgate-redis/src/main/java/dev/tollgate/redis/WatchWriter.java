package dev.tollgate.redis;

import dev.tollgate.api.StoreUnavailableException;
import dev.tollgate.spi.Decision;
import dev.tollgate.spi.Group;
import dev.tollgate.spi.GroupResult;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The classical way, group by group: WATCH what the group reads, read it, decide, and write between MULTI and EXEC, which the server
 * drops if anything that is watched has been touched since. Kept for those who want no scripts to write; scripts still read and compare.
 *
 * <p>An EXEC goes on after a command that fails. So what could fail is looked at before: a script that only checks looks at the type of
 * every key, and whatever the server refuses for want of memory or the like it refuses when the commands are queued, and then drops all.
 */
final class WatchWriter implements Writer {
    private static final Logger LOG = LoggerFactory.getLogger(WatchWriter.class);

    private final Exchange exchange;
    private final Plan.Store store;
    private final StoreTime time;
    private final Loader loader;

    WatchWriter(Exchange exchange, Plan.Store store, StoreTime time, Loader loader) {
        this.exchange = exchange;
        this.store = store;
        this.time = time;
        this.loader = loader;
    }

    @Override
    public boolean usesRemembered() {
        return false;
    }

    @Override
    public List<GroupResult> apply(List<Group> groups) {
        List<GroupResult> results = new ArrayList<>(groups.size());
        for (Group group : groups) {
            results.add(apply(group));
        }
        return results;
    }

    private GroupResult apply(Group group) {
        Node node;
        Wire wire;
        try {
            node = exchange.servers().nodeOf(store.keys().shardOf(group.account()));
            wire = node.connect();
        } catch (JedisException | StoreUnavailableException | IllegalStateException e) {
            return new GroupResult.Unavailable(Exchange.unavailable(e));
        }
        try (wire) {
            GroupResult result = apply(group, wire);
            if (wire.isBroken()) {
                node.forgetIdle();
            }
            return result;
        } catch (JedisException e) {
            // Only giving the connection back can have failed; whatever it carried had its answer.
            wire.setBroken();
            return new GroupResult.OutcomeUnknown(e);
        }
    }

    private GroupResult apply(Group group, Wire wire) {
        Plan plan;
        try {
            watch(group, wire);
            Loader.Loading loading = loader.load(List.of(group)).get(0);
            if (!(loading instanceof Loader.Loaded loaded)) {
                unwatch(wire);
                return ((Loader.Failed) loading).result();
            }
            Decision decision = group.decide(loaded.snapshot());
            plan = Plan.of(group, loaded.snapshot(), decision, store, Long.MIN_VALUE);
            GroupResult checked = check(group, plan);
            if (!(checked instanceof GroupResult.Applied) || plan.writesNothing()) {
                unwatch(wire);
                return checked;
            }
        } catch (JedisDataException e) {
            lookAgainIfMoved(e);
            unwatch(wire);
            return new GroupResult.Unavailable(Exchange.unavailable(e));
        } catch (RuntimeException | Error e) {
            // Nothing was sent yet but what reads.
            wire.setBroken();
            return new GroupResult.Unavailable(e);
        }
        return write(group, plan, wire);
    }

    private void watch(Group group, Wire wire) {
        Keys keys = store.keys();
        int shard = keys.shardOf(group.account());
        CommandArguments watch =
                new CommandArguments(Command.WATCH).add(keys.store(shard)).add(keys.account(group.account()));
        group.tickets().forEach(ticket -> watch.add(keys.ticket(ticket)));
        wire.executeCommand(watch);
    }

    private static void unwatch(Wire wire) {
        try {
            wire.executeCommand(Command.UNWATCH);
        } catch (RuntimeException e) {
            wire.setBroken();
        }
    }

    private void lookAgainIfMoved(JedisDataException e) {
        if (Refusals.isMovedSlot(String.valueOf(e.getMessage()))) {
            try {
                exchange.servers().lookAgain();
            } catch (StoreUnavailableException unavailable) {
                e.addSuppressed(unavailable);
            }
        }
    }

    /** What the group relies on still holds, and every key it is going to write is of the right type. */
    private GroupResult check(Group group, Plan plan) {
        Script.Call call = Plan.call(List.of(plan), time.given(), false);
        Object answer = exchange.read(new Question(plan.shard(), call.command()));
        return answer instanceof List<?> values && values.size() == 2
                ? ScriptWriter.result(group, values.get(1))
                : new GroupResult.Unavailable(new StoreUnavailableException("the server does not answer", null));
    }

    private GroupResult write(Group group, Plan plan, Wire wire) {
        List<CommandArguments> commands = plan.commands();
        @Nullable JedisDataException refused = null;
        try {
            wire.sendCommand(Command.MULTI);
            commands.forEach(wire::sendCommand);
            wire.sendCommand(Command.EXEC);
            for (Object queued : wire.getMany(commands.size() + 1)) {
                if (queued instanceof JedisDataException e && refused == null) {
                    refused = e;
                }
            }
            return result(group, wire.getUnflushedObject());
        } catch (JedisDataException e) {
            // EXECABORT: dropped as a whole, for the reason that the queueing gave.
            JedisDataException why = refused == null ? e : refused;
            if (Refusals.isCertain(String.valueOf(e.getMessage()))) {
                lookAgainIfMoved(why);
                return new GroupResult.Unavailable(Exchange.unavailable(why));
            }
            wire.setBroken();
            return new GroupResult.OutcomeUnknown(e);
        } catch (RuntimeException | Error e) {
            wire.setBroken();
            return new GroupResult.OutcomeUnknown(e);
        }
    }

    private static GroupResult result(Group group, @Nullable Object executed) {
        if (executed == null) {
            return new GroupResult.Conflict(null);
        }
        for (Object reply : (List<?>) executed) {
            if (reply instanceof JedisDataException e) {
                LOG.error(
                        "The group of account {} is written in part, and the server refused the rest. Verify this account",
                        group.account(),
                        e);
                return new GroupResult.OutcomeUnknown(e);
            }
        }
        return GroupResult.APPLIED;
    }
}
