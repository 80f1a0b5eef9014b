package dev.tollgate.bench;

/** A way's result is wrong; the message says how. */
final class UnverifiedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnverifiedException(String message) {
        super(message);
    }
}
