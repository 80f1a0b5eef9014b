package dev.tollgate.api;

import org.jspecify.annotations.Nullable;

/**
 * The root of what Tollgate throws when there is no answer. An answer, also a refusing one, is always a value.
 */
public abstract class TollgateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    protected TollgateException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
