package dev.tollgate.spi;

/**
 * A window of a limit, within an account: the key of a usage row, and what a ticket remembers of where it was counted.
 *
 * @param startMillis epoch milliseconds, inclusive
 */
public record WindowKey(String limit, long startMillis) {}
