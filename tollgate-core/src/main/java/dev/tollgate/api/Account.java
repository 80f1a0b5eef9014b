package dev.tollgate.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An account as it stood when it was read.
 *
 * @param configVersion rises with every change of the configuration, and with nothing else; what an {@code ETag} is made of
 * @param reason why the status is what it is
 */
public record Account(
        String account,
        AccountStatus status,
        AccountConfig config,
        long configVersion,
        Change opened,
        @Nullable Change modified,
        @Nullable Change suspended,
        @Nullable Change closed,
        @Nullable String reason) {

    /** When and by whom. */
    public record Change(Instant at, String by) {}
}
