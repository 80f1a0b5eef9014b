package dev.tollgate.proof.simulation;

import dev.tollgate.spi.Group;
import dev.tollgate.spi.GroupResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A batch on its way to the store and back: one trip for all its groups, or one for each. */
final class Delivery {
    private final World world;
    final Node node;
    final int life;
    private final List<Trip> trips = new ArrayList<>();
    private final @Nullable GroupResult[] results;
    private final CompletableFuture<List<GroupResult>> answer = new CompletableFuture<>();
    private int missing;
    private boolean neverAnswered;
    private boolean breaks;
    private long delayNanos;

    Delivery(World world, Node node, List<Group> batch) {
        this.world = world;
        this.node = node;
        this.life = node.life();
        this.results = new GroupResult[batch.size()];
        this.missing = batch.size();
        Trip trip = null;
        for (int i = 0; i < batch.size(); i++) {
            if (trip == null || !world.swarm.together) {
                trip = new Trip(world, this, world.faults.next());
                trips.add(trip);
            }
            trip.add(batch.get(i), i);
        }
    }

    CompletionStage<List<GroupResult>> send() {
        trips.forEach(Trip::send);
        return answer;
    }

    boolean isFromThisLife() {
        return node.life() == life;
    }

    /** Runs something in the instance that sent it: never after its death, and not while it stands still. */
    void inNode(Runnable task, boolean atOnce) {
        if (atOnce) {
            task.run();
        } else if (isFromThisLife()) {
            node.environment().executor().execute(() -> {
                if (isFromThisLife()) {
                    task.run();
                }
            });
        }
    }

    void hang(boolean forever, long nanos) {
        neverAnswered |= forever;
        delayNanos = Math.max(delayNanos, nanos);
    }

    void breaks() {
        breaks = true;
    }

    void result(int index, GroupResult result) {
        if (results[index] == null) {
            results[index] = result;
            missing--;
            if (missing == 0) {
                if (neverAnswered) {
                    world.hanging.add(this);
                } else if (delayNanos > 0) {
                    world.later(delayNanos, () -> inNode(this::complete, false));
                } else {
                    complete();
                }
            }
        }
    }

    /** What never was answered ends as a connection that is found broken at last. */
    void giveUp() {
        inNode(
                () -> {
                    breaks = true;
                    complete();
                },
                false);
    }

    private void complete() {
        if (!answer.isDone()) {
            if (breaks) {
                answer.completeExceptionally(new IOException("connection reset"));
            } else {
                answer.complete(List.of(results));
            }
        }
    }
}
