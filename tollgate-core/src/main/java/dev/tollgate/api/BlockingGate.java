package dev.tollgate.api;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * {@link Gate} for threads that wait: the blocking facade. Every method waits for the stage of the method of the same name and throws what it fails
 * with. An interrupt ends the wait, not the call: it is thrown as {@link InterruptedException}, and the call's effect is then to be
 * found out by sending it again with the same request id.
 */
public final class BlockingGate {
    private final Gate gate;

    public BlockingGate(Gate gate) {
        this.gate = gate;
    }

    public Admission admit(AdmitRequest request) throws InterruptedException {
        return await(gate.admit(request));
    }

    public Checked check(AdmitRequest request) throws InterruptedException {
        return await(gate.check(request));
    }

    public ReportResult succeed(TicketHandle handle, @Nullable Outcome outcome) throws InterruptedException {
        return await(gate.succeed(handle, outcome));
    }

    public ReportResult fail(TicketHandle handle, @Nullable Outcome outcome) throws InterruptedException {
        return await(gate.fail(handle, outcome));
    }

    public ReportResult release(TicketHandle handle, @Nullable String reason) throws InterruptedException {
        return await(gate.release(handle, reason));
    }

    public ReportResult doubt(TicketHandle handle, @Nullable String reason) throws InterruptedException {
        return await(gate.doubt(handle, reason));
    }

    public ReportResult renew(TicketHandle handle, Duration lease) throws InterruptedException {
        return await(gate.renew(handle, lease));
    }

    public ReportResult reverse(TicketHandle handle, Reversal reversal) throws InterruptedException {
        return await(gate.reverse(handle, reversal));
    }

    public ReportResult resolve(TicketHandle handle, Resolution resolution) throws InterruptedException {
        return await(gate.resolve(handle, resolution));
    }

    public ReportResult settle(TicketHandle handle, By by) throws InterruptedException {
        return await(gate.settle(handle, by));
    }

    /**
     * Runs an operation once: admits it, runs it in this thread when admitted, and reports how it ended: returned = succeed,
     * {@link Refused} = fail, {@link NotDone} = release. Anything else thrown puts the ticket in doubt and is thrown on.
     */
    public OnceResult runOnce(AdmitRequest request, OnceOperation operation) throws Exception {
        Admission admission = admit(request);
        if (!(admission instanceof Admission.Admitted admitted)) {
            return new OnceResult.NotRun(admission);
        }
        TicketHandle handle = admitted.ticket().handle();
        @Nullable Outcome outcome;
        try {
            outcome = operation.run(admitted.ticket());
        } catch (Refused e) {
            return new OnceResult.Ran(fail(handle, e.outcome()));
        } catch (NotDone e) {
            return new OnceResult.Ran(
                    release(handle, Bounds.fitReason(e.getMessage() == null ? "not done" : e.getMessage())));
        } catch (Throwable e) {
            doubtAfter(e, handle);
            throw e;
        }
        return new OnceResult.Ran(succeed(handle, outcome));
    }

    private void doubtAfter(Throwable failure, TicketHandle handle) {
        // Reporting waits, which an interrupt would end: it is put aside until the report is made.
        boolean interrupted = Thread.interrupted();
        try {
            doubt(handle, Bounds.fitReason(failure.toString()));
        } catch (TollgateException | InterruptedException e) {
            // The lease lapses later and puts the ticket in doubt all the same.
            failure.addSuppressed(e);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    public Optional<Ticket> ticket(TicketHandle handle) throws InterruptedException {
        return await(gate.ticket(handle));
    }

    public Optional<Ticket> find(Operation operation) throws InterruptedException {
        return await(gate.find(operation));
    }

    public Page<Ticket> tickets(TicketQuery query) throws InterruptedException {
        return await(gate.tickets(query));
    }

    public AccountResult configure(String account, AccountConfig config, By by) throws InterruptedException {
        return configure(account, config, by, Precondition.NONE);
    }

    public AccountResult configure(String account, AccountConfig config, By by, Precondition precondition)
            throws InterruptedException {
        return await(gate.configure(account, config, by, precondition));
    }

    public AccountResult suspend(String account, By by) throws InterruptedException {
        return await(gate.suspend(account, by));
    }

    public AccountResult activate(String account, By by) throws InterruptedException {
        return await(gate.activate(account, by));
    }

    public AccountResult close(String account, By by) throws InterruptedException {
        return await(gate.close(account, by));
    }

    public Optional<Account> account(String account) throws InterruptedException {
        return await(gate.account(account));
    }

    public Page<Account> accounts(AccountQuery query) throws InterruptedException {
        return await(gate.accounts(query));
    }

    public Optional<List<Usage>> usage(String account) throws InterruptedException {
        return await(gate.usage(account));
    }

    public Optional<List<Usage>> usage(String account, Instant from, Instant to) throws InterruptedException {
        return await(gate.usage(account, from, to));
    }

    public Page<AuditEntry> audit(String account, int limit, @Nullable String cursor) throws InterruptedException {
        return await(gate.audit(account, limit, cursor));
    }

    private static <T> T await(CompletionStage<T> stage) throws InterruptedException {
        try {
            return stage.toCompletableFuture().get();
        } catch (ExecutionException e) {
            throw thrown(e.getCause());
        }
    }

    private static RuntimeException thrown(@Nullable Throwable cause) {
        if (cause instanceof TollgateException e) {
            // The stack of the waiting thread helps more than the engine's.
            e.addSuppressed(new CompletionException("while waiting here", null));
            return e;
        }
        return new IllegalStateException("the engine failed", cause);
    }
}
