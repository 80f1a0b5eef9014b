package dev.tollgate.api;

import org.jspecify.annotations.Nullable;

/**
 * The queue is full, so the call was refused at once; nothing happened. Ask again later.
 */
public final class OverloadedException extends TollgateException {
    private static final long serialVersionUID = 1L;

    public OverloadedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
