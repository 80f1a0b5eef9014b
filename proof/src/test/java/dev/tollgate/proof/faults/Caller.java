package dev.tollgate.proof.faults;

import dev.tollgate.Tollgate;
import dev.tollgate.api.Admission;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.BlockingGate;
import dev.tollgate.api.ContentionException;
import dev.tollgate.api.Operation;
import dev.tollgate.api.OutcomeUnknownException;
import dev.tollgate.api.OverloadedException;
import dev.tollgate.api.ReportResult;
import dev.tollgate.api.StoreUnavailableException;
import dev.tollgate.api.TicketHandle;
import dev.tollgate.api.TicketState;
import dev.tollgate.api.TollgateException;
import dev.tollgate.spi.Store;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketRow;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Asks for tickets, pays and reports, over and over, as a caller of the library should: told that nobody knows, it sends the same call again,
 * to this instance or the other, until it knows.
 */
final class Caller implements Callable<Void> {
    private static final int RECENT = 64;

    private final int index;
    private final Shared shared;
    private final SplittableRandom random;
    private volatile CompletableFuture<Long> underWay = CompletableFuture.completedFuture(0L);
    private int next;

    /**
     * What callers have in common.
     *
     * @param witness reads what the store holds without being in the way of the storm, where that is possible
     * @param recent operations that somebody asked for a short while ago
     */
    record Shared(
            List<BlockingGate> gates,
            Store witness,
            Books books,
            Bank bank,
            AtomicReferenceArray<Operation> recent,
            AtomicInteger unwitnessed,
            AtomicBoolean stopped) {
        Shared(List<BlockingGate> gates, Store witness, Books books, Bank bank, AtomicBoolean stopped) {
            this(gates, witness, books, bank, new AtomicReferenceArray<>(RECENT), new AtomicInteger(), stopped);
        }
    }

    Caller(int index, Shared shared, long seed) {
        this.index = index;
        this.shared = shared;
        random = new SplittableRandom(seed + index);
    }

    /** The call under way, however often it is sent; completed, with the time by the machine's ticker, once its caller knows. */
    CompletableFuture<Long> underWay() {
        return underWay;
    }

    @Override
    public Void call() throws InterruptedException {
        while (!shared.stopped().get()) {
            Books.Asked asked = ask();
            shared.books().add(asked);
            if (asked.answer instanceof Admission.Admitted admitted && asked.end != Books.End.LEAVE_OPEN) {
                report(asked, admitted.ticket().handle());
            }
        }
        return null;
    }

    private Books.Asked ask() throws InterruptedException {
        String account = Accounts.draw(random);
        Operation operation = operation(account);
        String requestId = "r-%d-%d".formatted(index, next++);
        // A function of the operation: who asks for it again asks for the same.
        long minorUnits = 100L + Math.floorMod(operation.hashCode(), 900);
        AdmitRequest request = AdmitRequest.of(operation, "caller-" + index, minorUnits, "GBP")
                .withRequestId(requestId)
                .withLease(Duration.ofHours(1));
        Books.Asked asked = new Books.Asked(request, requestId, Accounts.end(operation.account(), random));
        begin();
        while (asked.answer == null) {
            goOn();
            asked.sent++;
            try {
                asked.answer = known(gate().admit(request));
            } catch (OutcomeUnknownException e) {
                asked.unknown++;
                TicketRow row = asked.unknown == 1 ? ticketOf(asked) : null;
                asked.written |= row != null && row.requestId().equals(requestId);
            } catch (StoreUnavailableException | ContentionException | OverloadedException e) {
                asked.refused++;
                if (asked.refused == asked.sent && random.nextBoolean()) {
                    // Nothing was written, so there is nothing to find out.
                    break;
                }
            }
        }
        end();
        return asked;
    }

    /** A closed gate answers at once, and without waiting nothing notices that the run was given up. */
    private static void goOn() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /** One of its own, or now and then one that somebody asked for before. */
    private Operation operation(String account) {
        Operation earlier = random.nextInt(100) < 15 ? shared.recent().get(random.nextInt(RECENT)) : null;
        if (earlier != null) {
            return earlier;
        }
        Operation operation = new Operation(account, "payment", "ORD-%d-%d".formatted(index, next));
        shared.recent().set(random.nextInt(RECENT), operation);
        return operation;
    }

    private static Admission known(Admission admission) {
        if (admission instanceof Admission.Admitted
                || admission instanceof Admission.Replayed
                || admission instanceof Admission.InProgress
                || admission instanceof Admission.Declined
                || admission instanceof Admission.TooManyAttempts) {
            return admission;
        }
        throw new AssertionError("nobody did what this answer says: " + admission);
    }

    private void report(Books.Asked asked, TicketHandle handle) throws InterruptedException {
        if (asked.end == Books.End.SUCCEED) {
            shared.bank().pay(asked.operation());
        }
        boolean isCertain = true;
        begin();
        while (true) {
            goOn();
            try {
                ReportResult result = report(asked, handle, gate());
                if (!(result instanceof ReportResult.Done)) {
                    throw new AssertionError("%s of %s: %s".formatted(asked.end, handle, result));
                }
                break;
            } catch (OutcomeUnknownException e) {
                shared.books().unknownReports.incrementAndGet();
                isCertain = false;
            } catch (StoreUnavailableException | ContentionException | OverloadedException e) {
                shared.books().refusedReports.incrementAndGet();
                if (isCertain) {
                    checkStillOpen(asked, e);
                }
            }
        }
        end();
    }

    private static ReportResult report(Books.Asked asked, TicketHandle handle, BlockingGate gate)
            throws InterruptedException {
        return switch (asked.end) {
            case SUCCEED -> gate.succeed(handle, asked.outcome());
            case FAIL -> gate.fail(handle, asked.outcome());
            case RELEASE -> gate.release(handle, "not done");
            case LEAVE_OPEN -> throw new IllegalArgumentException("not to be reported");
        };
    }

    /** Told that nothing was written, it looks. */
    private void checkStillOpen(Books.Asked asked, TollgateException told) {
        TicketRow row = ticketOf(asked);
        if (row != null && (row.state() != TicketState.OPEN || !row.requestId().equals(asked.requestId))) {
            throw new AssertionError("told that nothing was written (%s), but there is %s".formatted(told, row), told);
        }
    }

    /** What the store holds of the operation; null, and counted, when that cannot be seen now. */
    private @Nullable TicketRow ticketOf(Books.Asked asked) {
        TicketKey key = TicketKey.of(Tollgate.DEFAULT_TENANT, asked.operation());
        try {
            return shared.witness().read(key.account(), List.of(key)).tickets().get(key);
        } catch (StoreUnavailableException e) {
            shared.unwitnessed().incrementAndGet();
            return null;
        }
    }

    private BlockingGate gate() {
        return shared.gates().get(random.nextInt(shared.gates().size()));
    }

    private void begin() {
        underWay = new CompletableFuture<>();
    }

    private void end() {
        shared.books().calls.incrementAndGet();
        underWay.complete(System.nanoTime());
    }
}
