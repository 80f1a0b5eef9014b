package dev.tollgate.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one window of a limit has consumed, in the limit's own unit.
 *
 * @param available what is left, never negative
 * @param resetsAt the window's end; null for {@link WindowKind#TOTAL}
 */
public record Usage(
        String limit,
        Metric metric,
        Mode mode,
        Window window,
        long max,
        long used,
        long available,
        @Nullable Instant resetsAt) {

    public static Usage of(Limit limit, Window window, long used) {
        return new Usage(
                limit.name(),
                limit.metric(),
                limit.mode(),
                window,
                limit.max(),
                used,
                Math.max(0, limit.max() - used),
                window.end());
    }
}
