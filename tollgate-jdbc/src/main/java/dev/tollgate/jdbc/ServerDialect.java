package dev.tollgate.jdbc;

import dev.tollgate.api.StoreUnavailableException;
import java.sql.SQLException;

/** A database behind a network: a statement costs a round trip, so whole batches are read and written at once. */
interface ServerDialect extends Dialect, Bulk {

    /** Which way batches go. */
    enum Strategy {
        /** Optimistic until accounts conflict several times in a row. */
        AUTO,
        /** Read, decide, write where nothing has moved. */
        OPTIMISTIC,
        /** Read with row locks in the order of keys, decide, write. */
        PESSIMISTIC
    }

    /** What a failure of a statement means. */
    enum Refusal {
        /** Something that was read has moved; nothing was written. */
        MOVED,
        /** Somebody else's session holds a row; nothing was written. */
        HELD,
        /** The database chose this session to give way; nothing was written, and it may be tried again at once. */
        GIVE_WAY,
        /** The rows of one group cannot be written; those of others can. Nothing was written. */
        ROW,
        /** Nothing can be written at present, and nothing was. */
        STORE,
        /** The connection is gone; if a commit was under way, it may have been written. */
        LOST
    }

    /**
     * Enough to keep the processors of a small machine busy while one batch waits for the disk. More would wait for the same disk, and
     * make batches smaller.
     */
    int LANES = Math.min(4, Runtime.getRuntime().availableProcessors() + 1);

    Strategy strategy();

    Refusal refusal(SQLException failure);

    @Override
    default int lanesMax() {
        return LANES;
    }

    @Override
    default boolean usesRemembered() {
        return strategy() != Strategy.PESSIMISTIC;
    }

    @Override
    default Writer writer(Tables tables, Session first) {
        return new ServerWriter(this, first);
    }

    /** The failure of a group that nothing was written of. */
    default StoreUnavailableException unavailable(Throwable failure) {
        if (failure instanceof StoreUnavailableException own) {
            return own;
        }
        return failure instanceof SQLException sql
                ? unavailable(sql)
                : new StoreUnavailableException("%s cannot write this: %s".formatted(this, failure), failure);
    }
}
