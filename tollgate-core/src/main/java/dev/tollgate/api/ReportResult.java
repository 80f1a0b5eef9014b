package dev.tollgate.api;

/**
 * The answer to a report, a renew, a reverse, a resolve or a settle.
 */
public sealed interface ReportResult {

    /** It took effect, now or when it was first sent. */
    record Done(Ticket ticket) implements ReportResult {}

    /**
     * The ticket is finished otherwise; nothing changed but, for a success that could not be accepted, the dispute.
     *
     * @param ticket as it stands
     */
    record AlreadyFinished(Ticket ticket) implements ReportResult {}

    /** The handle is of an older attempt. A success is recorded as disputed. */
    record StaleTicket(TicketState state, int currentFence) implements ReportResult {}

    /** Only open tickets are renewed. */
    record NotOpen(TicketState state) implements ReportResult {}

    /** Only succeeded tickets are reversed. */
    record NotSucceeded(TicketState state) implements ReportResult {}

    /**
     * More than is left to reverse, or the ticket has no amount.
     *
     * @param leftMinorUnits what can still be reversed
     */
    record ExceedsAmount(long leftMinorUnits) implements ReportResult {}

    /** The reversal id was used with another amount. */
    record ReversalMismatch(long reversedMinorUnits) implements ReportResult {}

    /** The ticket has had all its {@link Bounds#REVERSALS_MAX} reversals. */
    record TooManyReversals(int reversals) implements ReportResult {}

    /** Only tickets in doubt are resolved. */
    record NotInDoubt(TicketState state) implements ReportResult {}

    /** Only disputed tickets are settled. */
    record NotDisputed(TicketState state) implements ReportResult {}

    /** No such ticket, purged, another tenant's, or a fence or request id that never was. */
    record NotFound() implements ReportResult {}
}
