package dev.tollgate.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A ticket as it stood when it was read: the right to run an operation, in one of its attempts.
 *
 * @param handle what every report presents
 * @param fence the number of the attempt that is shown, from 1
 * @param currentFence the number of the newest attempt; larger than {@code fence} when an older attempt is shown
 * @param reversedMinorUnits how much of the amount has been given back by reversals
 * @param finishedAt when it succeeded, failed or was released; null while open or in doubt
 * @param late the report came after the lease had ended or the ticket was in doubt
 * @param disputed a success was reported that could not be accepted: money may have moved twice
 * @param outcome what the operation answered; null when there was none or its bytes were dropped after the retention
 * @param windows the limits and window starts it was counted in
 * @param history what happened, oldest first; empty unless the ticket was read by itself
 */
public record Ticket(
        TicketHandle handle,
        Operation operation,
        String operator,
        String requestId,
        int fence,
        int currentFence,
        TicketState state,
        @Nullable Amount amount,
        long reversedMinorUnits,
        Instant admittedAt,
        Instant leaseExpiresAt,
        OnLapse onLapse,
        @Nullable Instant finishedAt,
        boolean late,
        boolean disputed,
        @Nullable Outcome outcome,
        boolean outcomeDropped,
        @Nullable String reason,
        Map<String, String> attributes,
        List<CountedWindow> windows,
        List<HistoryEvent> history) {}
