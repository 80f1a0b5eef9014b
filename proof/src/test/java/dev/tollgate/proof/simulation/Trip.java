package dev.tollgate.proof.simulation;

import dev.tollgate.spi.Decision;
import dev.tollgate.spi.Group;
import dev.tollgate.spi.GroupResult;
import dev.tollgate.spi.Snapshot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Groups that travel together: read, decided in their instance, written, answered. Between any two of these others may act, unless the
 * seed's store does all in one step.
 */
final class Trip {
    /** From when on an account is decided under held rows; the seam's number. */
    private static final int CONFLICTS_FOR_HOLDING = 3;

    private final World world;
    private final Delivery delivery;
    private final @Nullable Ailment ailment;
    private final List<Passenger> passengers = new ArrayList<>();
    private final boolean atOnce;

    Trip(World world, Delivery delivery, @Nullable Ailment ailment) {
        this.world = world;
        this.delivery = delivery;
        this.ailment = ailment;
        this.atOnce = world.swarm.way == Swarm.Way.AT_ONCE && ailment != Ailment.SLOW;
    }

    /** A group on the trip; over once it has a result. */
    private static final class Passenger {
        final Group group;
        final int index;

        @Nullable
        Snapshot snapshot;

        @Nullable
        Try decided;

        boolean fromMemory;
        boolean over;

        Passenger(Group group, int index) {
            this.group = group;
            this.index = index;
        }
    }

    void add(Group group, int index) {
        passengers.add(new Passenger(group, index));
    }

    private boolean has(Ailment other) {
        return ailment == other;
    }

    private void after(long nanos, Runnable step) {
        if (atOnce) {
            step.run();
        } else {
            world.later(has(Ailment.SLOW) ? nanos + world.faults.longNanos() / 4 : nanos, step);
        }
    }

    private void end(Passenger passenger, GroupResult result) {
        passenger.over = true;
        delivery.result(passenger.index, result);
    }

    private void endAll(GroupResult result) {
        for (Passenger passenger : passengers) {
            if (!passenger.over) {
                end(passenger, result);
            }
        }
    }

    private static GroupResult unknown() {
        return new GroupResult.OutcomeUnknown(new IOException("connection lost"));
    }

    void send() {
        world.trace(
                "sent",
                passengers.size(),
                () -> delivery.node + " " + passengers.get(0).group.account() + " +" + (passengers.size() - 1)
                        + (ailment == null ? "" : " " + ailment));
        if (has(Ailment.NO_CONNECTION)) {
            endAll(new GroupResult.Unavailable(new IOException("no connection")));
        } else if (has(Ailment.HELD)) {
            endAll(new GroupResult.Held());
        } else {
            boolean allRemembered = passengers.stream().allMatch(this::remembers);
            if (allRemembered) {
                decide();
            } else {
                passengers.forEach(passenger -> passenger.snapshot = null);
                after(world.faults.loadNanos(), this::load);
            }
        }
    }

    /** Decides on what the engine remembers, at an estimate of the store's time that is not ahead of it. */
    private boolean remembers(Passenger passenger) {
        Snapshot remembered = passenger.group.remembered();
        if (remembered == null || !world.swarm.remembered) {
            return false;
        }
        long nowMillis = world.store.clock.millis() - (world.faults.coin() ? 0 : world.faults.upTo(300));
        boolean enough = remembered
                .usage()
                .keySet()
                .containsAll(passenger.group.windows(remembered.account(), remembered.tickets(), nowMillis));
        if (enough) {
            passenger.snapshot =
                    new Snapshot(remembered.account(), remembered.usage(), remembered.tickets(), nowMillis);
            passenger.fromMemory = true;
        }
        return enough;
    }

    private boolean holdsRows(Passenger passenger) {
        return world.swarm.way == Swarm.Way.PESSIMISTIC
                || (world.swarm.way == Swarm.Way.AUTO && passenger.group.conflictsInARow() >= CONFLICTS_FOR_HOLDING);
    }

    private void load() {
        for (Passenger passenger : passengers) {
            passenger.fromMemory = false;
            if (world.store.isHeldByOther(passenger.group.account(), this) && holdsRows(passenger)) {
                world.reach(Situation.HELD);
                end(passenger, new GroupResult.Held());
            } else if (!passenger.over) {
                if (holdsRows(passenger)) {
                    world.store.hold(passenger.group.account(), this);
                }
                passenger.snapshot = world.store.load(passenger.group, world.store.clock.millis());
            }
        }
        if (!delivery.isFromThisLife()) {
            world.store.letGo(this);
        }
        delivery.inNode(this::decide, atOnce);
    }

    private void decide() {
        for (Passenger passenger : passengers) {
            Snapshot snapshot = passenger.snapshot;
            if (!passenger.over && snapshot != null) {
                Decision decision;
                try {
                    decision = passenger.group.decide(snapshot);
                } catch (RuntimeException e) {
                    throw world.violated(new Violation("decides-always", "deciding failed: " + e));
                }
                passenger.decided =
                        new Try(passenger.group, snapshot, decision, passenger.fromMemory, world.store.writes());
                world.decided(passenger.decided);
            }
        }
        if (ailment == null) {
            after(world.faults.writeNanos(), this::write);
            return;
        }
        switch (ailment) {
            case ERROR_BEFORE_WRITE -> end(new GroupResult.Unavailable(new IOException("disk full")));
            case CONFLICT -> end(new GroupResult.Conflict(null));
            case LOST -> end(unknown());
            case LATE -> {
                world.later(world.faults.longNanos(), this::land);
                end(unknown());
            }
            case LOST_AND_HANGS -> {
                delivery.hang(false, world.faults.longNanos());
                end(unknown());
            }
            case HANGS -> {
                delivery.hang(false, world.faults.longNanos());
                after(world.faults.writeNanos(), this::write);
            }
            case NEVER_ANSWERED -> {
                delivery.hang(true, 0);
                after(world.faults.coin() ? world.faults.writeNanos() : world.faults.longNanos(), this::write);
            }
            case BREAKS -> {
                delivery.breaks();
                after(world.faults.writeNanos(), this::write);
            }
            case NO_CONNECTION, HELD, UNANSWERED, SLOW -> after(world.faults.writeNanos(), this::write);
        }
    }

    /** Whether its connection ended with the process that made it. */
    boolean isOrphan() {
        return !delivery.isFromThisLife();
    }

    private void end(GroupResult result) {
        world.store.letGo(this);
        endAll(result);
    }

    private void write() {
        List<Runnable> results = new ArrayList<>();
        for (Passenger passenger : passengers) {
            Try decided = passenger.decided;
            if (!passenger.over && decided != null) {
                GroupResult result = written(passenger, decided);
                world.trace(
                        "written",
                        decided.calls.size(),
                        () -> delivery.node + " " + decided.account + " " + decided.batchId + " "
                                + result.getClass().getSimpleName() + " " + decided.commands);
                results.add(() -> end(passenger, has(Ailment.UNANSWERED) ? unknown() : result));
            }
        }
        world.store.letGo(this);
        delivery.inNode(() -> results.forEach(Runnable::run), atOnce);
    }

    private GroupResult written(Passenger passenger, Try decided) {
        if (world.store.isHeldByOther(decided.account, this)) {
            world.reach(Situation.HELD);
            return new GroupResult.Held();
        }
        if (!decided.fromMemory && decided.decision.isEmpty()) {
            // What was read was true at one moment, and there is nothing to write.
            decided.fate = Try.Fate.APPLIED;
            world.checks.applied(decided);
            return GroupResult.APPLIED;
        }
        if (world.store.write(decided)) {
            if (!delivery.isFromThisLife()) {
                world.reach(Situation.LATE_WRITE_LANDED_AFTER_DEATH);
            }
            return GroupResult.APPLIED;
        }
        world.reach(decided.fromMemory ? Situation.REMEMBERED_REFUSED : Situation.CONFLICT);
        boolean brings = delivery.isFromThisLife() && world.faults.coin();
        return new GroupResult.Conflict(brings ? world.store.load(passenger.group, world.store.clock.millis()) : null);
    }

    /** Arrives long after its answer was given up. */
    private void land() {
        for (Passenger passenger : passengers) {
            Try decided = passenger.decided;
            if (decided != null) {
                boolean had = !decided.decision.isEmpty();
                if (!world.store.isHeldByOther(decided.account, this) && world.store.write(decided) && had) {
                    world.reach(
                            delivery.isFromThisLife()
                                    ? Situation.LATE_WRITE_LANDED
                                    : Situation.LATE_WRITE_LANDED_AFTER_DEATH);
                } else if (had) {
                    world.reach(Situation.LATE_WRITE_KEPT_OUT);
                }
                world.trace(
                        "landed",
                        decided.calls.size(),
                        () -> delivery.node + " " + decided.account + " " + decided.batchId + " " + decided.fate);
            }
        }
    }
}
