package dev.tollgate.api;

import org.jspecify.annotations.Nullable;

/**
 * The store's answer to a write was lost and could not be found out in time: the call may or may not have taken effect.
 * Send the same call again; for an admission with the same request id, so that a ticket already given is found again.
 */
public final class OutcomeUnknownException extends TollgateException {
    private static final long serialVersionUID = 1L;

    private final @Nullable String requestId;

    public OutcomeUnknownException(String message, @Nullable String requestId, @Nullable Throwable cause) {
        super(message, cause);
        this.requestId = requestId;
    }

    /** The request id to ask again with; null when the call was no admission. */
    public @Nullable String requestId() {
        return requestId;
    }
}
