package dev.tollgate.testkit.history;

import dev.tollgate.api.Account;
import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.AccountQuery;
import dev.tollgate.api.AccountResult;
import dev.tollgate.api.Admission;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.AuditEntry;
import dev.tollgate.api.By;
import dev.tollgate.api.Checked;
import dev.tollgate.api.Gate;
import dev.tollgate.api.OnceResult;
import dev.tollgate.api.Operation;
import dev.tollgate.api.Outcome;
import dev.tollgate.api.Page;
import dev.tollgate.api.Precondition;
import dev.tollgate.api.ReportResult;
import dev.tollgate.api.Resolution;
import dev.tollgate.api.Reversal;
import dev.tollgate.api.Ticket;
import dev.tollgate.api.TicketHandle;
import dev.tollgate.api.TicketQuery;
import dev.tollgate.api.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A gate that tells a recorder of every call that the checker knows the rules of. */
final class RecordingGate implements Gate {
    private final Recorder recorder;
    private final int number;
    private final Gate inner;

    RecordingGate(Recorder recorder, int number, Gate inner) {
        this.recorder = recorder;
        this.number = number;
        this.inner = inner;
    }

    private static UnsupportedOperationException unseen(String call) {
        return new UnsupportedOperationException(
                call + " is not recorded and would change what the recorded calls are answered; call the gate itself");
    }

    @Override
    public CompletionStage<Admission> admit(AdmitRequest request) {
        return recorder.admit(number, inner, request);
    }

    @Override
    public CompletionStage<ReportResult> succeed(TicketHandle handle, @Nullable Outcome outcome) {
        return recorder.succeed(number, inner, handle, outcome);
    }

    @Override
    public CompletionStage<ReportResult> fail(TicketHandle handle, @Nullable Outcome outcome) {
        return recorder.fail(number, inner, handle, outcome);
    }

    @Override
    public CompletionStage<ReportResult> release(TicketHandle handle, @Nullable String reason) {
        return recorder.release(number, inner, handle, reason);
    }

    @Override
    public CompletionStage<ReportResult> doubt(TicketHandle handle, @Nullable String reason) {
        return recorder.doubt(number, inner, handle, reason);
    }

    @Override
    public CompletionStage<Optional<Ticket>> find(Operation operation) {
        return recorder.find(number, inner, operation);
    }

    // Moves nothing that is recorded

    @Override
    public CompletionStage<Checked> check(AdmitRequest request) {
        return inner.check(request);
    }

    @Override
    public CompletionStage<ReportResult> renew(TicketHandle handle, Duration lease) {
        return inner.renew(handle, lease);
    }

    @Override
    public CompletionStage<Optional<Ticket>> ticket(TicketHandle handle) {
        return inner.ticket(handle);
    }

    @Override
    public CompletionStage<Page<Ticket>> tickets(TicketQuery query) {
        return inner.tickets(query);
    }

    @Override
    public CompletionStage<Optional<Account>> account(String account) {
        return inner.account(account);
    }

    @Override
    public CompletionStage<Page<Account>> accounts(AccountQuery query) {
        return inner.accounts(query);
    }

    @Override
    public CompletionStage<Optional<List<Usage>>> usage(String account) {
        return inner.usage(account);
    }

    @Override
    public CompletionStage<Optional<List<Usage>>> usage(String account, Instant from, Instant to) {
        return inner.usage(account, from, to);
    }

    @Override
    public CompletionStage<Page<AuditEntry>> audit(String account, int limit, @Nullable String cursor) {
        return inner.audit(account, limit, cursor);
    }

    // Would change tickets or accounts behind the recorder's back

    @Override
    public CompletionStage<ReportResult> reverse(TicketHandle handle, Reversal reversal) {
        throw unseen("reverse");
    }

    @Override
    public CompletionStage<ReportResult> resolve(TicketHandle handle, Resolution resolution) {
        throw unseen("resolve");
    }

    @Override
    public CompletionStage<ReportResult> settle(TicketHandle handle, By by) {
        throw unseen("settle");
    }

    @Override
    public CompletionStage<OnceResult> runOnce(
            AdmitRequest request, Function<Ticket, CompletionStage<@Nullable Outcome>> operation) {
        throw unseen("runOnce");
    }

    @Override
    public CompletionStage<AccountResult> configure(
            String account, AccountConfig config, By by, Precondition precondition) {
        throw unseen("configure");
    }

    @Override
    public CompletionStage<AccountResult> suspend(String account, By by) {
        throw unseen("suspend");
    }

    @Override
    public CompletionStage<AccountResult> activate(String account, By by) {
        throw unseen("activate");
    }

    @Override
    public CompletionStage<AccountResult> close(String account, By by) {
        throw unseen("close");
    }
}
