package dev.tollgate.internal;

import dev.tollgate.api.Account;
import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.AccountQuery;
import dev.tollgate.api.AccountResult;
import dev.tollgate.api.AccountStatus;
import dev.tollgate.api.Admission;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.AuditEntry;
import dev.tollgate.api.Bounds;
import dev.tollgate.api.By;
import dev.tollgate.api.Checked;
import dev.tollgate.api.Gate;
import dev.tollgate.api.InvalidRequestException;
import dev.tollgate.api.NotDone;
import dev.tollgate.api.OnceResult;
import dev.tollgate.api.Operation;
import dev.tollgate.api.Outcome;
import dev.tollgate.api.Page;
import dev.tollgate.api.Precondition;
import dev.tollgate.api.Refused;
import dev.tollgate.api.ReportResult;
import dev.tollgate.api.Resolution;
import dev.tollgate.api.Reversal;
import dev.tollgate.api.Ticket;
import dev.tollgate.api.TicketHandle;
import dev.tollgate.api.TicketQuery;
import dev.tollgate.api.Usage;
import dev.tollgate.internal.decide.Action;
import dev.tollgate.internal.decide.Command;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.TicketKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The calls of one tenant as commands of the engine. */
final class TenantGate implements Gate {
    private final String tenant;
    private final Engine engine;
    private final Queries queries;

    TenantGate(String tenant, Engine engine, Queries queries) {
        this.tenant = tenant;
        this.engine = engine;
        this.queries = queries;
    }

    @Override
    public CompletionStage<Admission> admit(AdmitRequest request) {
        String given = request.requestId();
        String requestId =
                given != null ? given : engine.settings().environment().newId();
        Command command = new Command.Admit(TicketKey.of(tenant, request.operation()), request, requestId);
        return engine.submit(command, Admission.class);
    }

    @Override
    public CompletionStage<Checked> check(AdmitRequest request) {
        return engine.submit(new Command.Check(TicketKey.of(tenant, request.operation()), request), Checked.class);
    }

    @Override
    public CompletionStage<ReportResult> succeed(TicketHandle handle, @Nullable Outcome outcome) {
        return report(handle, new Action.Succeed(outcome));
    }

    @Override
    public CompletionStage<ReportResult> fail(TicketHandle handle, @Nullable Outcome outcome) {
        return report(handle, new Action.Fail(outcome));
    }

    @Override
    public CompletionStage<ReportResult> release(TicketHandle handle, @Nullable String reason) {
        return report(handle, new Action.Release(checked(reason)));
    }

    @Override
    public CompletionStage<ReportResult> doubt(TicketHandle handle, @Nullable String reason) {
        return report(handle, new Action.Doubt(checked(reason)));
    }

    @Override
    public CompletionStage<ReportResult> renew(TicketHandle handle, Duration lease) {
        if (lease.compareTo(Bounds.LEASE_MIN) < 0 || lease.compareTo(Bounds.LEASE_MAX) > 0) {
            throw new InvalidRequestException(
                    "lease",
                    "must be between %s and %s but is %s".formatted(Bounds.LEASE_MIN, Bounds.LEASE_MAX, lease));
        }
        return report(handle, new Action.Renew(lease.toMillis()));
    }

    @Override
    public CompletionStage<ReportResult> reverse(TicketHandle handle, Reversal reversal) {
        return report(handle, new Action.Reverse(reversal));
    }

    @Override
    public CompletionStage<ReportResult> resolve(TicketHandle handle, Resolution resolution) {
        return report(handle, new Action.Resolve(resolution));
    }

    @Override
    public CompletionStage<ReportResult> settle(TicketHandle handle, By by) {
        return report(handle, new Action.Settle(by));
    }

    private CompletableFuture<ReportResult> report(TicketHandle handle, Action action) {
        Command command = new Command.Report(TicketKey.of(tenant, handle.operation()), handle, action);
        return engine.submit(command, ReportResult.class);
    }

    private static @Nullable String checked(@Nullable String reason) {
        Bounds.checkReason(reason);
        return reason;
    }

    @Override
    public CompletionStage<OnceResult> runOnce(
            AdmitRequest request, Function<Ticket, CompletionStage<@Nullable Outcome>> operation) {
        return admit(request).thenCompose(admission -> {
            if (!(admission instanceof Admission.Admitted admitted)) {
                return CompletableFuture.completedFuture(new OnceResult.NotRun(admission));
            }
            return run(operation, admitted.ticket())
                    .handle((outcome, failure) -> reportEnd(admitted.ticket().handle(), outcome, failure))
                    .thenCompose(Function.identity());
        });
    }

    private static CompletionStage<@Nullable Outcome> run(
            Function<Ticket, CompletionStage<@Nullable Outcome>> operation, Ticket ticket) {
        try {
            CompletionStage<@Nullable Outcome> running = operation.apply(ticket);
            return Objects.requireNonNull(running, "the operation returned no stage");
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletionStage<OnceResult> reportEnd(
            TicketHandle handle, @Nullable Outcome outcome, @Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause == null) {
            return succeed(handle, outcome).thenApply(OnceResult.Ran::new);
        } else if (cause instanceof Refused refused) {
            return fail(handle, refused.outcome()).thenApply(OnceResult.Ran::new);
        } else if (cause instanceof NotDone notDone) {
            String reason = notDone.getMessage();
            return release(handle, reason == null ? null : Bounds.fitReason(reason))
                    .thenApply(OnceResult.Ran::new);
        }
        // Also when the doubt cannot be reported: the lease lapses later and puts the ticket in doubt all the same.
        return doubt(handle, Bounds.fitReason(cause.toString())).handle((done, notReported) -> {
            throw new CompletionException(cause);
        });
    }

    @Override
    public CompletionStage<Optional<Ticket>> ticket(TicketHandle handle) {
        return queries.ticket(handle);
    }

    @Override
    public CompletionStage<Optional<Ticket>> find(Operation operation) {
        return queries.find(operation);
    }

    @Override
    public CompletionStage<Page<Ticket>> tickets(TicketQuery query) {
        return queries.tickets(query);
    }

    @Override
    public CompletionStage<AccountResult> configure(
            String account, AccountConfig config, By by, Precondition precondition) {
        return engine.submit(new Command.Configure(key(account), config, by, precondition));
    }

    @Override
    public CompletionStage<AccountResult> suspend(String account, By by) {
        return engine.submit(new Command.ChangeStatus(key(account), AccountStatus.SUSPENDED, by));
    }

    @Override
    public CompletionStage<AccountResult> activate(String account, By by) {
        return engine.submit(new Command.ChangeStatus(key(account), AccountStatus.ACTIVE, by));
    }

    @Override
    public CompletionStage<AccountResult> close(String account, By by) {
        return engine.submit(new Command.ChangeStatus(key(account), AccountStatus.CLOSED, by));
    }

    private AccountKey key(String account) {
        // The scenario and number only serve to have the name checked in one place.
        return new AccountKey(tenant, new Operation(account, "-", "-").account());
    }

    @Override
    public CompletionStage<Optional<Account>> account(String account) {
        return queries.account(key(account));
    }

    @Override
    public CompletionStage<Page<Account>> accounts(AccountQuery query) {
        return queries.accounts(query);
    }

    @Override
    public CompletionStage<Optional<List<Usage>>> usage(String account) {
        return queries.usage(key(account));
    }

    @Override
    public CompletionStage<Optional<List<Usage>>> usage(String account, Instant from, Instant to) {
        return queries.usage(key(account), from, to);
    }

    @Override
    public CompletionStage<Page<AuditEntry>> audit(String account, int limit, @Nullable String cursor) {
        return queries.audit(key(account), limit, cursor);
    }
}
