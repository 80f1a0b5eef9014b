package dev.tollgate.proof.simulation;

import dev.tollgate.api.ContentionException;
import dev.tollgate.api.OutcomeUnknownException;
import dev.tollgate.api.OverloadedException;
import dev.tollgate.api.StoreUnavailableException;
import dev.tollgate.testkit.SingleThreadEnvironment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One seed's world: instances, clients, a store, a bank, in one thread. */
final class World {
    private static final int STEPS_MAX = 300_000;
    private static final List<String> STARTS = List.of(
            "2026-03-02T23:59:40Z", // Monday
            "2026-05-31T23:59:40Z", // Sunday, the month's last day
            "2026-07-18T11:00:00Z",
            "2026-03-29T00:59:30Z", // a night in which clocks go forward in Europe
            "2026-10-25T00:30:00Z"); // and back

    final Swarm swarm;
    final SingleThreadEnvironment environment;
    final StoreModel store;
    final Faults faults;
    final Checks checks;
    final Promises promises;
    final Bank bank;
    final List<Node> nodes = new ArrayList<>();
    final List<Delivery> hanging = new ArrayList<>();
    final Tally reached = new Tally();
    private final Oracle oracle;
    private final Clients clients;
    private final Trace trace;
    private final SplittableRandom random;
    private final List<Asked> ended = new ArrayList<>();
    private @Nullable Violation violation;
    private int asked;

    /** What became of a seed that holds. */
    record Held(long hash, Tally reached) {}

    World(long seed, boolean recording) {
        SplittableRandom seeded = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + 1);
        swarm = new Swarm(seeded.split());
        trace = new Trace(recording);
        random = seeded.split();
        environment = new SingleThreadEnvironment(seeded.nextLong());
        faults = new Faults(swarm, seeded.split());
        long startMillis =
                Instant.parse(STARTS.get(seeded.nextInt(STARTS.size()))).toEpochMilli();
        StoreClock clock = new StoreClock(environment, seeded.split(), swarm, startMillis);
        bank = new Bank(this);
        oracle = new Oracle(this);
        promises = new Promises(this);
        checks = new Checks(this);
        store = new StoreModel(clock, checks, swarm.checksValidity);
        clients = new Clients(this, seeded.split());
        for (int i = 0; i < swarm.instances; i++) {
            nodes.add(new Node(this, i, seeded.split()));
        }
    }

    String lines() {
        return trace.lines();
    }

    Duration ticketRetention() {
        return swarm.shortRetention ? Duration.ofSeconds(6) : Duration.ofDays(400);
    }

    Duration outcomeRetention() {
        return swarm.shortRetention ? Duration.ofSeconds(2) : Duration.ofDays(30);
    }

    // What the parts of the world tell

    void reach(Situation situation) {
        reached.add(situation);
    }

    void trace(String what, long number, Supplier<String> text) {
        trace.add(environment.nanoTime(), what, number, text);
    }

    /** Keeps the first violation: the engine would swallow what a store or a callback throws. */
    Violation violated(Violation found) {
        if (violation == null) {
            violation = found;
            trace("VIOLATED", 0, found::getMessage);
        }
        return found;
    }

    void require(boolean holds, String check, Supplier<String> found) {
        if (!holds) {
            throw violated(new Violation(check, found.get()));
        }
    }

    void later(long nanos, Runnable task) {
        environment.schedule(task, nanos);
    }

    void decided(Try decided) {
        promises.decided(decided);
        oracle.check(decided);
    }

    // Calls

    <T> Asked ask(
            String what,
            Object key,
            boolean throughLane,
            Node node,
            Function<Node, CompletionStage<T>> call,
            Consumer<Asked> then) {
        Asked one = new Asked(asked++, what, node, throughLane, then);
        promises.asked(key, one);
        trace("ask", one.number, () -> one + " " + key);
        node.environment().executor().execute(() -> {
            one.life = node.life();
            one.reachedNanos = environment.nanoTime();
            CompletionStage<T> unused = call.apply(node).whenComplete((answer, failure) -> {
                one.answer = answer;
                one.failure = failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
                one.ended = true;
                ended.add(one);
            });
        });
        return one;
    }

    /** Engines may end several calls in one step in an order that is no promise; here it is that of asking. */
    private void hearAnswers() {
        while (!ended.isEmpty()) {
            List<Asked> now = new ArrayList<>(ended);
            ended.clear();
            now.sort(Comparator.comparingInt(one -> one.number));
            for (Asked one : now) {
                hear(one);
            }
        }
    }

    private void hear(Asked one) {
        trace("answer", one.number, () -> one + " " + (one.failure != null ? one.failure : one.answer));
        promises.answered(one);
        Throwable failure = one.failure;
        if (failure instanceof OutcomeUnknownException) {
            reach(Situation.UNKNOWN_TOLD);
        } else if (failure instanceof StoreUnavailableException) {
            reach(Situation.UNAVAILABLE);
        } else if (failure instanceof OverloadedException) {
            reach(Situation.OVERLOADED);
        } else if (failure instanceof ContentionException) {
            boolean tries = String.valueOf(failure.getMessage()).contains("moved by others");
            reach(tries ? Situation.TRIES_EXHAUSTED : Situation.CONTENTION_AT_DEADLINE);
        } else if (failure != null && !(failure instanceof Clients.Expected)) {
            throw violated(new Violation("fails-as-promised", one + " failed with " + failure));
        }
        one.then.accept(one);
    }

    // The course of things

    Held run() {
        clients.open();
        disturb();
        int steps = 0;
        while (!clients.isDone()) {
            step();
            require(++steps < STEPS_MAX, "comes-to-rest", () -> "still busy after " + STEPS_MAX + " steps");
        }
        new Healing(this, clients).run();
        return new Held(trace.hash(), reached);
    }

    void step() {
        boolean moved;
        try {
            moved = environment.step();
        } catch (Violation found) {
            throw violated(found);
        }
        hearAnswers();
        if (violation != null) {
            throw violation;
        }
        require(moved, "never-dead", () -> "nothing is left to do");
    }

    void passNanos(long nanos) {
        boolean[] over = new boolean[1];
        later(nanos, () -> over[0] = true);
        while (!over[0]) {
            step();
        }
    }

    /** What happens to instances and clocks, as long as nothing has healed. */
    private void disturb() {
        later(random.nextLong(1 + 2_000_000_000L), () -> {
            if (faults.isHealed()) {
                return;
            }
            Node node = nodes.get(random.nextInt(nodes.size()));
            int drawn = random.nextInt(8);
            if (drawn < 2 && swarm.crashes && !node.isPaused()) {
                trace("crash", 0, node::toString);
                node.crash();
            } else if (drawn < 4 && swarm.pauses && !node.isPaused()) {
                trace("pause", 0, node::toString);
                node.pause();
                int life = node.life();
                later(random.nextLong(6_000_000_000L), () -> {
                    if (node.life() == life) {
                        trace("resume", 0, node::toString);
                        node.resume();
                    }
                });
            } else if (drawn < 6) {
                jump();
            }
            disturb();
        });
    }

    private void jump() {
        int drawn = random.nextInt(4);
        long millis = 0;
        if (drawn == 0 && swarm.jumps) {
            millis = random.nextInt(20_000);
        } else if (drawn == 1 && swarm.dayJumps) {
            millis = Duration.ofHours(random.nextInt(random.nextInt(4) == 0 ? 1_000 : 50))
                    .toMillis();
            if (millis > Duration.ofDays(1).toMillis()) {
                reach(Situation.CLOCK_OVER_A_DAY);
            }
        } else if (drawn == 2 && swarm.setsBack) {
            millis = -random.nextLong(
                    random.nextBoolean() ? 8_000 : Duration.ofHours(30).toMillis());
        }
        if (millis != 0) {
            long by = millis;
            trace("clock", by, () -> "jumps by " + by + " ms");
            store.clock.jump(by);
        }
    }
}
