package dev.tollgate.api;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one tenant, asynchronous. Safe for any number of threads.
 *
 * <p>Every call that writes answers with a value, also when the answer is no. A stage fails only where there is no answer:
 * {@link StoreUnavailableException}, {@link ContentionException} and {@link OverloadedException} mean that certainly nothing was
 * written, {@link OutcomeUnknownException} that nobody knows and the same call must be sent again. Stages are completed a batch
 * at a time on the engine's executor: do not block in a continuation. Cancelling a stage does not cancel the call.
 */
public interface Gate {

    /**
     * Asks for a ticket. The operation's amount is taken out of the account's limits in the same atomic step.
     *
     * @return {@link Admission.Admitted} exactly when the caller holds the one live ticket and runs the operation
     */
    CompletionStage<Admission> admit(AdmitRequest request);

    /** What {@link #admit} would answer now; writes nothing. */
    CompletionStage<Checked> check(AdmitRequest request);

    /**
     * The operation is done. The amount stays used and later attempts replay the outcome. A success reported late is a statement
     * of fact: it is accepted as long as no newer attempt exists and nobody was told otherwise, even past the limit. One that
     * cannot be accepted is recorded as disputed.
     */
    CompletionStage<ReportResult> succeed(TicketHandle handle, @Nullable Outcome outcome);

    /** The operation was finally refused. The amount is given back and later attempts replay the failure. */
    CompletionStage<ReportResult> fail(TicketHandle handle, @Nullable Outcome outcome);

    /** Abandoned, surely nothing happened. The amount is given back and the operation may be tried again. */
    CompletionStage<ReportResult> release(TicketHandle handle, @Nullable String reason);

    /** Nobody knows whether it happened (the bank timed out). In doubt from now on; the amount stays used. */
    CompletionStage<ReportResult> doubt(TicketHandle handle, @Nullable String reason);

    /** Extends the lease of an open ticket to {@code lease} from now, never shortens it. 1 s to 24 h. */
    CompletionStage<ReportResult> renew(TicketHandle handle, Duration lease);

    /** Gives back part or all of a succeeded ticket's amount to the windows it was counted in, once per reversal id. */
    CompletionStage<ReportResult> reverse(TicketHandle handle, Reversal reversal);

    /** An operator decides a ticket in doubt; audited. */
    CompletionStage<ReportResult> resolve(TicketHandle handle, Resolution resolution);

    /** An operator clears the dispute of a ticket, in any state; audited. */
    CompletionStage<ReportResult> settle(TicketHandle handle, By by);

    /**
     * Runs an operation once: admits it, runs it when admitted, and reports how it ended. The stage that {@code operation}
     * returns completes with the outcome (null for none): succeed; fails with {@link Refused}: fail; fails with {@link NotDone}:
     * release; fails otherwise: doubt, and the failure is passed on.
     */
    CompletionStage<OnceResult> runOnce(
            AdmitRequest request, Function<Ticket, CompletionStage<@Nullable Outcome>> operation);

    /** The ticket of a handle with its history; of an older handle that attempt as it ended. Lapses it first when its lease is over. */
    CompletionStage<Optional<Ticket>> ticket(TicketHandle handle);

    /** The ticket of an operation, in its current attempt, with its history. */
    CompletionStage<Optional<Ticket>> find(Operation operation);

    /** Lists tickets, newest admission first, without history. */
    CompletionStage<Page<Ticket>> tickets(TicketQuery query);

    /** Creates an account or replaces its configuration; keeps its status. Repeating it changes nothing. */
    CompletionStage<AccountResult> configure(String account, AccountConfig config, By by, Precondition precondition);

    /** Stops new admissions until activated. */
    CompletionStage<AccountResult> suspend(String account, By by);

    /** Takes a suspension back. */
    CompletionStage<AccountResult> activate(String account, By by);

    /** Stops new admissions for ever. */
    CompletionStage<AccountResult> close(String account, By by);

    CompletionStage<Optional<Account>> account(String account);

    CompletionStage<Page<Account>> accounts(AccountQuery query);

    /** The current windows of an account's limits; empty when there is no such account. */
    CompletionStage<Optional<List<Usage>>> usage(String account);

    /** The windows that overlap {@code from} (inclusive) to {@code to} (exclusive) and have counted anything. */
    CompletionStage<Optional<List<Usage>>> usage(String account, Instant from, Instant to);

    /**
     * Changes and resolutions of an account, newest first.
     *
     * @param limit entries of a page, 1 to 500
     */
    CompletionStage<Page<AuditEntry>> audit(String account, int limit, @Nullable String cursor);
}
