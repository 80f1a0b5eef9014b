package dev.tollgate.api;

import org.jspecify.annotations.Nullable;

/**
 * The account stayed busy (other instances, or a row that a foreign database session holds) until the tries or the time ran
 * out; certainly nothing was written by this call. Never a decline: ask again.
 */
public final class ContentionException extends TollgateException {
    private static final long serialVersionUID = 1L;

    public ContentionException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
