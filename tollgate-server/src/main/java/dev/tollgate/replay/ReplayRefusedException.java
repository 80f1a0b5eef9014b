package dev.tollgate.replay;

/** The store's answer is no before the first delivery; the message says why. */
public final class ReplayRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    ReplayRefusedException(String message) {
        super(message);
    }
}
