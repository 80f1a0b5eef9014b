package dev.tollgate.testkit.history;

/** What a {@link HistoryChecker} found. */
public sealed interface Verdict {

    /**
     * There is an order in which every answer is right.
     *
     * @param calls how many were put in order
     */
    record Linearizable(int calls) implements Verdict {}

    /**
     * There is no such order.
     *
     * @param account whose calls they are
     * @param explanation how far an order came, how things stood there, and why no call can be next
     */
    record NotLinearizable(String account, String explanation) implements Verdict {}

    /**
     * No order was found, and not all were tried: too many calls have an outcome that nobody knows and nobody asked for again.
     *
     * @param explanation how far it came
     */
    record Undecided(String account, String explanation) implements Verdict {}
}
