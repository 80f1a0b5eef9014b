package dev.tollgate.testkit;

import java.time.Duration;

/** What goes wrong with one group on its way to the store and back. */
public sealed interface Fault {

    /** Nothing goes wrong. */
    record None() implements Fault {}

    /** An error before anything was written: answered {@code Unavailable}, which is true. */
    record ErrorBefore() implements Fault {}

    /** An error after it was written, so that {@code Unavailable} would be a lie: answered {@code OutcomeUnknown}, although applied. */
    record ErrorAfter() implements Fault {}

    /** The request never arrived, but nobody knows: answered {@code OutcomeUnknown}, not applied and never will be. */
    record AnswerLost() implements Fault {}

    /**
     * The request hangs on its way: answered {@code OutcomeUnknown}, and what was decided really arrives later, where it is written
     * if nothing has moved until then.
     *
     * @param calls it arrives right before this many-th call that follows, from 1; applying a batch and reading are calls
     */
    record AppliedLate(int calls) implements Fault {
        public AppliedLate {
            if (calls < 1) {
                throw new IllegalArgumentException("calls must be at least 1 but is " + calls);
            }
        }
    }

    /** Applied at once, answered after a while; the answers of the whole batch wait for the slowest of its groups. */
    record Slow(Duration delay) implements Fault {}

    /** Somebody else's session holds the account's row: answered {@code Held}, not applied. */
    record Held() implements Fault {}

    /** Answered {@code Conflict}, not applied, whether or not anything has moved. */
    record Conflict() implements Fault {}

    Fault NONE = new None();
    Fault ERROR_BEFORE = new ErrorBefore();
    Fault ERROR_AFTER = new ErrorAfter();
    Fault ANSWER_LOST = new AnswerLost();
    Fault HELD = new Held();
    Fault CONFLICT = new Conflict();
}
