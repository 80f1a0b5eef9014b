package dev.tollgate.proof.power;

import dev.tollgate.api.Operation;

/** Is told what callers do and what they are answered. Safe for concurrent use; the calls about one operation come one after another. */
interface Witness {
    /** The next call is about to be made. */
    void asks(Operation operation, Step step);

    /** It was answered: done. */
    void acknowledged(Operation operation);

    /** It was answered: certainly not done. */
    void refused(Operation operation);

    /** It was answered: nobody knows whether it was done. */
    void unknown(Operation operation);
}
