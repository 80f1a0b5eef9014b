package dev.tollgate.replay;

import dev.tollgate.api.Amount;
import dev.tollgate.api.Operation;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One call of the simulated bank, as its ledger keeps it.
 *
 * @param fence the attempt it was made for
 * @param occurredAt what chose its windows
 */
public record Execution(
        Operation operation,
        int fence,
        Draw.Result result,
        @Nullable Amount amount,
        Instant occurredAt) {}
