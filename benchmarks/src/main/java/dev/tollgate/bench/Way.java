package dev.tollgate.bench;

import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** A way to admit operations once and within the limits of their accounts, on one store. */
interface Way extends AutoCloseable {

    default Half half() {
        return Half.BOTH;
    }

    /** Lets callers ask until time is up. */
    default Callers.Result run(Load load, String run, Timing timing) throws Exception {
        return load.waiting()
                ? new Callers(this, load, run).run(timing)
                : new InFlight((Unwaiting) this, load, run).run(timing);
    }

    /** Makes the accounts, empty, with the limit of the load. */
    void prepare(Load load) throws Exception;

    /** A caller that waits, for one thread. */
    Caller caller() throws Exception;

    /** What the store says in the end of each account that was asked for, by its number. */
    Map<Integer, Books> books() throws Exception;

    @Override
    void close() throws SQLException;

    /** Asks and waits. */
    interface Caller extends AutoCloseable {
        Answer admit(Order order) throws Exception;

        /** Reports an order that this caller was admitted for. */
        void succeed(Order order) throws Exception;

        @Override
        void close() throws SQLException;
    }

    /** A way that need not keep a thread waiting. */
    interface Unwaiting extends Way {
        CompletionStage<Answer> admit(Order order);
    }
}
