package dev.tollgate.bench;

/** What a way says to an order. */
enum Answer {
    ADMITTED,
    /** The limit does not allow it. */
    DECLINED,
    /** It was asked for before. */
    DUPLICATE,
    /** Tried as often as it may, and nothing was written. */
    GAVE_UP
}
