package dev.tollgate.testkit;

import static dev.tollgate.testkit.Answers.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.api.BlockingGate;
import dev.tollgate.api.Operation;
import dev.tollgate.api.Resolution;
import dev.tollgate.api.Reversal;
import dev.tollgate.api.Ticket;
import dev.tollgate.api.TicketHandle;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Executes operations that come to all kinds of ends, and keeps books of its own. Its sums are never above the store's: it adds after the
 * store did and takes away before, so that its sum passing the limit means that the store's did.
 */
final class MixedEnds {
    private final long maxMinorUnits;
    private final Map<Operation, Boolean> running = new ConcurrentHashMap<>();
    private final AtomicLong liveMinorUnits = new AtomicLong();
    private final AtomicInteger liveOperations = new AtomicInteger();
    private final AtomicInteger executed = new AtomicInteger();

    MixedEnds(long maxMinorUnits) {
        this.maxMinorUnits = maxMinorUnits;
    }

    long liveMinorUnits() {
        return liveMinorUnits.get();
    }

    int liveOperations() {
        return liveOperations.get();
    }

    int executed() {
        return executed.get();
    }

    /** Runs the operation of a ticket and reports its end, now by this gate, now by the other. */
    void execute(BlockingGate gate, BlockingGate other, Ticket ticket, Random random) throws InterruptedException {
        long amount = Objects.requireNonNull(ticket.amount()).minorUnits();
        TicketHandle handle = ticket.handle();
        assertThat(running.put(ticket.operation(), true))
                .as(ticket.operation() + " is running or done already")
                .isNull();
        assertThat(liveMinorUnits.addAndGet(amount)).isLessThanOrEqualTo(maxMinorUnits);
        liveOperations.incrementAndGet();
        executed.incrementAndGet();
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> done(other.succeed(handle, Report.PAID));
            case 3 -> {
                giveBack(amount);
                done(gate.fail(handle, Report.REFUSED));
            }
            case 4 -> release(gate, ticket, amount);
            case 5 -> {
                done(gate.doubt(handle, "the bank timed out"));
                release(other, ticket, amount);
            }
            case 6 -> {
                done(gate.renew(handle, Duration.ofMinutes(1)));
                done(gate.doubt(handle, null));
                done(other.resolve(handle, Resolution.succeeded(null, "operator-1")));
            }
            default -> {
                done(gate.succeed(handle, null));
                long part = (amount + 1) / 2;
                liveMinorUnits.addAndGet(-part);
                done(other.reverse(handle, Reversal.of("r-1", part)));
            }
        }
    }

    private void giveBack(long amount) {
        liveMinorUnits.addAndGet(-amount);
        liveOperations.decrementAndGet();
    }

    private void release(BlockingGate gate, Ticket ticket, long amount) throws InterruptedException {
        running.remove(ticket.operation());
        giveBack(amount);
        done(gate.release(ticket.handle(), "not sent"));
    }
}
