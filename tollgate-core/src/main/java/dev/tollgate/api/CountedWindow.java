package dev.tollgate.api;

import java.time.Instant;

/**
 * One window a ticket was counted in.
 *
 * @param limit the limit's name
 * @param start the window's start; together they name the usage row
 */
public record CountedWindow(String limit, Instant start) {}
