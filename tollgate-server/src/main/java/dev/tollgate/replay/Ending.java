package dev.tollgate.replay;

import dev.tollgate.Tollgate;
import dev.tollgate.api.Gate;
import dev.tollgate.api.ReportResult;
import dev.tollgate.api.Resolution;
import dev.tollgate.api.Ticket;
import dev.tollgate.api.TicketState;
import dev.tollgate.api.TollgateException;
import dev.tollgate.api.Verification;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** What comes after the last delivery: open tickets lapse, the bank is asked about those in doubt, the store is recounted. */
final class Ending {
    private static final Duration GRACE = Duration.ofSeconds(30);
    private static final long POLL_MILLIS_MAX = 1_000;
    private static final int AT_ONCE = 1_000;
    private static final int ROUNDS_MAX = 10;
    private static final String BANK = "simulated bank";

    private final Tollgate tollgate;
    private final Gate gate;
    private final Patience patience;
    private final StoredTickets tickets;
    private final Progress progress;

    Ending(Tollgate tollgate, Patience patience, StoredTickets tickets, Progress progress) {
        this.tollgate = tollgate;
        this.gate = tollgate.gate();
        this.patience = patience;
        this.tickets = tickets;
        this.progress = progress;
    }

    /** Waits until no ticket of the file is open. Gives up on tickets that stay open long after their lease. */
    void awaitLapses() throws InterruptedException {
        boolean told = false;
        for (List<Ticket> open = tickets.in(TicketState.OPEN); !open.isEmpty(); open = tickets.in(TicketState.OPEN)) {
            Instant now = Instant.now();
            Instant first = Instant.MAX;
            Instant last = Instant.MIN;
            for (Ticket ticket : open) {
                first = first.isBefore(ticket.leaseExpiresAt()) ? first : ticket.leaseExpiresAt();
                last = last.isAfter(ticket.leaseExpiresAt()) ? last : ticket.leaseExpiresAt();
            }
            if (now.isAfter(last.plus(GRACE))) {
                return;
            }
            if (!told) {
                progress.say("waiting for %d open tickets to lapse, the last at %s".formatted(open.size(), last));
                told = true;
            }
            Thread.sleep(Math.min(
                    POLL_MILLIS_MAX, Math.max(20, Duration.between(now, first).toMillis() + 5)));
            sweep();
        }
    }

    private void sweep() {
        try {
            tollgate.sweep();
        } catch (TollgateException e) {
            // The next look at the tickets waits until the store answers, or says that it does not.
        }
    }

    /**
     * Lets the simulated bank say what became of the operations in doubt.
     *
     * @param known the tickets whose executions would be in the ledger if there were any
     * @return how many were resolved
     */
    int resolve(Ledger ledger, Predicate<Ticket> known) throws InterruptedException, IOException {
        int resolved = 0;
        for (int round = 0; round < ROUNDS_MAX; round++) {
            List<Ticket> inDoubt =
                    tickets.in(TicketState.IN_DOUBT).stream().filter(known).toList();
            if (inDoubt.isEmpty()) {
                break;
            }
            // The ledger is read after the tickets: what a ticket in doubt stands for was executed before, or never.
            Map<Integer, List<Execution>> executions = executionsOf(ledger, inDoubt);
            for (int from = 0; from < inDoubt.size(); from += AT_ONCE) {
                List<CompletableFuture<ReportResult>> stages = new ArrayList<>();
                for (Ticket ticket : inDoubt.subList(from, Math.min(inDoubt.size(), from + AT_ONCE))) {
                    Integer index = tickets.indexOf(ticket.operation());
                    Resolution resolution = resolution(ticket, executions.getOrDefault(index, List.of()));
                    stages.add(patience.stage(() -> gate.resolve(ticket.handle(), resolution)));
                }
                for (CompletableFuture<ReportResult> stage : stages) {
                    // Any other answer: its owner or another process was quicker.
                    resolved += Patience.await(stage) instanceof ReportResult.Done ? 1 : 0;
                }
            }
        }
        return resolved;
    }

    private Map<Integer, List<Execution>> executionsOf(Ledger ledger, List<Ticket> inDoubt) throws IOException {
        Map<Integer, List<Execution>> executions = new HashMap<>();
        inDoubt.forEach(ticket -> Optional.ofNullable(tickets.indexOf(ticket.operation()))
                .ifPresent(index -> executions.put(index, new ArrayList<>())));
        ledger.forEach(execution -> Optional.ofNullable(tickets.indexOf(execution.operation()))
                .map(executions::get)
                .ifPresent(list -> list.add(execution)));
        return executions;
    }

    private static Resolution resolution(Ticket ticket, List<Execution> executions) {
        if (executions.stream().anyMatch(execution -> execution.result() == Draw.Result.DONE)) {
            return Resolution.succeeded(Bank.DONE, BANK);
        }
        boolean refused = executions.stream()
                .anyMatch(
                        execution -> execution.fence() == ticket.fence() && execution.result() == Draw.Result.REFUSED);
        return refused ? Resolution.failed(Bank.REFUSED, BANK) : Resolution.released(BANK);
    }

    /** Recounts the whole store, again while others move accounts under the recount. */
    Verification verify() throws InterruptedException {
        Verification verification = verifyOnce();
        for (int round = 1; round < ROUNDS_MAX && !verification.unsettled().isEmpty(); round++) {
            Thread.sleep(POLL_MILLIS_MAX);
            verification = verifyOnce();
        }
        return verification;
    }

    private Verification verifyOnce() throws InterruptedException {
        return patience.await(() -> CompletableFuture.supplyAsync(tollgate::verify));
    }
}
