package dev.tollgate.api;

/** The states of a ticket. The amount counts while {@link #counts()} holds. */
public enum TicketState {
    OPEN,
    IN_DOUBT,
    SUCCEEDED,
    FAILED,
    RELEASED;

    /** Whether a ticket in this state keeps what it took out of the limits. */
    public boolean counts() {
        return this == OPEN || this == IN_DOUBT || this == SUCCEEDED;
    }
}
