package dev.tollgate.api;

/**
 * Thrown by an operation that is run once: it was abandoned, surely nothing happened. The ticket is released, the amount is
 * given back, and the operation may be tried again.
 */
public class NotDone extends Exception {
    private static final long serialVersionUID = 1L;

    public NotDone(String reason) {
        super(reason);
    }
}
