package dev.tollgate.jdbc;

import java.sql.SQLException;
import java.util.OptionalLong;

/**
 * How a server is read and written in one round trip each.
 *
 * <p>A write guards itself: it checks what {@link Writes} says must not have moved, and when something has, it fails and nothing at all
 * is written. It begins and commits a database transaction of its own, within the round trip.
 */
interface Bulk {

    /** How long to wait for rows that others hold. */
    enum Patience {
        /** 50 ms, for others that are about to end. */
        ORDINARY,
        /** As good as not at all, for rows that were found held. */
        NONE
    }

    /** The store's time as far as it can be told without asking, never ahead of it; empty when it was not heard of for long. */
    OptionalLong estimatedMillis();

    /** Reads as of one moment, without row locks. Leaves no database transaction behind. */
    Found read(Session session, Wanted wanted) throws SQLException;

    /** Begins a database transaction, locks the account rows in the order of keys, and reads what is so held. */
    Found readHeld(Session session, Wanted wanted, Patience patience) throws SQLException;

    /** Reads more of what {@link #readHeld} holds. */
    Found readMore(Session session, Wanted wanted) throws SQLException;

    /**
     * Writes and commits.
     *
     * @param held in the database transaction that {@link #readHeld} has begun, instead of one of its own
     * @throws IllegalArgumentException when something has no stored form; nothing was sent
     */
    void write(Session session, Writes writes, boolean held, Patience patience) throws SQLException;
}
