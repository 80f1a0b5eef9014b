package dev.tollgate.api;

import org.jspecify.annotations.Nullable;

/** The operation to run once. */
@FunctionalInterface
public interface OnceOperation {
    /**
     * Runs the operation with its ticket.
     *
     * @return the outcome, or null for none: the ticket succeeds
     * @throws Refused the ticket fails
     * @throws NotDone the ticket is released
     * @throws Exception anything else: nobody knows, the ticket goes in doubt and the exception is thrown on
     */
    @Nullable
    Outcome run(Ticket ticket) throws Exception;
}
