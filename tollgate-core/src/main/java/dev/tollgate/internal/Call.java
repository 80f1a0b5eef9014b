package dev.tollgate.internal;

import dev.tollgate.api.ReportResult;
import dev.tollgate.api.TollgateException;
import dev.tollgate.internal.decide.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One queued request and the future of its answer. Belongs to its lane, whose single writer alone touches everything but
 * {@link #isUnderWay()}, {@link #end()} and {@link #expire}.
 *
 * <p>Cancelling the future changes nothing here: what was asked for is decided all the same.
 */
final class Call {
    final Command command;
    final long deadlineNanos;
    private final CompletableFuture<Object> future = new CompletableFuture<>();
    private @Nullable List<Attempt> unknown;
    private volatile boolean underWay;
    private boolean over;

    /** The last reason why it is not answered yet; what its failure will say. */
    @Nullable
    Throwable lastCause;

    Trouble trouble = Trouble.NONE;
    int conflicts;
    int refusals;

    Call(Command command, long deadlineNanos) {
        this.command = command;
        this.deadlineNanos = deadlineNanos;
    }

    /** What kept a call from being answered so far. */
    enum Trouble {
        NONE,
        CONFLICT,
        HELD,
        UNAVAILABLE
    }

    /** A batch that may have been written, and what this call was to be answered then. */
    record Attempt(String batchId, Object answer) {}

    CompletableFuture<Object> future() {
        return future;
    }

    void mayHaveBeen(String batchId, Object answer) {
        if (unknown == null) {
            unknown = new ArrayList<>(2);
        }
        unknown.add(new Attempt(batchId, answer));
    }

    boolean isUnknown() {
        return unknown != null;
    }

    /** The answer of the attempt that this batch id shows to have been written; null when none is. */
    @Nullable
    Object answerOf(String batchId) {
        if (unknown != null) {
            for (Attempt attempt : unknown) {
                if (attempt.batchId().equals(batchId)) {
                    return attempt.answer();
                }
            }
        }
        return null;
    }

    /**
     * The answer after deciding again what may have been written already. All that tickets remember by themselves answers as it did the
     * first time; only a dispute that was cleared leaves nothing behind, so finding none is finding it done.
     */
    Object reconciled(Object decidedAgain) {
        if (unknown != null && decidedAgain instanceof ReportResult.NotDisputed) {
            for (Attempt attempt : unknown) {
                if (attempt.answer() instanceof ReportResult.Done) {
                    return attempt.answer();
                }
            }
        }
        return decidedAgain;
    }

    boolean isExpired(long nowNanos) {
        return nowNanos - deadlineNanos >= 0;
    }

    /** Whether a store has it and may be writing. */
    boolean isUnderWay() {
        return underWay;
    }

    void underWay(boolean value) {
        underWay = value;
    }

    /** Claims the right to end the call; only the first to ask gets it. */
    synchronized boolean end() {
        boolean first = !over;
        over = true;
        return first;
    }

    /** Ends the call without an answer; false when it had ended already. */
    boolean expire(TollgateException reason) {
        if (end()) {
            future.completeExceptionally(reason);
            return true;
        }
        return false;
    }
}
