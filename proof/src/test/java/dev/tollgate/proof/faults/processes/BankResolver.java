package dev.tollgate.proof.faults.processes;

import dev.tollgate.api.Outcome;
import dev.tollgate.api.Resolution;
import dev.tollgate.api.Resolver;
import dev.tollgate.api.Ticket;
import dev.tollgate.proof.faults.processes.Work.Ending;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Decides tickets in doubt by what the bank has executed.
 *
 * @param nobodyRuns no instance is left that could still execute something, so that what the bank has not executed never happened
 */
record BankResolver(Bank bank, boolean nobodyRuns) implements Resolver {
    private static final String BY = "bank";

    @Override
    public CompletionStage<Optional<Resolution>> resolve(Ticket ticket) {
        int number = Work.number(ticket.operation().businessNumber());
        Optional<Resolution> known = bank.ending(number, ticket.fence()).map(BankResolver::resolution);
        return CompletableFuture.completedFuture(
                known.isEmpty() && nobodyRuns ? Optional.of(Resolution.released(BY)) : known);
    }

    private static Resolution resolution(Ending ending) {
        return switch (ending) {
            case DONE, DONE_UNHEARD -> Resolution.succeeded(Outcome.text(BY), BY);
            case REFUSED -> Resolution.failed(Outcome.text(BY), BY);
            case NOT_DONE -> Resolution.released(BY);
        };
    }
}
