package dev.tollgate.bench;

/** What differs between databases for ways written by hand. */
enum SqlDialect {
    POSTGRESQL("insert into bench_ticket values (?, ?, ?, 0) on conflict do nothing", " for update", "", ""),
    /** Its default REPEATABLE READ would make every try of a compare-and-set read the same old row. */
    MARIADB("insert ignore into bench_ticket values (?, ?, ?, 0)", " for update", "", ""),
    /** One writer at a time. A database transaction that turns from reading to writing is refused when others have written meanwhile. */
    SQLITE("insert into bench_ticket values (?, ?, ?, 0) on conflict do nothing", "", "begin", "begin immediate");

    final String insertTicket;
    final String forUpdate;

    /** How a database transaction begins that takes no locks before it writes; empty: as the driver does it. */
    final String begin;

    /** How one begins that writes. */
    final String beginWriting;

    SqlDialect(String insertTicket, String forUpdate, String begin, String beginWriting) {
        this.insertTicket = insertTicket;
        this.forUpdate = forUpdate;
        this.begin = begin;
        this.beginWriting = beginWriting;
    }

    static SqlDialect of(String jdbcUrl) {
        if (jdbcUrl.startsWith("jdbc:postgresql:")) {
            return POSTGRESQL;
        }
        return jdbcUrl.startsWith("jdbc:mariadb:") ? MARIADB : SQLITE;
    }
}
