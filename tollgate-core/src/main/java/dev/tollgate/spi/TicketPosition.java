package dev.tollgate.spi;

/** Where a listing of tickets stands: tickets are ordered by admission time, then by key. */
public record TicketPosition(long admittedAtMillis, TicketKey key) {}
