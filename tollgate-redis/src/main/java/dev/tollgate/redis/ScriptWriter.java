package dev.tollgate.redis;

import dev.tollgate.api.StoreUnavailableException;
import dev.tollgate.spi.Decision;
import dev.tollgate.spi.Group;
import dev.tollgate.spi.GroupResult;
import dev.tollgate.spi.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads, decides, and has a script compare and write: two round trips for a batch, and one where all its groups can be decided on what is
 * remembered. A group that was decided on memory and finds that something has moved is read and decided anew at once; only when
 * something moves between that reading and its writing is it a conflict.
 */
final class ScriptWriter implements Writer {
    private static final Logger LOG = LoggerFactory.getLogger(ScriptWriter.class);
    private static final Long APPLIED = 1L;
    private static final Long MOVED = 0L;

    private final Exchange exchange;
    private final Plan.Store store;
    private final StoreTime time;
    private final Loader loader;
    private final Trust trust = new Trust();

    ScriptWriter(Exchange exchange, Plan.Store store, StoreTime time, Loader loader) {
        this.exchange = exchange;
        this.store = store;
        this.time = time;
        this.loader = loader;
    }

    @Override
    public boolean usesRemembered() {
        return true;
    }

    /** A group on its way. */
    private static final class Run {
        final Group group;

        @Nullable
        Plan plan;

        boolean onMemory;

        @Nullable
        GroupResult result;

        Run(Group group) {
            this.group = group;
        }
    }

    @Override
    public List<GroupResult> apply(List<Group> groups) {
        List<Run> runs = new ArrayList<>(groups.size());
        for (Group group : groups) {
            runs.add(new Run(group));
        }
        try {
            runs.forEach(this::decideOnMemory);
            loadAndDecide(runs.stream().filter(run -> run.plan == null).toList());
            write(runs);
            List<Run> again = runs.stream().filter(this::isWrongFromMemory).toList();
            again.forEach(run -> {
                run.plan = null;
                run.result = null;
                run.onMemory = false;
            });
            loadAndDecide(again);
            write(again);
        } catch (RuntimeException | Error e) {
            // Whatever that is: a group that was on its way to the server may have been written.
            LOG.error("A batch could not be finished", e);
            runs.stream()
                    .filter(run -> run.result == null)
                    .forEach(run -> run.result =
                            run.plan == null ? new GroupResult.Unavailable(e) : new GroupResult.OutcomeUnknown(e));
        }
        List<GroupResult> results = new ArrayList<>(runs.size());
        for (Run run : runs) {
            results.add(run.result == null ? new GroupResult.OutcomeUnknown(new IllegalStateException()) : run.result);
        }
        return results;
    }

    private boolean isWrongFromMemory(Run run) {
        boolean moved = run.result instanceof GroupResult.Conflict;
        if (run.onMemory) {
            trust.was(run.group.account(), !moved);
        }
        return run.onMemory && moved;
    }

    // Deciding

    private void decideOnMemory(Run run) {
        Group group = run.group;
        Snapshot remembered = group.remembered();
        if (remembered == null || !trust.isWorthATry(group.account())) {
            return;
        }
        try {
            OptionalLong now =
                    time.estimateMillis(exchange.servers().nodeOf(store.keys().shardOf(group.account())));
            if (now.isEmpty()) {
                return;
            }
            long nowMillis = now.getAsLong();
            boolean isEnough = remembered
                    .usage()
                    .keySet()
                    .containsAll(group.windows(remembered.account(), remembered.tickets(), nowMillis));
            if (isEnough) {
                run.onMemory = true;
                decide(
                        run,
                        new Snapshot(remembered.account(), remembered.usage(), remembered.tickets(), nowMillis),
                        nowMillis);
            }
        } catch (StoreUnavailableException e) {
            run.result = new GroupResult.Unavailable(e);
        }
    }

    private void loadAndDecide(List<Run> runs) {
        List<Run> open = runs.stream().filter(run -> run.result == null).toList();
        if (open.isEmpty()) {
            return;
        }
        List<Loader.Loading> loadings =
                loader.load(open.stream().map(run -> run.group).toList());
        for (int i = 0; i < open.size(); i++) {
            Run run = open.get(i);
            if (loadings.get(i) instanceof Loader.Loaded loaded) {
                decide(run, loaded.snapshot(), Long.MIN_VALUE);
                // What was read at one moment and changes nothing needs no second look.
                if (run.plan != null && loaded.atOneMoment() && run.plan.isOnlyAskingWhatWasRead(loaded.snapshot())) {
                    run.result = GroupResult.APPLIED;
                }
            } else if (loadings.get(i) instanceof Loader.Failed failed) {
                run.result = failed.result();
            }
        }
    }

    private void decide(Run run, Snapshot snapshot, long sinceMillis) {
        try {
            Decision decision = run.group.decide(snapshot);
            run.plan = Plan.of(run.group, snapshot, decision, store, sinceMillis);
        } catch (RuntimeException | Error e) {
            run.result = new GroupResult.Unavailable(e);
        }
    }

    // Writing

    private void write(List<Run> runs) {
        List<Run> open = new ArrayList<>();
        List<Plan> plans = new ArrayList<>();
        for (Run run : runs) {
            if (run.result == null && run.plan != null) {
                open.add(run);
                plans.add(run.plan);
            }
        }
        if (open.isEmpty()) {
            return;
        }
        Map<Integer, List<Integer>> bundles =
                exchange.bundles(plans.stream().map(Plan::shard).toList());
        Long nowMillis = time.given();
        List<Question> questions = new ArrayList<>();
        bundles.forEach((shard, indexes) -> {
            List<Plan> together = indexes.stream().map(plans::get).toList();
            questions.add(
                    new Question(shard, Plan.call(together, nowMillis, true).command()));
        });
        List<Reply> replies = exchange.write(questions);
        int next = 0;
        for (Map.Entry<Integer, List<Integer>> bundle : bundles.entrySet()) {
            List<Run> asked = bundle.getValue().stream().map(open::get).toList();
            settle(bundle.getKey(), asked, replies.get(next++));
        }
    }

    private void settle(int shard, List<Run> runs, Reply reply) {
        if (reply instanceof Reply.Refused refused) {
            StoreUnavailableException cause = Exchange.unavailable(refused.cause());
            runs.forEach(run -> run.result = new GroupResult.Unavailable(cause));
        } else if (reply instanceof Reply.Lost lost) {
            runs.forEach(run -> run.result = new GroupResult.OutcomeUnknown(lost.cause()));
        } else if (reply instanceof Reply.Value value
                && value.value() instanceof List<?> answer
                && answer.size() == runs.size() + 1) {
            time.told(exchange.servers().nodeOf(shard), Loader.number(answer.get(0)));
            for (int i = 0; i < runs.size(); i++) {
                runs.get(i).result = result(runs.get(i).group, answer.get(i + 1));
            }
        } else {
            LOG.error("The server answered a script with something else: {}", reply);
            runs.forEach(
                    run -> run.result = new GroupResult.OutcomeUnknown(new IllegalStateException("not an answer")));
        }
    }

    static GroupResult result(Group group, @Nullable Object answer) {
        if (APPLIED.equals(answer)) {
            return GroupResult.APPLIED;
        } else if (MOVED.equals(answer)) {
            return new GroupResult.Conflict(null);
        }
        String why = answer instanceof byte[] bytes ? Bytes.text(bytes) : String.valueOf(answer);
        if (why.startsWith("!")) {
            LOG.error(
                    "The group of account {} is written in part, and the server refused the rest: {}. Verify this account",
                    group.account(),
                    why);
            return new GroupResult.OutcomeUnknown(new IllegalStateException(why));
        }
        return new GroupResult.Unavailable(new StoreUnavailableException(Refusals.explained(why), null));
    }
}
