package dev.tollgate.internal.decide;

import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.AccountStatus;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.By;
import dev.tollgate.api.Precondition;
import dev.tollgate.api.TicketHandle;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.TicketKey;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of the decider. {@link #rank()} is the order within a group: owners' reports, resolve, renew, lapse, reverse,
 * configuration, admissions; last what is past its retention, so that it still answers those who ask in the same group.
 */
public sealed interface Command {

    AccountKey account();

    /** The ticket it is about; null when it is about the account alone. */
    @Nullable
    TicketKey ticket();

    int rank();

    /** Something about one ticket. */
    sealed interface OfTicket extends Command {
        @Override
        TicketKey ticket();

        @Override
        default AccountKey account() {
            return ticket().account();
        }
    }

    /** Answered with an {@link dev.tollgate.api.Admission}. */
    record Admit(TicketKey ticket, AdmitRequest request, String requestId) implements OfTicket {
        @Override
        public int rank() {
            return 7;
        }
    }

    /** Answered with {@link dev.tollgate.api.Checked}; a null request id is like any other nobody used. */
    record Check(TicketKey ticket, AdmitRequest request) implements OfTicket {
        @Override
        public int rank() {
            return 7;
        }
    }

    /** Answered with a {@link dev.tollgate.api.ReportResult}. */
    record Report(TicketKey ticket, TicketHandle handle, Action action) implements OfTicket {
        @Override
        public int rank() {
            return action.rank();
        }
    }

    /** Answered with a {@link Boolean}: whether it did anything. */
    record Lapse(TicketKey ticket) implements OfTicket {
        @Override
        public int rank() {
            return 3;
        }
    }

    /** Answered with a {@link Boolean}: whether it did anything. */
    record DropOutcome(TicketKey ticket, long finishedBeforeMillis) implements OfTicket {
        @Override
        public int rank() {
            return 8;
        }
    }

    /** Answered with a {@link Boolean}: whether it did anything. */
    record Purge(TicketKey ticket, long finishedBeforeMillis) implements OfTicket {
        @Override
        public int rank() {
            return 8;
        }
    }

    /** Something about the account row itself, answered with an {@link dev.tollgate.api.AccountResult}. */
    sealed interface OfAccount extends Command {
        @Override
        default @Nullable TicketKey ticket() {
            return null;
        }

        @Override
        default int rank() {
            return 6;
        }
    }

    record Configure(AccountKey account, AccountConfig config, By by, Precondition precondition) implements OfAccount {}

    record ChangeStatus(AccountKey account, AccountStatus to, By by) implements OfAccount {}
}
