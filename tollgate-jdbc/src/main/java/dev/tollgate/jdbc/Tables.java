package dev.tollgate.jdbc;

/** The tables of a store. */
record Tables(AccountTable accounts, UsageTable usage, TicketTable tickets, TicketQueries queries, AuditTable audit) {

    static Tables of(Dialect dialect) {
        TicketTable tickets = new TicketTable(dialect);
        return new Tables(
                new AccountTable(dialect),
                new UsageTable(dialect),
                tickets,
                new TicketQueries(tickets),
                new AuditTable());
    }
}
