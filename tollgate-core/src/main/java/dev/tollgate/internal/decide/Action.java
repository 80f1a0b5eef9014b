package dev.tollgate.internal.decide;

import dev.tollgate.api.By;
import dev.tollgate.api.GateListener.ReportKind;
import dev.tollgate.api.Outcome;
import dev.tollgate.api.Resolution;
import dev.tollgate.api.Reversal;
import org.jspecify.annotations.Nullable;

/** What is reported of a ticket, or asked of it by its handle. */
public sealed interface Action {
    ReportKind kind();

    /** The order within a group; see {@link Command#rank()}. */
    default int rank() {
        return switch (kind()) {
            case SUCCEED, FAIL, RELEASE, DOUBT -> 0;
            case RESOLVE, SETTLE -> 1;
            case RENEW -> 2;
            case REVERSE -> 4;
        };
    }

    /** Whether it is a report of the ticket's owner, who alone is heard before a lease that is over lapses. */
    default boolean isOwnersReport() {
        return rank() == 0;
    }

    record Succeed(@Nullable Outcome outcome) implements Action {
        @Override
        public ReportKind kind() {
            return ReportKind.SUCCEED;
        }
    }

    record Fail(@Nullable Outcome outcome) implements Action {
        @Override
        public ReportKind kind() {
            return ReportKind.FAIL;
        }
    }

    record Release(@Nullable String reason) implements Action {
        @Override
        public ReportKind kind() {
            return ReportKind.RELEASE;
        }
    }

    record Doubt(@Nullable String reason) implements Action {
        @Override
        public ReportKind kind() {
            return ReportKind.DOUBT;
        }
    }

    record Renew(long leaseMillis) implements Action {
        @Override
        public ReportKind kind() {
            return ReportKind.RENEW;
        }
    }

    record Reverse(Reversal reversal) implements Action {
        @Override
        public ReportKind kind() {
            return ReportKind.REVERSE;
        }
    }

    record Resolve(Resolution resolution) implements Action {
        @Override
        public ReportKind kind() {
            return ReportKind.RESOLVE;
        }
    }

    record Settle(By by) implements Action {
        @Override
        public ReportKind kind() {
            return ReportKind.SETTLE;
        }
    }
}
