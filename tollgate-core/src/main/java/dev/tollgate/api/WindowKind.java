package dev.tollgate.api;

/** How long a limit adds up before it starts again from zero in a window of its own. */
public enum WindowKind {
    /** Each operation for itself: a maximum and a minimum, nothing is added up. */
    OPERATION,
    /** A day of the account's zone, from cut-off to cut-off; 23 or 25 hours long when clocks change. */
    DAY,
    /** Seven such days, from Monday's cut-off. */
    WEEK,
    /** A calendar month of such days, from the first one's cut-off. */
    MONTH,
    /** From when the limit was made, for ever. */
    TOTAL
}
