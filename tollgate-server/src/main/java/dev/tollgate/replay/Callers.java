package dev.tollgate.replay;

import dev.tollgate.api.Admission;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.Gate;
import dev.tollgate.api.ReportResult;
import dev.tollgate.api.Ticket;
import dev.tollgate.api.TicketHandle;
import dev.tollgate.api.TollgateException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Concurrent callers that take deliveries, ask for a ticket, call the simulated bank when they get one, and report.
 *
 * <p>All of them live on one thread, the loop: a caller is what is under way, not a thread, and nothing here needs guarding. A
 * caller that is told in-progress puts the delivery aside and takes another; one that gets no answer keeps its delivery, so a store
 * that is down is not asked by more than there are callers. A caller that dies is replaced; its ticket stays open.
 *
 * <p>First deliveries are asked for in the file's order, and the gate decides in order of arrival.
 */
final class Callers {
    private static final long ASIDE_MIN_MILLIS = 5;
    private static final long ASIDE_MAX_MILLIS = 250;
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Gate gate;
    private final List<Payment> payments;
    private final Map<String, ZoneId> zones;
    private final int[] schedule;
    private final Ledger ledger;
    private final ReplaySettings settings;
    private final ScheduledExecutorService loop;
    private final Patience patience;
    private final LongConsumer progress;
    private final String idPrefix;
    private final long leaseNanos;

    private final Tally tally = new Tally();
    private final Deque<Delivery> ready = new ArrayDeque<>();
    private final CompletableFuture<Tally> done = new CompletableFuture<>();
    private long idsDrawn;
    private int cursor;
    private int idle;
    private int aside;
    private long finished;

    Callers(
            Gate gate,
            List<Payment> payments,
            Map<String, ZoneId> zones,
            int[] schedule,
            Ledger ledger,
            ReplaySettings settings,
            ScheduledExecutorService loop,
            Patience patience,
            LongConsumer progress) {
        this.gate = gate;
        this.payments = payments;
        this.zones = zones;
        this.schedule = schedule;
        this.ledger = ledger;
        this.settings = settings;
        this.loop = loop;
        this.patience = patience;
        this.progress = progress;
        this.leaseNanos = settings.lease().toNanos();
        byte[] random = new byte[12];
        new SecureRandom().nextBytes(random);
        idPrefix = Base64.getUrlEncoder().withoutPadding().encodeToString(random) + '-';
    }

    /** A delivery under way. */
    private final class Delivery {
        final int operation;
        final long sinceNanos = System.nanoTime();

        long askedNanos;
        int timesAside;
        int fenceAwaited;
        long awaitedUntilNanos;

        Delivery(int operation) {
            this.operation = operation;
        }

        Payment payment() {
            return payments.get(operation);
        }

        Instant occurredAt() {
            ZoneId zone = zones.get(payment().operation().account());
            if (zone == null) {
                throw new IllegalStateException("every account of the file has a zone");
            }
            return payment().occurredAt(zone);
        }
    }

    /** Delivers everything and waits until every delivery has its last answer. */
    Tally run() throws InterruptedException {
        long startNanos = System.nanoTime();
        loop.execute(guarded(() -> {
            for (int i = 0; i < settings.callers(); i++) {
                takeNext();
            }
        }));
        Tally result = Patience.await(done);
        result.elapsedNanos = System.nanoTime() - startNanos;
        return result;
    }

    /** What the request ids of these callers begin with. */
    String idPrefix() {
        return idPrefix;
    }

    private void takeNext() {
        if (patience.lost() != null) {
            tally.countUnasked(ready.size() + schedule.length - cursor);
            ready.clear();
            cursor = schedule.length;
        }
        Delivery delivery = ready.poll();
        if (delivery != null) {
            ask(delivery);
        } else if (cursor < schedule.length) {
            ask(new Delivery(schedule[cursor++]));
        } else {
            idle++;
            if (idle == settings.callers() && aside == 0) {
                done.complete(tally);
            }
        }
    }

    /** Asks with a request id of its own; only the same call sent again after a lost answer bears the same id. */
    private void ask(Delivery delivery) {
        if (patience.lost() != null) {
            finish(delivery, Tally.Answer.FAILED);
            return;
        }
        String requestId = idPrefix + Long.toString(++idsDrawn, Character.MAX_RADIX);
        delivery.askedNanos = System.nanoTime();
        AdmitRequest request = delivery.payment().request(requestId, settings.lease(), delivery.occurredAt());
        patience.ask(
                () -> gate.admit(request),
                (admission, failure) -> guard(() -> {
                    if (admission != null) {
                        answered(delivery, admission);
                    } else {
                        unanswered(failure);
                        finish(delivery, Tally.Answer.FAILED);
                    }
                }));
    }

    private void answered(Delivery delivery, Admission admission) {
        if (admission instanceof Admission.Admitted admitted) {
            admitted(delivery, admitted.ticket());
        } else if (admission instanceof Admission.Replayed) {
            finish(delivery, Tally.Answer.REPLAYED);
        } else if (admission instanceof Admission.InProgress inProgress) {
            inProgress(delivery, inProgress);
        } else if (admission instanceof Admission.InDoubt) {
            finish(delivery, Tally.Answer.IN_DOUBT);
        } else if (admission instanceof Admission.Declined declined) {
            tally.declined(delivery.operation, declined.reasons());
            finish(delivery, Tally.Answer.DECLINED);
        } else if (admission instanceof Admission.Superseded) {
            ask(delivery);
        } else {
            // Known with other content, or out of attempts: an error that asking again does not mend.
            tally.mismatched++;
            finish(delivery, Tally.Answer.FAILED);
        }
    }

    private void inProgress(Delivery delivery, Admission.InProgress answer) {
        long now = System.nanoTime();
        if (delivery.fenceAwaited != answer.fence()) {
            long leftMillis = answer.leaseExpiresAt().toEpochMilli() - System.currentTimeMillis();
            delivery.fenceAwaited = answer.fence();
            delivery.awaitedUntilNanos =
                    now + Math.max(leaseNanos, TimeUnit.MILLISECONDS.toNanos(leftMillis)) + GRACE_NANOS;
        }
        if (now - delivery.awaitedUntilNanos > 0) {
            finish(delivery, Tally.Answer.IN_PROGRESS);
            return;
        }
        long ceiling = Math.min(ASIDE_MAX_MILLIS, ASIDE_MIN_MILLIS << Math.min(delivery.timesAside++, 10));
        aside++;
        Future<?> unused = loop.schedule(
                guarded(() -> {
                    aside--;
                    ready.add(delivery);
                    if (idle > 0) {
                        idle--;
                        takeNext();
                    }
                }),
                ceiling / 2 + ThreadLocalRandom.current().nextLong(ceiling),
                TimeUnit.MILLISECONDS);
        takeNext();
    }

    private void admitted(Delivery delivery, Ticket ticket) {
        TicketHandle handle = ticket.handle();
        if (isTooLate(delivery, ticket)) {
            tally.tooLate++;
            report(delivery, () -> gate.release(handle, "the lease was half over before the call"), true);
            return;
        }
        Draw draw = Draw.of(
                settings.seed(),
                delivery.payment().operation(),
                ticket.fence(),
                settings.failRate(),
                settings.dieRate());
        if (draw.death() == Draw.Death.BEFORE_THE_CALL) {
            die(delivery);
            return;
        }
        execute(delivery, ticket, draw.result());
        if (draw.death() == Draw.Death.AFTER_THE_CALL) {
            die(delivery);
            return;
        }
        switch (draw.result()) {
            case DONE -> report(delivery, () -> gate.succeed(handle, Bank.DONE), false);
            case REFUSED -> report(delivery, () -> gate.fail(handle, Bank.REFUSED), false);
            case NOT_DONE -> report(delivery, () -> gate.release(handle, Bank.NOT_DONE), true);
        }
    }

    /**
     * Whether half the lease has gone. Whoever starts the call when it is nearly over may still be at it when somebody else decides
     * what became of the operation. The lease began after the request was sent, so most answers need no look at the clock.
     */
    private boolean isTooLate(Delivery delivery, Ticket ticket) {
        return System.nanoTime() - delivery.askedNanos > leaseNanos / 2
                && Instant.now().isAfter(ticket.leaseExpiresAt().minusNanos(leaseNanos / 2));
    }

    private void execute(Delivery delivery, Ticket ticket, Draw.Result result) {
        Payment payment = delivery.payment();
        tally.refused += result == Draw.Result.REFUSED ? 1 : 0;
        tally.notDone += result == Draw.Result.NOT_DONE ? 1 : 0;
        try {
            ledger.append(new Execution(
                    payment.operation(), ticket.fence(), result, payment.amount(), delivery.occurredAt()));
        } catch (IOException e) {
            throw new UncheckedIOException("the ledger cannot be written: " + Reading.why(e), e);
        }
    }

    private void die(Delivery delivery) {
        tally.deaths++;
        finish(delivery, Tally.Answer.ADMITTED);
    }

    /** Reports until it is answered; then the delivery is over, or asks for another attempt. */
    private void report(Delivery delivery, Supplier<CompletionStage<ReportResult>> call, boolean askAgain) {
        patience.ask(
                call,
                (result, failure) -> guard(() -> {
                    if (failure != null) {
                        unanswered(failure);
                    }
                    if (!(result instanceof ReportResult.Done)) {
                        tally.unreported++;
                        finish(delivery, Tally.Answer.ADMITTED);
                    } else if (askAgain) {
                        ask(delivery);
                    } else {
                        finish(delivery, Tally.Answer.ADMITTED);
                    }
                }));
    }

    private void unanswered(@Nullable Throwable failure) {
        if (!(failure instanceof TollgateException)) {
            throw new IllegalStateException("the gate failed", failure);
        }
    }

    private void finish(Delivery delivery, Tally.Answer answer) {
        tally.count(answer, System.nanoTime() - delivery.sinceNanos);
        progress.accept(++finished);
        takeNext();
    }

    private Runnable guarded(Runnable step) {
        return () -> guard(step);
    }

    /** What goes wrong in a step ends the run: the loop's thread must not swallow it. */
    private void guard(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            done.completeExceptionally(e);
        }
    }
}
