package dev.tollgate.jdbc;

import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A server's time, as far as it can be told without asking: what it said last plus the time that has passed here since that arrived. Never
 * ahead of the server's, as it was said before it arrived. Safe for concurrent use.
 */
final class ServerClock {
    private static final long TOLD_NANOS_MAX = TimeUnit.SECONDS.toNanos(10);

    private final @Nullable InstantSource instead;
    private volatile @Nullable Told told;

    private record Told(long millis, long atNanos) {}

    /** @param instead takes the place of the server's clock; null: does not */
    ServerClock(@Nullable InstantSource instead) {
        this.instead = instead;
    }

    /** The time to use instead of the server's; null: use that. */
    @Nullable
    Long instead() {
        return instead == null ? null : (Long) instead.millis();
    }

    /** The server has said that it is this late. */
    void told(long millis) {
        told = new Told(millis, System.nanoTime());
    }

    /** Empty when the server has not said it for so long that the two clocks may have drifted apart. */
    OptionalLong estimatedMillis() {
        if (instead != null) {
            return OptionalLong.of(instead.millis());
        }
        Told last = told;
        if (last == null) {
            return OptionalLong.empty();
        }
        long passed = System.nanoTime() - last.atNanos;
        return passed > TOLD_NANOS_MAX
                ? OptionalLong.empty()
                : OptionalLong.of(last.millis + TimeUnit.NANOSECONDS.toMillis(passed));
    }
}
