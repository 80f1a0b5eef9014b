package dev.tollgate.redis;

import java.time.InstantSource;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The store's time: that of the server that holds the account, unless another clock was given. */
record StoreTime(@Nullable InstantSource clock) {

    /** What scripts are to take for the time; null when they ask their server. */
    @Nullable
    Long given() {
        return clock == null ? null : (Long) clock.millis();
    }

    String text() {
        Long given = given();
        return given == null ? "" : given.toString();
    }

    /** The time without asking, never ahead of the server's. */
    OptionalLong estimateMillis(Node node) {
        return clock == null ? node.estimateMillis() : OptionalLong.of(clock.millis());
    }

    void told(Node node, long timeMillis) {
        if (clock == null) {
            node.told(timeMillis);
        }
    }
}
