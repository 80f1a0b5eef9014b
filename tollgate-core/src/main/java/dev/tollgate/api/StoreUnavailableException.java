package dev.tollgate.api;

import org.jspecify.annotations.Nullable;

/**
 * The store cannot be reached or refused the work; certainly nothing was written by this call. Ask again later, with the
 * same request id or another.
 */
public final class StoreUnavailableException extends TollgateException {
    private static final long serialVersionUID = 1L;

    public StoreUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
