package dev.tollgate.jdbc;

/**
 * The tables of a store: one definition each of columns, binding and reading for all databases. What a table writes row by row is in the words of
 * SQLite; servers are written in bulk ({@link Bulk}).
 */
record Tables(AccountTable accounts, UsageTable usage, TicketTable tickets, TicketQueries queries, AuditTable audit) {

    static Tables create(TicketSearch search) {
        TicketTable tickets = new TicketTable();
        return new Tables(
                new AccountTable(), new UsageTable(), tickets, new TicketQueries(tickets, search), new AuditTable());
    }
}
