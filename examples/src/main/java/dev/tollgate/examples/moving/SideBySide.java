package dev.tollgate.examples.moving;

import dev.tollgate.api.Admission;
import dev.tollgate.api.BlockingGate;
import dev.tollgate.api.Gate;
import dev.tollgate.api.ReportResult;
import dev.tollgate.api.TicketHandle;
import dev.tollgate.api.TollgateException;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Serves payments while both gates are there. Servers in phases next to each other may run at the same time; servers two phases
 * apart must not, because then nobody decides for both.
 */
final class SideBySide {
    /** How far a server has moved. */
    enum Phase {
        /** The old gate decides. Tollgate is told, nobody waits for it, and its limits are shadow limits. */
        OLD_DECIDES,
        /** What both admit is run, and nothing else. */
        BOTH_DECIDE,
        /** Tollgate decides. The old tables are kept up, so that there is a way back. */
        TOLLGATE_DECIDES
    }

    /** Runs a payment: true when it is paid, false when it is refused; throws when nobody knows. */
    @FunctionalInterface
    interface Bank {
        boolean pay(Payment payment) throws Exception;
    }

    private static final int MIRRORED_MAX = 1000;

    private final OldGate old;
    private final Gate gate;
    private final BlockingGate blocking;
    private final Bank bank;
    private final Semaphore mirroring = new Semaphore(MIRRORED_MAX);
    private final AtomicInteger disagreements = new AtomicInteger();

    SideBySide(OldGate old, Gate gate, Bank bank) {
        this.old = old;
        this.gate = gate;
        this.blocking = new BlockingGate(gate);
        this.bank = bank;
    }

    /** Whether this call ran the payment and it was paid. */
    boolean serve(Payment payment, Phase phase) throws Exception {
        return switch (phase) {
            case OLD_DECIDES -> oldDecides(payment);
            case BOTH_DECIDE -> bothDecide(payment);
            case TOLLGATE_DECIDES -> tollgateDecides(payment);
        };
    }

    private boolean oldDecides(Payment payment) throws Exception {
        if (!old.admit(payment)) {
            return false;
        }
        CompletableFuture<Boolean> end = new CompletableFuture<>();
        mirror(payment, end);
        try {
            boolean paid = bank.pay(payment);
            old.report(payment, paid);
            end.complete(paid);
            return paid;
        } finally {
            end.cancel(false);
        }
    }

    /** Tells Tollgate. What goes wrong here shows in the comparison and is mended by the next backfill. */
    private void mirror(Payment payment, CompletableFuture<Boolean> end) {
        if (!mirroring.tryAcquire()) {
            return;
        }
        CompletionStage<?> unused = gate.admit(payment.request())
                .thenCompose(answer -> {
                    if (answer instanceof Admission.Admitted admitted) {
                        TicketHandle handle = admitted.ticket().handle();
                        return end.thenCompose(paid -> report(handle, paid));
                    }
                    disagreements.incrementAndGet();
                    return CompletableFuture.<ReportResult>completedFuture(null);
                })
                .whenComplete((answer, failure) -> mirroring.release());
    }

    private boolean bothDecide(Payment payment) throws Exception {
        if (!old.admit(payment)) {
            return false;
        }
        Admission answer;
        try {
            answer = blocking.admit(payment.request());
        } catch (TollgateException e) {
            old.report(payment, false);
            throw e;
        }
        if (!(answer instanceof Admission.Admitted admitted)) {
            disagreements.incrementAndGet();
            old.report(payment, false);
            return false;
        }
        boolean paid = bank.pay(payment);
        old.report(payment, paid);
        report(admitted.ticket().handle(), paid).toCompletableFuture().get();
        return paid;
    }

    private boolean tollgateDecides(Payment payment) throws Exception {
        if (!(blocking.admit(payment.request()) instanceof Admission.Admitted admitted)) {
            return false;
        }
        follow(() -> old.follow(payment));
        boolean paid = bank.pay(payment);
        report(admitted.ticket().handle(), paid).toCompletableFuture().get();
        follow(() -> old.report(payment, paid));
        return paid;
    }

    private interface OldCall {
        void run() throws SQLException;
    }

    /** The old tables no longer decide, so they must not stop a payment either. */
    private void follow(OldCall call) {
        try {
            call.run();
        } catch (SQLException e) {
            disagreements.incrementAndGet();
        }
    }

    /** The old gate lets a failed payment be tried again. So must Tollgate: release, not fail. */
    private CompletionStage<ReportResult> report(TicketHandle handle, boolean paid) {
        return paid ? gate.succeed(handle, null) : gate.release(handle, "refused by the bank");
    }

    /** Waits until Tollgate has been told of everything. */
    void settle() throws InterruptedException {
        mirroring.acquire(MIRRORED_MAX);
        mirroring.release(MIRRORED_MAX);
    }

    /** How often the two answered differently, or one did not answer. */
    int disagreements() {
        return disagreements.get();
    }
}
