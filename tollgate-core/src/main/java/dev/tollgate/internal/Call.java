package dev.tollgate.internal;

import dev.tollgate.api.Admission;
import dev.tollgate.api.ReportResult;
import dev.tollgate.api.TollgateException;
import dev.tollgate.internal.decide.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One request and the future of its answer. Belongs to the queue and then to the lane that takes it; but whoever looks for calls past
 * their deadline, or closes the gate, may end it at any moment. So what its end is made of is guarded by its monitor: a call that was told
 * that nothing was written is never handed to a store afterwards, and one that a store has, or may have written, is never told so.
 *
 * <p>Cancelling the future changes nothing here: what was asked for is decided all the same.
 */
final class Call {
    final Command command;
    final long deadlineNanos;
    private final CompletableFuture<Object> future = new CompletableFuture<>();
    private @Nullable List<Attempt> unknown;
    private boolean underWay;
    private boolean over;
    private @Nullable Throwable lastCause;
    private Trouble trouble = Trouble.NONE;
    private int conflicts;
    private int refusals;

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

    synchronized void mayHaveBeen(String batchId, Object answer) {
        if (unknown == null) {
            unknown = new ArrayList<>(2);
        }
        unknown.add(new Attempt(batchId, answer));
    }

    /** Whether an earlier try may have been written. */
    synchronized boolean isUnknown() {
        return unknown != null;
    }

    /** The answer of the attempt that this batch id shows to have been written; null when none is. */
    @Nullable
    synchronized Object answerOf(String batchId) {
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
     * The answer after deciding again what may have been written already. What tickets remember by themselves answers as it did the first
     * time, though it shows what has become of the ticket since. But for two things: a dispute that was cleared leaves nothing behind, so
     * finding none is finding it done; and a ticket does not remember what usage was when it was counted. That is not told rather than
     * told wrong. Nor is it taken from the try that may have given the ticket, because a copy of the call, sent to another instance, may
     * have given the very same.
     *
     * @param given whether the ticket was there already, given to this call's request id
     */
    synchronized Object reconciled(Object decidedAgain, boolean given) {
        if (unknown != null && decidedAgain instanceof ReportResult.NotDisputed) {
            for (Attempt attempt : unknown) {
                if (attempt.answer() instanceof ReportResult.Done) {
                    return attempt.answer();
                }
            }
        } else if (unknown != null && given && decidedAgain instanceof Admission.Admitted found) {
            return new Admission.Admitted(found.ticket(), List.of(), List.of());
        }
        return decidedAgain;
    }

    boolean isExpired(long nowNanos) {
        return nowNanos - deadlineNanos >= 0;
    }

    /** Takes the call to the store; false when it has ended, and then it must not go there. */
    synchronized boolean begin() {
        underWay = !over;
        return underWay;
    }

    /** Takes the call back from the store, unanswered. */
    synchronized void back(Trouble why, @Nullable Throwable cause) {
        underWay = false;
        trouble = why;
        lastCause = cause;
        conflicts += why == Trouble.CONFLICT ? 1 : 0;
        refusals += why == Trouble.UNAVAILABLE ? 1 : 0;
    }

    /** Whether a store has it and may be writing. */
    synchronized boolean isUnderWay() {
        return underWay;
    }

    synchronized Trouble trouble() {
        return trouble;
    }

    /** The last reason why it is not answered yet; what its failure will say. */
    synchronized @Nullable Throwable lastCause() {
        return lastCause;
    }

    synchronized int conflicts() {
        return conflicts;
    }

    synchronized int refusals() {
        return refusals;
    }

    /** Claims the right to end the call; only the first to ask gets it. */
    synchronized boolean end() {
        boolean first = !over;
        over = true;
        return first;
    }

    /**
     * Ends the call without an answer.
     *
     * @param why the reason, by how the call stands at its end
     * @return the reason; null when the call had ended already
     */
    @Nullable
    TollgateException expire(Function<Call, TollgateException> why) {
        TollgateException reason;
        synchronized (this) {
            if (!end()) {
                return null;
            }
            reason = why.apply(this);
        }
        future.completeExceptionally(reason);
        return reason;
    }
}
