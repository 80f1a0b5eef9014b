package dev.tollgate.api;

/** What becomes of an open ticket whose lease ends without a report. */
public enum OnLapse {
    /** It goes in doubt and keeps its amount: nobody knows whether the operation happened. The default. */
    HOLD,
    /** It is released and its amount given back. Only for operations that are safe to repeat. */
    RELEASE
}
