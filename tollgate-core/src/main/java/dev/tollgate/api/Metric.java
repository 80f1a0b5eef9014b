package dev.tollgate.api;

/** What a limit adds up. */
public enum Metric {
    /** Minor units of the account's currency. */
    AMOUNT,
    /** Operations. Never given back by a reversal. */
    COUNT
}
