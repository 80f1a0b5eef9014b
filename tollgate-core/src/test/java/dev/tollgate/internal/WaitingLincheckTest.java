package dev.tollgate.internal;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.Operation;
import dev.tollgate.internal.decide.Command;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.TicketKey;
import java.util.ArrayList;
import java.util.List;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whichever lanes take an account's calls, they take them in order of arrival, and one lane at a time. */
@Timeout(300)
class WaitingLincheckTest {
    private static final long BEFORE_ALL_DEADLINES = -1;
    private static final TicketKey KEY = new TicketKey(new AccountKey("default", "acme"), "payment", "ORD-1");
    private static final Command ADMIT =
            new Command.Admit(KEY, AdmitRequest.of(new Operation("acme", "payment", "ORD-1"), "clerk-7"), "request-1");

    /** Two lanes, or more, without a store. */
    public static class Works {
        final Arrivals<Call> arrivals = new Arrivals<>(2);
        final Waiting waiting = new Waiting();
        private int added;

        // Of whoever has the account, and plain for that reason.
        private int having;
        private final List<Long> decided = new ArrayList<>();

        /** Calls of one thread; their deadlines number them. */
        @org.jetbrains.lincheck.datastructures.Operation(nonParallelGroup = "caller")
        public void add() {
            arrivals.add(new Call(ADMIT, added++));
        }

        @org.jetbrains.lincheck.datastructures.Operation
        public void work() {
            sort();
            for (Waiting.Taken taken :
                    waiting.take(16, BEFORE_ALL_DEADLINES, over -> {}).accounts()) {
                if (having++ != 0) {
                    throw new IllegalStateException("two lanes have the account");
                }
                for (Call call : taken.calls()) {
                    decided.add(call.deadlineNanos);
                }
                having--;
                waiting.giveBack(taken.account(), List.of(), null);
            }
        }

        void sort() {
            waiting.sort(arrivals);
        }

        @Validate
        public void theOrderIsKept() {
            for (int i = 0; i < decided.size(); i++) {
                if (decided.get(i) != i) {
                    throw new IllegalStateException("decided in the order " + decided);
                }
            }
        }
    }

    /** Polls and sorts in two steps. */
    public static class SortedInTwoSteps extends Works {
        @Override
        void sort() {
            Arrivals<Call> own = new Arrivals<>(1);
            for (Call call = arrivals.poll(); call != null; call = arrivals.poll()) {
                own.add(call);
            }
            waiting.sort(own);
        }
    }

    @Test
    void theOrderOfArrivalIsKept() {
        Interleavings.of(3, 3, 2).invocationsPerIteration(200).check(Works.class);
    }

    @Test
    @Tag("proof")
    void theOrderOfArrivalIsKeptInManyMoreInterleavings() {
        Interleavings.of(8, 3, 2).check(Works.class);
    }

    @Test
    void sortingInTwoStepsIsFoundOut() {
        assertThatThrownBy(() -> Interleavings.of(30, 3, 2).check(SortedInTwoSteps.class))
                .hasMessageContaining("decided in the order");
    }
}
