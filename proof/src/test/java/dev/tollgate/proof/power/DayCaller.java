package dev.tollgate.proof.power;

import dev.tollgate.api.Admission;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.BlockingGate;
import dev.tollgate.api.CountedWindow;
import dev.tollgate.api.Operation;
import dev.tollgate.api.ReportResult;
import dev.tollgate.api.Ticket;
import dev.tollgate.api.TicketHandle;
import dev.tollgate.api.TollgateException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The only caller of an account: admits and reports without a pause, sends again what was not answered, and counts by itself what is
 * used in each window.
 */
final class DayCaller implements Runnable {
    static final long AMOUNT = 100;

    private final BlockingGate gate;
    private final String account;
    private final Map<Instant, Long> used = new TreeMap<>();
    private Instant window = Instant.MIN;
    private Instant admittedAt = Instant.MIN;
    private long admitted;
    private long declined;
    private boolean stopped;
    private boolean ended;
    private @Nullable Throwable failure;

    DayCaller(BlockingGate gate, String account) {
        this.gate = gate;
        this.account = account;
    }

    String account() {
        return account;
    }

    @Override
    public void run() {
        try {
            for (int turn = 0; !isStopped(); turn++) {
                operation(turn);
            }
        } catch (InterruptedException | RuntimeException | Error e) {
            failed(e);
        } finally {
            end();
        }
    }

    private void operation(int turn) throws InterruptedException {
        Operation operation = new Operation(account, "payment", "N-" + turn);
        AdmitRequest request = AdmitRequest.of(operation, "clerk", AMOUNT, "EUR")
                .withRequestId(UUID.randomUUID().toString())
                .withLease(Duration.ofHours(1));
        Admission answer = answered(() -> gate.admit(request));
        if (answer instanceof Admission.Admitted admitted) {
            Ticket ticket = admitted.ticket();
            counted(ticket);
            report(ticket, turn % 4);
        } else if (answer instanceof Admission.Declined) {
            declined();
        } else {
            throw new AssertionError(operation + " is new and was answered " + answer);
        }
    }

    private void report(Ticket ticket, int kind) throws InterruptedException {
        TicketHandle handle = ticket.handle();
        ReportResult result = answered(() -> switch (kind) {
            case 0 -> gate.fail(handle, null);
            case 1 -> gate.release(handle, "not needed");
            default -> gate.succeed(handle, null);
        });
        if (!(result instanceof ReportResult.Done)) {
            throw new AssertionError("the owner of " + ticket + " reported and was answered " + result);
        }
        if (kind < 2) {
            givenBack(ticket);
        }
    }

    private interface Calling<T> {
        T send() throws InterruptedException;
    }

    private static <T> T answered(Calling<T> calling) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            try {
                return calling.send();
            } catch (TollgateException e) {
                if (System.nanoTime() - deadline > 0) {
                    throw e;
                }
            }
        }
    }

    private synchronized void counted(Ticket ticket) {
        for (CountedWindow each : ticket.windows()) {
            if (each.start().isBefore(window)) {
                throw new AssertionError("counted in " + each + " after " + window);
            }
            window = each.start();
            used.merge(each.start(), AMOUNT, Long::sum);
        }
        if (ticket.admittedAt().isBefore(admittedAt)) {
            throw new AssertionError("admitted at " + ticket.admittedAt() + " after " + admittedAt);
        }
        admittedAt = ticket.admittedAt();
        admitted++;
        notifyAll();
    }

    private synchronized void givenBack(Ticket ticket) {
        ticket.windows().forEach(each -> used.merge(each.start(), -AMOUNT, Long::sum));
    }

    private synchronized void declined() {
        declined++;
        notifyAll();
    }

    private synchronized void failed(Throwable e) {
        failure = e;
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    private synchronized boolean isStopped() {
        return stopped;
    }

    /** Waits until it has been admitted so often more, the last time in a certain window. */
    synchronized void awaitAdmitted(Instant wanted, int times) throws InterruptedException {
        long enough = admitted + times;
        awaitUntil(() -> admitted >= enough && window.equals(wanted), times + " admissions, the last in " + wanted);
    }

    /** Waits until it has been admitted in a window and then declined so often. */
    synchronized void awaitFull(Instant wanted, int declines) throws InterruptedException {
        awaitUntil(() -> window.equals(wanted), "an admission in " + wanted);
        long enough = declined + declines;
        awaitUntil(() -> declined >= enough, declines + " declines in " + wanted);
    }

    synchronized long admitted() {
        return admitted;
    }

    /** Has it end with the operation it is at; returns what is used in each window that it knows. */
    synchronized Map<Instant, Long> stop() throws InterruptedException {
        stopped = true;
        awaitUntil(() -> ended, "the caller's end");
        return used;
    }

    private synchronized void awaitUntil(BooleanSupplier condition, String what) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (!condition.getAsBoolean()) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (failure != null || ended || left <= 0) {
                throw new AssertionError(
                        "%s waits for %s, is in %s, was declined %d times".formatted(account, what, window, declined),
                        failure);
            }
            wait(left);
        }
        if (failure != null) {
            throw new AssertionError(account, failure);
        }
    }
}
