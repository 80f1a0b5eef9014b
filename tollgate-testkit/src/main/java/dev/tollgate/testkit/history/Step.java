package dev.tollgate.testkit.history;

/**
 * What a call does to its ticket, in a standing in which its answer is right.
 *
 * @param after how the ticket stands then
 */
record Step(Standing after, Kind kind) {

    /** What it has to do with usage. */
    enum Kind {
        /** Neither depends on it nor moves it. */
        NEITHER,
        /** Takes the amount out of the limits, which have to allow it. */
        TAKES,
        /** Gives back what the ticket counts. */
        GIVES_BACK,
        /** The limits do not allow it. */
        DECLINED,
        /** Moves nothing but shows usage as it is. */
        SHOWS
    }
}
