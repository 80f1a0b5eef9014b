package dev.tollgate.proof.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A call that a client made of an instance, and how it ended. */
final class Asked {
    final int number;
    final String what;
    final Node node;
    final boolean throughLane;
    final Consumer<Asked> then;
    final List<Try> tries = new ArrayList<>(2);
    int life = -1;
    long reachedNanos;
    boolean ended;
    /** It was told that nothing was written. */
    boolean refused;

    @Nullable
    Object answer;

    @Nullable
    Throwable failure;

    Asked(int number, String what, Node node, boolean throughLane, Consumer<Asked> then) {
        this.number = number;
        this.what = what;
        this.node = node;
        this.throughLane = throughLane;
        this.then = then;
    }

    /** Whether a living instance still has to answer it. */
    boolean isOwed() {
        return !ended && life == node.life();
    }

    @Override
    public String toString() {
        return "#" + number + " " + what + " at " + node;
    }
}
