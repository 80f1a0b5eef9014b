package dev.tollgate.spi;

import org.jspecify.annotations.Nullable;

/** What became of a group. */
public sealed interface GroupResult {

    /** Written as last decided, durably; or there was nothing to write and what was read was true at one moment. */
    record Applied() implements GroupResult {}

    /**
     * Something that was read has moved; nothing was written. The engine decides anew.
     *
     * @param fresh the state as it is now, if the store had it at hand
     */
    record Conflict(@Nullable Snapshot fresh) implements GroupResult {}

    /** A row is held by somebody else's database session; nothing was written, and the store did not wait for it. */
    record Held() implements GroupResult {}

    /** Certainly nothing was written: no connection, read-only, out of memory, disk full. */
    record Unavailable(Throwable cause) implements GroupResult {}

    /** It may have been written, or may still be: the answer was lost. Whatever carried it is not used again. */
    record OutcomeUnknown(Throwable cause) implements GroupResult {}

    Applied APPLIED = new Applied();
}
