package dev.tollgate.proof.power;

import dev.tollgate.api.Outcome;
import dev.tollgate.api.Ticket;
import java.util.Optional;
import java.util.Random;

/** How far an operation has come. */
enum Step {
    NONE(0),
    OPEN(1),
    SUCCEEDED(2),
    FAILED(2),
    RELEASED(2),
    /** Succeeded, and half of the amount given back since. */
    REVERSED(3),
    /** A state that no caller has asked for. */
    OTHER(-1);

    /** What the numbers of operations begin with that fill the disk. */
    static final String LARGE = "large";

    private static final int LARGE_BYTES = 60 << 10;
    private static final int SMALL_BYTES = 100;

    static final long AMOUNT = 100;
    static final long REVERSED_AMOUNT = 50;

    private final int calls;

    Step(int calls) {
        this.calls = calls;
    }

    /** How many calls it takes to come here. */
    int calls() {
        return calls;
    }

    /** Whether an operation that is here has yet to be where the other is. */
    boolean comesBefore(Step other) {
        return switch (this) {
            case NONE -> other.calls > 0;
            case OPEN -> other.calls > 1;
            case SUCCEEDED -> other == REVERSED;
            default -> false;
        };
    }

    /** The outcome of an operation; one that no compression makes smaller if the number asks for it. */
    static Outcome outcome(String number) {
        byte[] bytes = new byte[number.startsWith(LARGE) ? LARGE_BYTES : SMALL_BYTES];
        new Random(number.hashCode()).nextBytes(bytes);
        return new Outcome("application/octet-stream", bytes);
    }

    static Step of(Optional<Ticket> found) {
        if (found.isEmpty()) {
            return NONE;
        }
        Ticket ticket = found.get();
        if (ticket.fence() != 1 || ticket.disputed() || ticket.late()) {
            return OTHER;
        }
        boolean hasOutcome = outcome(ticket.operation().businessNumber()).equals(ticket.outcome());
        long reversed = ticket.reversedMinorUnits();
        return switch (ticket.state()) {
            case OPEN -> OPEN;
            case SUCCEEDED ->
                !hasOutcome ? OTHER : reversed == 0 ? SUCCEEDED : reversed == REVERSED_AMOUNT ? REVERSED : OTHER;
            case FAILED -> hasOutcome ? FAILED : OTHER;
            case RELEASED -> RELEASED;
            default -> OTHER;
        };
    }
}
