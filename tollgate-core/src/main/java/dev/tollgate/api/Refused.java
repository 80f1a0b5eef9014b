package dev.tollgate.api;

import org.jspecify.annotations.Nullable;

/**
 * Thrown by an operation that is run once: it was finally refused (the card is expired), surely nothing happened. The ticket
 * fails, the amount is given back, and every later attempt replays the failure.
 */
public class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable Outcome outcome;

    public Refused(String message, @Nullable Outcome outcome) {
        super(message);
        this.outcome = outcome;
    }

    public @Nullable Outcome outcome() {
        return outcome;
    }
}
