package dev.tollgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.Admission;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.BlockingGate;
import dev.tollgate.api.By;
import dev.tollgate.api.ContentionException;
import dev.tollgate.api.Limit;
import dev.tollgate.api.Operation;
import dev.tollgate.api.Outcome;
import dev.tollgate.api.TicketHandle;
import dev.tollgate.api.WindowKind;
import dev.tollgate.testkit.history.History;
import dev.tollgate.testkit.history.HistoryChecker;
import dev.tollgate.testkit.history.RecordedCall;
import dev.tollgate.testkit.history.Recorder;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Sixteen threads on two gates: whatever they are answered is what they would have been answered one after the other. */
abstract class HistoryRung extends Rung {
    private static final String HOT = "hot";
    private static final int CALLS_EACH = 60;
    private static final int NUMBERS = 200;

    /** So large that two sets of amounts hardly ever come to the same: what a sum tells of the calls before it is then no riddle. */
    private static final long AMOUNT_MAX = 1L << 44;

    private static final AccountConfig LIMITS = AccountConfig.of(
            "GBP",
            Limit.amount("amount", WindowKind.TOTAL, 12 * AMOUNT_MAX),
            Limit.count("count", WindowKind.TOTAL, 22));

    @Test
    void answersToManyAtOnceAreThoseOfOneAfterTheOther() throws Exception {
        Recorder recorder = new Recorder(10_000);
        List<BlockingGate> gates = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            gates.add(new BlockingGate(recorder.on(start().gate())));
        }
        start().blocking().configure(HOT, LIMITS, By.of("admin"));

        closing(new Race()).run(thread -> new Caller(gates.get(thread % 2), thread).run());

        History history = recorder.history();
        new HistoryChecker(Map.of(HOT, LIMITS)).assertLinearizable(history);
        // Those that were told that nothing was written, because the other gate was always first, had no effect.
        assertThat(history.calls()).hasSizeGreaterThan(Race.THREADS * CALLS_EACH * 9 / 10);
        assertThat(history.calls()).anyMatch(call -> call.answer() instanceof Admission.Declined);
        List<Admission.Admitted> admitted = history.calls().stream()
                .map(RecordedCall::answer)
                .filter(Admission.Admitted.class::isInstance)
                .map(Admission.Admitted.class::cast)
                .toList();
        assertThat(admitted).hasSizeGreaterThan(Race.THREADS);
        assertThat(admitted).allSatisfy(each -> assertThat(each.usage()).hasSize(2));
    }

    /** Admits, reports, and takes up again what was released. */
    private static final class Caller {
        private final BlockingGate gate;
        private final Random random;
        private final Deque<TicketHandle> held = new ArrayDeque<>();

        Caller(BlockingGate gate, int number) {
            this.gate = gate;
            this.random = new Random(number);
        }

        void run() throws InterruptedException {
            for (int i = 0; i < CALLS_EACH; i++) {
                TicketHandle handle = held.size() > random.nextInt(3) ? held.remove() : null;
                try {
                    if (handle == null) {
                        admit();
                    } else {
                        report(handle);
                    }
                } catch (ContentionException e) {
                    if (handle != null) {
                        held.add(handle);
                    }
                }
            }
        }

        private void admit() throws InterruptedException {
            Operation operation = new Operation(HOT, "payment", "ORD-" + random.nextInt(NUMBERS));
            long amount = new SplittableRandom(operation.hashCode()).nextLong(1, AMOUNT_MAX);
            AdmitRequest request =
                    AdmitRequest.of(operation, "clerk-7", amount, "GBP").withLease(Duration.ofHours(1));
            if (gate.admit(request) instanceof Admission.Admitted admitted) {
                held.add(admitted.ticket().handle());
            }
        }

        private void report(TicketHandle handle) throws InterruptedException {
            switch (random.nextInt(20)) {
                case 0 -> gate.succeed(handle, Outcome.text("paid"));
                case 1, 2, 3, 4 -> gate.fail(handle, Outcome.text("refused"));
                case 5 -> {
                    gate.doubt(handle, null);
                    held.add(handle);
                }
                default -> gate.release(handle, null);
            }
        }
    }
}
