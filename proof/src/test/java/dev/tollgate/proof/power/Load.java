package dev.tollgate.proof.power;

import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.Admission;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.BlockingGate;
import dev.tollgate.api.By;
import dev.tollgate.api.Limit;
import dev.tollgate.api.Operation;
import dev.tollgate.api.OutcomeUnknownException;
import dev.tollgate.api.ReportResult;
import dev.tollgate.api.Reversal;
import dev.tollgate.api.TicketHandle;
import dev.tollgate.api.TollgateException;
import dev.tollgate.api.WindowKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Callers who admit and report without a pause, until they are stopped, and tell a witness before and after every call. */
final class Load {
    static final int ACCOUNTS = 8;

    private static final int CALLERS = 16;
    private static final int PAUSE_NANOS = 2_000_000;
    private static final Duration LEASE = Duration.ofHours(24);

    private final BlockingGate gate;
    private final Witness witness;
    private final String prefix;
    private final List<Thread> callers = new ArrayList<>();
    private final ConcurrentLinkedQueue<Throwable> unexpected = new ConcurrentLinkedQueue<>();
    private volatile boolean stopped;

    private Load(BlockingGate gate, Witness witness, String prefix) {
        this.gate = gate;
        this.witness = witness;
        this.prefix = prefix;
    }

    /** Makes the accounts that the callers use. */
    static void prepare(BlockingGate gate) throws InterruptedException {
        AccountConfig config = AccountConfig.of(
                "EUR",
                Limit.amount("daily", WindowKind.DAY, 1_000_000_000_000L),
                Limit.count("ever", WindowKind.TOTAL, 1_000_000_000));
        for (int account = 0; account < ACCOUNTS; account++) {
            gate.configure("shop-" + account, config, By.of("operator"));
        }
    }

    /** @param prefix of all business numbers */
    static Load start(BlockingGate gate, Witness witness, String prefix) {
        Load load = new Load(gate, witness, prefix);
        for (int caller = 0; caller < CALLERS; caller++) {
            int number = caller;
            Thread thread = new Thread(() -> load.call(number), "caller-" + caller);
            thread.setDaemon(true);
            load.callers.add(thread);
        }
        load.callers.forEach(Thread::start);
        return load;
    }

    /** Has the callers end with the operation they are at. */
    void askToStop() {
        stopped = true;
    }

    /** Has the callers end with the operation they are at, and waits for them. */
    void stop() throws InterruptedException {
        askToStop();
        for (Thread each : callers) {
            each.join(TimeUnit.SECONDS.toMillis(60));
            if (each.isAlive()) {
                throw new AssertionError(each.getName() + " has waited for an answer for a minute");
            }
        }
        if (!unexpected.isEmpty()) {
            throw new AssertionError("a caller met what no caller may meet", unexpected.peek());
        }
    }

    /** Waits for callers who are never stopped, unless one of them meets what no caller may meet. */
    void awaitEnd() throws InterruptedException {
        while (unexpected.isEmpty()) {
            callers.get(0).join(100);
        }
        throw new AssertionError("a caller met what no caller may meet", unexpected.peek());
    }

    private void call(int caller) {
        try {
            for (int turn = 0; !stopped; turn++) {
                String number = prefix + "-" + caller + "-" + turn;
                run(new Operation("shop-" + (caller + turn) % ACCOUNTS, "payment", number), turn % 7);
            }
        } catch (InterruptedException | RuntimeException | Error e) {
            unexpected.add(e);
        }
    }

    private void run(Operation operation, int kind) throws InterruptedException {
        AdmitRequest request =
                AdmitRequest.of(operation, "clerk", Step.AMOUNT, "EUR").withLease(LEASE);
        List<TicketHandle> handle = new ArrayList<>();
        boolean admitted = done(operation, Step.OPEN, () -> {
            Admission admission = gate.admit(request);
            if (!(admission instanceof Admission.Admitted given)) {
                throw new AssertionError(operation + " is new and was answered " + admission);
            }
            handle.add(given.ticket().handle());
        });
        if (!admitted) {
            return;
        }
        TicketHandle ticket = handle.get(0);
        String number = operation.businessNumber();
        switch (kind) {
            case 0 -> report(operation, Step.FAILED, () -> gate.fail(ticket, Step.outcome(number)));
            case 1 -> report(operation, Step.RELEASED, () -> gate.release(ticket, "not needed"));
            case 2 -> {}
            default -> {
                boolean succeeded = report(operation, Step.SUCCEEDED, () -> gate.succeed(ticket, Step.outcome(number)));
                if (succeeded && kind == 3) {
                    Reversal half = Reversal.of("back", Step.REVERSED_AMOUNT);
                    report(operation, Step.REVERSED, () -> gate.reverse(ticket, half));
                }
            }
        }
    }

    private interface Reporting {
        ReportResult send() throws InterruptedException;
    }

    private boolean report(Operation operation, Step step, Reporting reporting) throws InterruptedException {
        return done(operation, step, () -> {
            ReportResult result = reporting.send();
            if (!(result instanceof ReportResult.Done)) {
                throw new AssertionError(operation + " was answered " + result + " when " + step);
            }
        });
    }

    private interface Calling {
        void send() throws InterruptedException;
    }

    private boolean done(Operation operation, Step step, Calling calling) throws InterruptedException {
        witness.asks(operation, step);
        try {
            calling.send();
            witness.acknowledged(operation);
            return true;
        } catch (OutcomeUnknownException e) {
            witness.unknown(operation);
            LockSupport.parkNanos(PAUSE_NANOS);
            return false;
        } catch (TollgateException e) {
            witness.refused(operation);
            LockSupport.parkNanos(PAUSE_NANOS);
            return false;
        }
    }
}
