package dev.tollgate.api;

import java.time.Instant;
import java.util.List;

/**
 * The answer to asking for a ticket. Only {@link Admitted} gives the right to run the operation.
 */
public sealed interface Admission {

    /**
     * The caller holds the one live ticket and runs the operation now.
     *
     * <p>When the store's answer was lost and the ticket is found only later, usage and what shadow limits would have declined may not be
     * known any more: then both are empty.
     *
     * @param usage the windows it was counted in, after counting; as they are now when the same request id asked again
     * @param wouldDecline what shadow limits would have declined; empty when the same request id asked again
     */
    record Admitted(Ticket ticket, List<Usage> usage, List<Reason> wouldDecline) implements Admission {}

    /** The operation is finished: its ticket succeeded or failed, and brings the stored outcome. */
    record Replayed(Ticket ticket) implements Admission {}

    /** Another call holds the ticket. Ask again later. */
    record InProgress(int fence, Instant leaseExpiresAt) implements Admission {}

    /** Nobody knows whether the operation happened; its owner, a resolver or an operator decides. */
    record InDoubt(int fence) implements Admission {}

    /** The same operation is known with another amount, currency or fingerprint. */
    record Mismatched(TicketState state, int fence) implements Admission {}

    /** A late duplicate of a call that is over: its ticket was released. Ask with a new request id. */
    record Superseded(int fence) implements Admission {}

    /** The account or its limits do not allow it now; nothing was kept, and the operation may be asked again. */
    record Declined(List<Reason> reasons) implements Admission {}

    /** The operation has had all its {@link Bounds#ATTEMPTS_MAX} attempts. */
    record TooManyAttempts(int attempts) implements Admission {}
}
