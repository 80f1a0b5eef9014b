package dev.tollgate.testkit;

import dev.tollgate.api.OnLapse;
import dev.tollgate.api.TicketState;
import java.util.Locale;

/** Every way a ticket can stand that the state tables tell apart. */
enum Standing {
    OPEN(TicketState.OPEN),
    /** Open, its lease is over, nobody has looked since; it will be held. */
    LATE_HOLD(TicketState.IN_DOUBT),
    /** Open, its lease is over, nobody has looked since; it will be released. */
    LATE_RELEASE(TicketState.RELEASED),
    DOUBTED(TicketState.IN_DOUBT),
    LAPSED_IN_DOUBT(TicketState.IN_DOUBT),
    SUCCEEDED(TicketState.SUCCEEDED),
    RESOLVED_SUCCEEDED(TicketState.SUCCEEDED),
    FAILED(TicketState.FAILED),
    RESOLVED_FAILED(TicketState.FAILED),
    RELEASED(TicketState.RELEASED),
    RESOLVED_RELEASED(TicketState.RELEASED),
    RELEASED_BY_LAPSE(TicketState.RELEASED);

    private final TicketState seen;

    Standing(TicketState seen) {
        this.seen = seen;
    }

    /** The state in which everybody but the owner finds it: a lease that is over has lapsed. */
    TicketState seen() {
        return seen;
    }

    OnLapse policy() {
        return this == LATE_RELEASE || this == RELEASED_BY_LAPSE ? OnLapse.RELEASE : OnLapse.HOLD;
    }

    /** As it stands in a table and in a test's name. */
    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    static Standing of(String text) {
        return valueOf(text.strip().toUpperCase(Locale.ROOT).replace(' ', '_'));
    }
}
