package dev.tollgate.internal;

import dev.tollgate.api.ContentionException;
import dev.tollgate.api.OutcomeUnknownException;
import dev.tollgate.api.TollgateException;
import dev.tollgate.internal.Call.Trouble;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A call ends once, whoever comes to end it: a call that was told that nothing was written never goes to the store, and one that the
 * store has, or may have written, is never told so.
 */
@Timeout(300)
class CallLincheckTest {
    private static final TollgateException UNKNOWN = new OutcomeUnknownException("nobody knows", "request-1", null);
    private static final TollgateException NOT_WRITTEN = new ContentionException("nothing was written", null);

    /** What is told to the caller; null when somebody else has ended the call. */
    enum Told {
        NOTHING_WRITTEN,
        NOBODY_KNOWS
    }

    /** The lane's steps come from one thread at a time; whoever watches deadlines or closes the gate comes from any. */
    public static class OneCall {
        /** What was asked for makes no difference here. */
        private final Call call = new Call(null, 0);

        @Operation(nonParallelGroup = "lane")
        public boolean toTheStore() {
            return call.begin();
        }

        @Operation(nonParallelGroup = "lane")
        public void answerLost() {
            call.mayHaveBeen("batch-1", "answer");
            call.back(Trouble.NONE, null);
        }

        @Operation(nonParallelGroup = "lane")
        public void conflict() {
            call.back(Trouble.CONFLICT, null);
        }

        /** Whether this answer is the one that counts. */
        @Operation(nonParallelGroup = "lane")
        public boolean answer() {
            return call.end();
        }

        /** Past its deadline, or the gate is closed. */
        @Operation
        public @Nullable Told toldWithoutAnAnswer() {
            TollgateException reason = call.expire(OneCall::reason);
            if (reason == null) {
                return null;
            }
            return reason == UNKNOWN ? Told.NOBODY_KNOWS : Told.NOTHING_WRITTEN;
        }

        /** As {@link Settlement} finds the reason; made beforehand, since each step of making one would be tried out too. */
        private static TollgateException reason(Call call) {
            return call.isUnknown() || call.isUnderWay() ? UNKNOWN : NOT_WRITTEN;
        }
    }

    /** The same without threads, in other words. */
    public static class OneCallAlone {
        private boolean ended;
        private boolean atTheStore;
        private boolean mayBeWritten;

        public boolean toTheStore() {
            atTheStore = !ended;
            return atTheStore;
        }

        public void answerLost() {
            mayBeWritten = true;
            atTheStore = false;
        }

        public void conflict() {
            atTheStore = false;
        }

        public boolean answer() {
            boolean counts = !ended;
            ended = true;
            return counts;
        }

        public @Nullable Told toldWithoutAnAnswer() {
            if (ended) {
                return null;
            }
            ended = true;
            return atTheStore || mayBeWritten ? Told.NOBODY_KNOWS : Told.NOTHING_WRITTEN;
        }
    }

    private static ModelCheckingOptions interleavings(int iterations, int threads, int actors) {
        return new ModelCheckingOptions()
                .iterations(iterations)
                .threads(threads)
                .actorsBefore(1)
                .actorsPerThread(actors)
                .actorsAfter(2)
                .invocationsPerIteration(200)
                .sequentialSpecification(OneCallAlone.class);
    }

    @Test
    void aCallEndsOnceAndIsToldTheTruth() {
        interleavings(8, 2, 2).check(OneCall.class);
    }

    @Test
    @Tag("proof")
    void aCallEndsOnceInManyMoreInterleavings() {
        interleavings(20, 3, 2).invocationsPerIteration(1_500).check(OneCall.class);
    }
}
