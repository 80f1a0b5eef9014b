package dev.tollgate.proof.simulation;

import dev.tollgate.Tollgate;
import dev.tollgate.api.Gate;
import dev.tollgate.api.Resolution;
import dev.tollgate.api.Ticket;
import dev.tollgate.testkit.SingleThreadEnvironment;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** An instance: an engine in a process of its own, which can die, be started again, and stand still. */
final class Node {
    private final World world;
    private final int number;
    private final SplittableRandom random;
    private int life;
    private long lastPauseNanos = Long.MIN_VALUE;
    private long pausedSinceNanos;
    private SingleThreadEnvironment.Node environment;
    private Tollgate tollgate;

    Node(World world, int number, SplittableRandom random) {
        this.world = world;
        this.number = number;
        this.random = random;
        environment = world.environment.node(drift());
        tollgate = start();
    }

    private long drift() {
        long most = world.swarm.driftPerMillion;
        return most == 0 ? 0 : random.nextLong(-most, most + 1);
    }

    private Tollgate start() {
        Swarm swarm = world.swarm;
        Tollgate.Builder builder = Tollgate.on(new Connection(world, this))
                .environment(environment)
                .callTimeout(Duration.ofMillis(swarm.callTimeoutMillis))
                .lanes(swarm.lanes)
                .batchMax(swarm.batchMax)
                .queueMax(swarm.queueMax)
                .conflictTriesMax(swarm.conflictTries)
                .sweepEvery(Duration.ofMillis(swarm.sweepMillis))
                .outcomeRetention(world.outcomeRetention())
                .ticketRetention(world.ticketRetention());
        if (swarm.resolver > 0 || world.faults.isHealed()) {
            builder.resolver(this::resolve);
        }
        return builder.start();
    }

    private CompletionStage<Optional<Resolution>> resolve(Ticket ticket) {
        int kind = world.faults.isHealed() ? 1 : random.nextInt(1 + world.swarm.resolver);
        return switch (kind) {
            case 0 -> CompletableFuture.completedFuture(Optional.empty());
            case 1 -> {
                CompletableFuture<Optional<Resolution>> answer = new CompletableFuture<>();
                int asked = life;
                // It is the bank that decides, when it is asked; its answer travels as any other.
                Resolution resolution = world.bank.howDidItEnd(ticket);
                world.later(random.nextLong(2_000_000_000L), () -> {
                    if (asked == life) {
                        environment.executor().execute(() -> answer.complete(Optional.of(resolution)));
                    }
                });
                yield answer;
            }
            case 2 -> CompletableFuture.failedFuture(new IllegalStateException("the bank is closed"));
            default -> new CompletableFuture<>();
        };
    }

    void crash() {
        life++;
        environment.crash();
        lastPauseNanos = world.environment.nanoTime();
        environment = world.environment.node(drift());
        tollgate = start();
        world.later(random.nextLong(300_000_000L), world.store::letGoOfTheDead);
    }

    void pause() {
        if (!environment.isPaused()) {
            pausedSinceNanos = world.environment.nanoTime();
            environment.pause();
        }
    }

    void resume() {
        if (environment.isPaused()) {
            lastPauseNanos = world.environment.nanoTime();
            if (lastPauseNanos - pausedSinceNanos > Clients.LEASE_MILLIS * 1_000_000) {
                world.reach(Situation.PAUSED_PAST_A_LEASE);
            }
            environment.resume();
        }
    }

    boolean isPaused() {
        return environment.isPaused();
    }

    /** When it last stood still or was dead. */
    long lastPauseNanos() {
        return lastPauseNanos;
    }

    int life() {
        return life;
    }

    SingleThreadEnvironment.Node environment() {
        return environment;
    }

    Gate gate() {
        return tollgate.gate();
    }

    Tollgate tollgate() {
        return tollgate;
    }

    @Override
    public String toString() {
        return "n" + number + "." + life;
    }
}
