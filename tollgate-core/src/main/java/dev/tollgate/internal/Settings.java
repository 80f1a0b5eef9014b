package dev.tollgate.internal;

import dev.tollgate.api.GateListener;
import dev.tollgate.api.Resolver;
import dev.tollgate.spi.Environment;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The knobs of an engine, checked where they are set.
 *
 * @param lanes 0: as many as the store finds worth having
 * @param sweepEvery zero: never
 */
public record Settings(
        Environment environment,
        GateListener listener,
        @Nullable Resolver resolver,
        Duration callTimeout,
        int lanes,
        int queueMax,
        int batchMax,
        int conflictTriesMax,
        Duration sweepEvery,
        Duration outcomeRetention,
        Duration ticketRetention) {
    Settings withListener(GateListener other) {
        return new Settings(
                environment,
                other,
                resolver,
                callTimeout,
                lanes,
                queueMax,
                batchMax,
                conflictTriesMax,
                sweepEvery,
                outcomeRetention,
                ticketRetention);
    }
}
