package dev.tollgate.internal;

import dev.tollgate.api.Admission;
import dev.tollgate.api.ContentionException;
import dev.tollgate.api.GateListener;
import dev.tollgate.api.OutcomeUnknownException;
import dev.tollgate.api.ReportResult;
import dev.tollgate.api.StoreUnavailableException;
import dev.tollgate.api.TollgateException;
import dev.tollgate.internal.Call.Trouble;
import dev.tollgate.internal.decide.Command;
import dev.tollgate.internal.decide.Decided;
import dev.tollgate.internal.decide.Dispute;
import dev.tollgate.spi.GroupResult;
import dev.tollgate.spi.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What becomes of a group, by what the store answered: its calls end with an answer, end without, or are decided again. */
final class Settlement {
    /** How often certain refusals of the store are tried again before the callers are told. */
    private static final int REFUSALS_MAX = 3;

    private static final long CONFLICT_STEP_NANOS = TimeUnit.MICROSECONDS.toNanos(100);
    private static final int CONFLICT_STEPS_MAX = 128;
    private static final long HELD_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long REFUSED_NANOS = TimeUnit.MILLISECONDS.toNanos(30);
    private static final long UNKNOWN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Settings settings;
    private final Rivalry rivalry;
    private final @Nullable Memory memory;

    /**
     * @param memory null when the store makes no use of it
     */
    Settlement(Settings settings, Rivalry rivalry, @Nullable Memory memory) {
        this.settings = settings;
        this.rivalry = rivalry;
        this.memory = memory;
    }

    /** The calls of a batch that ended, completed together. Each is claimed when it is added: from then on nobody else ends it. */
    static final class Ended {
        private final List<Call> calls = new ArrayList<>();
        private final List<Call> claimed = new ArrayList<>();
        private final List<Object> answers = new ArrayList<>();

        void add(Call call, Object answer) {
            calls.add(call);
            if (call.end()) {
                claimed.add(call);
                answers.add(answer);
            }
        }

        /** All that ended, by whomever. */
        List<Call> calls() {
            return calls;
        }

        void complete(GateListener listener) {
            for (int i = 0; i < claimed.size(); i++) {
                Call call = claimed.get(i);
                if (answers.get(i) instanceof TollgateException reason) {
                    call.future().completeExceptionally(reason);
                    listener.failed(reason);
                } else {
                    call.future().complete(answers.get(i));
                }
            }
        }
    }

    /** Settles a group; returns the calls that are to be decided again. */
    List<Call> settle(GroupRun group, GroupResult result, long nowNanos, Ended ended) {
        if (result instanceof GroupResult.Applied) {
            applied(group, ended);
            return List.of();
        }
        if (memory != null) {
            memory.forget(group.account());
        }
        if (result instanceof GroupResult.Conflict conflict) {
            rivalry.conflicted(group.account());
            settings.listener().conflict();
            remember(group, conflict.fresh());
            return again(group, nowNanos, ended, Trouble.CONFLICT, null);
        } else if (result instanceof GroupResult.Held) {
            return again(group, nowNanos, ended, Trouble.HELD, null);
        } else if (result instanceof GroupResult.Unavailable unavailable) {
            return again(group, nowNanos, ended, Trouble.UNAVAILABLE, unavailable.cause());
        } else if (result instanceof GroupResult.OutcomeUnknown unknown) {
            settings.listener().outcomeUnknown();
            rememberAttempt(group);
            return again(group, nowNanos, ended, Trouble.NONE, unknown.cause());
        }
        throw new AssertionError("a result nobody wrote: " + result);
    }

    private void applied(GroupRun group, Ended ended) {
        rivalry.applied(group.account());
        Decided decided = group.decided();
        Snapshot decidedOn = group.decidedOn();
        if (decided == null || decidedOn == null) {
            throw new IllegalStateException("the store says that a group is applied it never had decided");
        }
        if (memory != null) {
            memory.remember(group, decidedOn, decided.decision());
        }
        for (int i = 0; i < group.calls.size(); i++) {
            Call call = group.calls.get(i);
            Object answer = decided.answers().get(i);
            ended.add(call, answer);
            tell(call.command, answer);
        }
        for (Dispute dispute : decided.newlyDisputed()) {
            settings.listener().disputed(dispute.ticket().operation(), dispute.fence());
        }
    }

    private void tell(Command command, Object answer) {
        String tenant = command.account().tenant();
        if (answer instanceof Admission admission) {
            settings.listener().admitted(tenant, admission);
        } else if (answer instanceof ReportResult result && command instanceof Command.Report report) {
            settings.listener().reported(tenant, report.action().kind(), result);
        }
    }

    private void remember(GroupRun group, @Nullable Snapshot fresh) {
        if (memory != null && fresh != null) {
            memory.remember(group.account(), fresh);
        }
    }

    /** Keeps with each call what it was to be answered, in case a look at the account shows that it was written. */
    private static void rememberAttempt(GroupRun group) {
        Decided decided = group.decided();
        for (int i = 0; i < group.calls.size(); i++) {
            if (decided != null) {
                group.calls
                        .get(i)
                        .mayHaveBeen(group.batchId(), decided.answers().get(i));
            }
        }
    }

    private List<Call> again(GroupRun group, long nowNanos, Ended ended, Trouble trouble, @Nullable Throwable cause) {
        List<Call> again = new ArrayList<>(group.calls.size());
        for (Call call : group.calls) {
            call.back(trouble, cause);
            boolean exhausted = call.conflicts() > settings.conflictTriesMax()
                    || (call.refusals() >= REFUSALS_MAX && !call.isUnknown());
            if (exhausted || call.isExpired(nowNanos)) {
                ended.add(call, expired(call));
            } else {
                again.add(call);
            }
        }
        return again;
    }

    /** How long to wait before these calls are tried again: longer with every conflict, with jitter, so that instances fall out of step. */
    long backOffNanos(List<Call> again) {
        Call first = again.get(0);
        return switch (first.trouble()) {
            case CONFLICT ->
                first.conflicts() < 2
                        ? 0
                        : settings.environment()
                                .random(CONFLICT_STEP_NANOS * Math.min(first.conflicts(), CONFLICT_STEPS_MAX));
            case HELD -> jittered(HELD_NANOS);
            case UNAVAILABLE -> jittered(REFUSED_NANOS * first.refusals());
            case NONE -> jittered(UNKNOWN_NANOS);
        };
    }

    private long jittered(long nanos) {
        return nanos / 2 + settings.environment().random(nanos);
    }

    /** Why a call ends without an answer, by what kept it from one. */
    static TollgateException expired(Call call) {
        if (call.isUnknown() || call.isUnderWay()) {
            return unknown(call);
        }
        return switch (call.trouble()) {
            case UNAVAILABLE ->
                new StoreUnavailableException("the store refused the work: " + call.lastCause(), call.lastCause());
            case HELD ->
                new ContentionException(
                        "a row of %s is held by another database session; nothing was written"
                                .formatted(call.command.account()),
                        null);
            case CONFLICT ->
                new ContentionException(
                        "%s was moved by others %d times; nothing was written"
                                .formatted(call.command.account(), call.conflicts()),
                        null);
            case NONE -> new ContentionException("the call waited too long for its turn; nothing was written", null);
        };
    }

    /** Why a call ends when the gate is closed before its answer is there. */
    static TollgateException abandoned(Call call) {
        return call.isUnknown() || call.isUnderWay()
                ? unknown(call)
                : new StoreUnavailableException("the gate was closed before this call's turn", null);
    }

    static OutcomeUnknownException unknown(Call call) {
        @Nullable String requestId = call.command instanceof Command.Admit admit ? admit.requestId() : null;
        return new OutcomeUnknownException(
                "the store's answer was lost and could not be found out in time; send the same call again",
                requestId,
                call.lastCause());
    }
}
