package dev.tollgate.replay;

import dev.tollgate.api.Outcome;

/** What the simulated bank answers, to callers and to those who ask later what became of an operation. */
final class Bank {
    static final Outcome DONE = Outcome.json("{\"bank\":\"done\"}");
    static final Outcome REFUSED = Outcome.json("{\"bank\":\"refused\"}");
    static final String NOT_DONE = "the bank did not do it";

    private Bank() {}
}
