package dev.tollgate.redis;

import org.jspecify.annotations.Nullable;

/** What became of a question to a server. */
sealed interface Reply {

    /** What the server answered: a byte array, a number, a list, or null. */
    record Value(@Nullable Object value) implements Reply {}

    /** The server said no, or was never asked: certainly nothing was written. */
    record Refused(Throwable cause) implements Reply {}

    /** The answer was lost, or does not say: it may have been written. */
    record Lost(Throwable cause) implements Reply {}
}
