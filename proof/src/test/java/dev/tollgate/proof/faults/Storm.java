package dev.tollgate.proof.faults;

import dev.tollgate.spi.Store;

/** Something between instances and their store that loses what is said about commits while it blows. */
interface Storm extends AutoCloseable {
    /** The address of the store by the way that leads through here. */
    String url();

    /** Opens the store at such an address. */
    Store open(String url);

    /**
     * Begins.
     *
     * @param seed of what it does to which commit, in the order in which they come
     */
    void blow(long seed);

    /** Ends: nothing is lost any more, and what is on its way arrives. */
    void heal();

    /** Waits until everything that was on its way has arrived. */
    void awaitQuiet();

    /** How many commits there were whose outcome was withheld from whoever sent them. */
    int ambiguous();

    /** What was done, and how often. */
    String summary();

    @Override
    void close();
}
