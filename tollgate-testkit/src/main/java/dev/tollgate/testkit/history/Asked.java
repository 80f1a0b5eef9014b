package dev.tollgate.testkit.history;

import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.Operation;
import dev.tollgate.api.Outcome;
import dev.tollgate.api.TicketHandle;
import org.jspecify.annotations.Nullable;

/** What a recorded call asked for. */
public sealed interface Asked {

    /** The operation it was about. */
    Operation operation();

    /**
     * A ticket.
     *
     * @param request with its request id
     */
    record Admit(AdmitRequest request) implements Asked {
        /** @throws IllegalArgumentException when there is no request id: a checker could not tell two calls apart */
        public Admit {
            if (request.requestId() == null) {
                throw new IllegalArgumentException("an admission is recorded with its request id");
            }
        }

        @Override
        public Operation operation() {
            return request.operation();
        }
    }

    /** A report with a ticket's handle. */
    sealed interface Report extends Asked {
        TicketHandle handle();

        @Override
        default Operation operation() {
            return handle().operation();
        }
    }

    record Succeed(TicketHandle handle, @Nullable Outcome outcome) implements Report {}

    record Fail(TicketHandle handle, @Nullable Outcome outcome) implements Report {}

    record Release(TicketHandle handle) implements Report {}

    record Doubt(TicketHandle handle) implements Report {}

    /** How the operation's ticket stands; answered with an {@code Optional<Ticket>}. */
    record Find(Operation operation) implements Asked {}
}
