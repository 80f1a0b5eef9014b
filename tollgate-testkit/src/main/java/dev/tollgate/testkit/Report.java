package dev.tollgate.testkit;

import dev.tollgate.api.By;
import dev.tollgate.api.Gate;
import dev.tollgate.api.HistoryEvent;
import dev.tollgate.api.Outcome;
import dev.tollgate.api.ReportResult;
import dev.tollgate.api.Resolution;
import dev.tollgate.api.Reversal;
import dev.tollgate.api.TicketHandle;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Every report of the state table, and those with another outcome. */
enum Report {
    SUCCEED(HistoryEvent.Kind.SUCCEEDED),
    SUCCEED_OTHERWISE(HistoryEvent.Kind.SUCCEEDED),
    FAIL(HistoryEvent.Kind.FAILED),
    FAIL_OTHERWISE(HistoryEvent.Kind.FAILED),
    RELEASE(HistoryEvent.Kind.RELEASED),
    DOUBT(HistoryEvent.Kind.DOUBTED),
    RENEW(HistoryEvent.Kind.RENEWED),
    REVERSE(HistoryEvent.Kind.REVERSED),
    RESOLVE_SUCCEEDED(HistoryEvent.Kind.RESOLVED),
    RESOLVE_FAILED(HistoryEvent.Kind.RESOLVED),
    RESOLVE_RELEASED(HistoryEvent.Kind.RESOLVED),
    SETTLE(null);

    static final Outcome PAID = Outcome.json("{\"paid\":true}");
    static final Outcome REFUSED = Outcome.json("{\"paid\":false}");
    static final String OPERATOR = "operator-1";
    /** A part of what a scene's ticket is for, so that it shows what the rest was taken from. */
    static final long REVERSED = 300;

    static final Duration RENEWAL = Duration.ofMinutes(10);

    private final HistoryEvent.@Nullable Kind leaves;

    Report(HistoryEvent.@Nullable Kind leaves) {
        this.leaves = leaves;
    }

    /** What the history holds once this report took effect; null when it leaves no entry. */
    HistoryEvent.@Nullable Kind leaves() {
        return leaves;
    }

    CompletionStage<ReportResult> ask(Gate gate, TicketHandle handle) {
        return switch (this) {
            case SUCCEED -> gate.succeed(handle, PAID);
            case SUCCEED_OTHERWISE -> gate.succeed(handle, Outcome.json("{\"paid\":\"twice\"}"));
            case FAIL -> gate.fail(handle, REFUSED);
            case FAIL_OTHERWISE -> gate.fail(handle, Outcome.json("{\"paid\":\"never\"}"));
            case RELEASE -> gate.release(handle, "not sent");
            case DOUBT -> gate.doubt(handle, "the bank timed out");
            case RENEW -> gate.renew(handle, RENEWAL);
            case REVERSE -> gate.reverse(handle, Reversal.of("refund-1", REVERSED));
            case RESOLVE_SUCCEEDED -> gate.resolve(handle, Resolution.succeeded(PAID, OPERATOR));
            case RESOLVE_FAILED -> gate.resolve(handle, Resolution.failed(REFUSED, OPERATOR));
            case RESOLVE_RELEASED -> gate.resolve(handle, Resolution.released(OPERATOR));
            case SETTLE -> gate.settle(handle, new By(OPERATOR, "looked into it"));
        };
    }

    /** The answer, waited for. */
    ReportResult send(Gate gate, TicketHandle handle) throws InterruptedException {
        return Answers.await(ask(gate, handle));
    }

    /** As it stands in a table and in a test's name. */
    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    static Report of(String text) {
        return valueOf(text.strip().toUpperCase(Locale.ROOT).replace(' ', '_'));
    }
}
