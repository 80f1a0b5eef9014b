package dev.tollgate.testkit.history;

import dev.tollgate.api.Admission;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.Gate;
import dev.tollgate.api.Operation;
import dev.tollgate.api.Outcome;
import dev.tollgate.api.OutcomeUnknownException;
import dev.tollgate.api.ReportResult;
import dev.tollgate.api.Ticket;
import dev.tollgate.api.TicketHandle;
import dev.tollgate.api.TollgateException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Records what is asked of gates and what they answer. Safe for any number of threads and gates; costs a call two increments and an
 * object.
 *
 * <p>The order of starts and ends is taken from a counter, so that one call is before another exactly when its answer was there before
 * the other was asked. All calls that change the tickets of the accounts in question must go through one recorder, from the first on.
 */
public final class Recorder {
    private final AtomicReferenceArray<Open> calls;
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicInteger gates = new AtomicInteger();
    private final AtomicLong clock = new AtomicLong();

    /**
     * @param callsMax how many calls it holds; the next one fails
     */
    public Recorder(int callsMax) {
        calls = new AtomicReferenceArray<>(callsMax);
    }

    /** A call that was asked. Its end is what the answer is published with. */
    private static final class Open {
        final int gate;
        final Asked asked;
        final long start;
        volatile long end = RecordedCall.NEVER;

        @Nullable
        Object answer;

        boolean withoutEffect;

        Open(int gate, Asked asked, long start) {
            this.gate = gate;
            this.asked = asked;
            this.start = start;
        }
    }

    /**
     * A gate whose admissions, reports (succeed, fail, release, doubt) and {@code find} are recorded. Other questions and {@code renew}
     * are passed on; what would change tickets or accounts unseen is not supported.
     */
    public Gate on(Gate gate) {
        return new RecordingGate(this, gates.getAndIncrement(), gate);
    }

    /** What was recorded up to now; calls that wait for their answer are there as such that nobody knows the outcome of. */
    public History history() {
        int recorded = Math.min(count.get(), calls.length());
        List<RecordedCall> all = new ArrayList<>(recorded);
        for (int i = 0; i < recorded; i++) {
            Open call = calls.get(i);
            if (call != null) {
                long end = call.end;
                if (end == RecordedCall.NEVER || call.answer == null) {
                    if (end == RecordedCall.NEVER || !call.withoutEffect) {
                        all.add(RecordedCall.unknown(i, call.asked, call.start));
                    }
                } else {
                    all.add(new RecordedCall(i, call.gate, call.asked, call.start, end, call.answer));
                }
            }
        }
        return new History(all);
    }

    CompletionStage<Admission> admit(int number, Gate gate, AdmitRequest asked) {
        AdmitRequest request = asked.requestId() == null
                ? asked.withRequestId(UUID.randomUUID().toString())
                : asked;
        return record(number, new Asked.Admit(request), () -> gate.admit(request));
    }

    CompletionStage<ReportResult> succeed(int number, Gate gate, TicketHandle handle, @Nullable Outcome outcome) {
        return record(number, new Asked.Succeed(handle, outcome), () -> gate.succeed(handle, outcome));
    }

    CompletionStage<ReportResult> fail(int number, Gate gate, TicketHandle handle, @Nullable Outcome outcome) {
        return record(number, new Asked.Fail(handle, outcome), () -> gate.fail(handle, outcome));
    }

    CompletionStage<ReportResult> release(int number, Gate gate, TicketHandle handle, @Nullable String reason) {
        return record(number, new Asked.Release(handle), () -> gate.release(handle, reason));
    }

    CompletionStage<ReportResult> doubt(int number, Gate gate, TicketHandle handle, @Nullable String reason) {
        return record(number, new Asked.Doubt(handle), () -> gate.doubt(handle, reason));
    }

    CompletionStage<Optional<Ticket>> find(int number, Gate gate, Operation operation) {
        return record(number, new Asked.Find(operation), () -> gate.find(operation));
    }

    private <T> CompletionStage<T> record(int gate, Asked asked, Supplier<CompletionStage<T>> call) {
        int slot = count.getAndIncrement();
        if (slot >= calls.length()) {
            throw new IllegalStateException("%d calls are recorded, and there is room for no more".formatted(slot));
        }
        Open open = new Open(gate, asked, clock.getAndIncrement());
        calls.set(slot, open);
        CompletionStage<T> answered;
        try {
            answered = call.get();
        } catch (RuntimeException e) {
            ended(open, null, e);
            throw e;
        }
        return answered.whenComplete((answer, failure) -> ended(open, answer, failure));
    }

    private void ended(Open open, @Nullable Object answer, @Nullable Throwable failure) {
        open.answer = answer;
        open.withoutEffect = hadNoEffect(failure);
        open.end = clock.getAndIncrement();
    }

    /** Whatever fails but is not in doubt has certainly written nothing. */
    private static boolean hadNoEffect(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof TollgateException && !(cause instanceof OutcomeUnknownException);
    }
}
