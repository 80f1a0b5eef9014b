package dev.tollgate.internal.decide;

import dev.tollgate.spi.TicketKey;

/** A success that could not be accepted, of one attempt of a ticket. */
public record Dispute(TicketKey ticket, int fence) {}
