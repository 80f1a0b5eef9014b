package dev.tollgate.proof.history;

import dev.tollgate.api.Admission;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.BlockingGate;
import dev.tollgate.api.Operation;
import dev.tollgate.api.Outcome;
import dev.tollgate.api.OutcomeUnknownException;
import dev.tollgate.api.TicketHandle;
import dev.tollgate.api.TollgateException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Many callers who admit, ask for the same again, report, release and take up again, most of them on one account. */
final class Callers {
    private static final int NUMBERS = 3_000;

    /**
     * So large that two sets of amounts hardly ever come to the same: what a sum tells of the calls before it is then no riddle. Small
     * ones make a checker try, one after the other, what could have been.
     */
    static final long AMOUNT_MAX = 1L << 44;

    private static final Duration LEASE = Duration.ofHours(1);

    private final List<BlockingGate> gates;
    private final int each;

    /** One call, which may be sent again as it is. */
    private interface Sent {
        Object to(BlockingGate gate) throws InterruptedException;
    }

    /**
     * @param each how many calls a caller makes
     */
    Callers(List<BlockingGate> gates, int each) {
        this.gates = gates;
        this.each = each;
    }

    /** Returns the operations that were asked for, when all callers are done. */
    List<Operation> run(int callersPerGate) throws Exception {
        List<Operation> asked = Collections.synchronizedList(new ArrayList<>());
        ExecutorService threads = Executors.newFixedThreadPool(gates.size() * callersPerGate);
        try {
            List<Callable<Void>> callers = new ArrayList<>();
            for (int i = 0; i < gates.size() * callersPerGate; i++) {
                int number = i;
                callers.add(() -> {
                    new Caller(number, asked).run();
                    return null;
                });
            }
            for (Future<Void> caller : threads.invokeAll(callers)) {
                done(caller);
            }
        } finally {
            threads.shutdownNow();
        }
        return asked.stream().distinct().toList();
    }

    private static void done(Future<Void> caller) throws Exception {
        try {
            caller.get();
        } catch (ExecutionException e) {
            throw new AssertionError("a caller failed", e.getCause());
        }
    }

    private final class Caller {
        private final Random random;
        private final List<Operation> asked;
        private final BlockingGate gate;
        private final Deque<TicketHandle> held = new ArrayDeque<>();

        Caller(int number, List<Operation> asked) {
            this.random = new Random(number);
            this.asked = asked;
            this.gate = gates.get(number % gates.size());
        }

        void run() throws InterruptedException {
            for (int i = 0; i < each; i++) {
                if (held.size() > random.nextInt(3)) {
                    report(held.remove());
                } else {
                    admit();
                }
            }
        }

        private void admit() throws InterruptedException {
            Operation operation = new Operation(
                    random.nextInt(8) == 0 ? "cold-" + random.nextInt(3) : "hot",
                    "payment",
                    "ORD-" + random.nextInt(NUMBERS));
            // What is asked for under a number is always the same, but for a few.
            long amount = new SplittableRandom(operation.hashCode()).nextLong(1, AMOUNT_MAX) + random.nextInt(50) / 49;
            AdmitRequest request = AdmitRequest.of(operation, "clerk-7", amount, "GBP")
                    .withLease(LEASE)
                    .withRequestId(UUID.randomUUID().toString());
            asked.add(operation);
            if (send(to -> to.admit(request)) instanceof Admission.Admitted admitted) {
                held.add(admitted.ticket().handle());
            }
        }

        private void report(TicketHandle handle) throws InterruptedException {
            switch (random.nextInt(20)) {
                case 0 -> send(to -> to.succeed(handle, Outcome.text("paid")));
                case 1, 2, 3, 4, 5 -> send(to -> to.fail(handle, Outcome.text("refused")));
                case 6 -> {
                    send(to -> to.doubt(handle, null));
                    held.add(handle);
                }
                default -> send(to -> to.release(handle, null));
            }
        }

        /** Most send again what they do not know the outcome of, to one instance or another; some give up. */
        private Object send(Sent call) throws InterruptedException {
            BlockingGate to = gate;
            for (int tries = 0; tries < 10; tries++) {
                try {
                    return call.to(to);
                } catch (OutcomeUnknownException e) {
                    if (random.nextInt(10) == 0) {
                        return e;
                    }
                    to = gates.get(random.nextInt(gates.size()));
                } catch (TollgateException e) {
                    return e;
                }
            }
            return "given up";
        }
    }
}
