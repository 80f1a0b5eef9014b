package dev.tollgate.proof.simulation;

/** What may go wrong with one trip to the store and back. */
enum Ailment {
    /** No connection: nothing was even read. */
    NO_CONNECTION,
    /** An error after deciding and before writing. */
    ERROR_BEFORE_WRITE,
    /** Answered as a conflict although nothing has moved. */
    CONFLICT,
    /** Somebody else's session holds the row. */
    HELD,
    /** Written, and the answer is lost. */
    UNANSWERED,
    /** Never arrives, and nobody knows. */
    LOST,
    /** Answered as unknown now, arrives later, whatever has become of its sender. */
    LATE,
    /** Arrives, and its answer comes very late. */
    HANGS,
    /** Arrives, and its answer never comes. */
    NEVER_ANSWERED,
    /** Neither arrives nor is answered for a long time. */
    LOST_AND_HANGS,
    /** Every step takes long. */
    SLOW,
    /** The store itself breaks with an exception, after writing. */
    BREAKS
}
