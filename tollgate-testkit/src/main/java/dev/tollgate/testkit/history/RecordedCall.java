package dev.tollgate.testkit.history;

import org.jspecify.annotations.Nullable;

/**
 * One call of a gate: what was asked, what was answered, and from when to when that took.
 *
 * @param number names it in explanations
 * @param gate which gate was asked. Says nothing about right or wrong; but calls of one gate happen in groups, in the order in which they
 *     are answered, and with that in mind an order is found sooner
 * @param start when it was asked, on any clock that all calls of a history share
 * @param end when the answer was there; {@link #NEVER} when it never came
 * @param answer an admission, a report's result or an optional ticket; null when nobody knows whether the call took effect, and then
 *     it may have done so at any time after its start, or never
 */
public record RecordedCall(
        int number,
        int gate,
        Asked asked,
        long start,
        long end,
        @Nullable Object answer) {
    public static final long NEVER = Long.MAX_VALUE;

    /** @throws IllegalArgumentException when it ends before it starts, or has an end and no answer, or an answer and no end */
    public RecordedCall {
        if (end < start) {
            throw new IllegalArgumentException("call %d ends before it starts".formatted(number));
        }
        if ((end == NEVER) != (answer == null)) {
            throw new IllegalArgumentException(
                    "call %d must have both an end and an answer, or neither".formatted(number));
        }
    }

    /** A call of the only gate. */
    public RecordedCall(int number, Asked asked, long start, long end, @Nullable Object answer) {
        this(number, 0, asked, start, end, answer);
    }

    /** A call that nobody knows the outcome of. */
    public static RecordedCall unknown(int number, Asked asked, long start) {
        return new RecordedCall(number, 0, asked, start, NEVER, null);
    }

    @Override
    public String toString() {
        return CallText.of(this);
    }
}
