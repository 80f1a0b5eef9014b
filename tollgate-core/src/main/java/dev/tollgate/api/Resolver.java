package dev.tollgate.api;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Finds out how operations in doubt really ended, usually by asking the bank. Asked again later for those it cannot say, with
 * growing pauses; every instance that has a resolver asks, so the same ticket may be asked for twice.
 */
@FunctionalInterface
public interface Resolver {
    /** How the operation ended, or empty when it is not known yet. A stage that fails counts as empty and is logged. */
    CompletionStage<Optional<Resolution>> resolve(Ticket ticket);
}
