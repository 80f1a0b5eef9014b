package dev.tollgate.spi;

import org.jspecify.annotations.Nullable;

/**
 * One thing a store looked at when asked whether it is fit for money.
 *
 * @param name a short name, also the one to accept it by: {@code accept=<name>}
 * @param message what is set, in one line
 * @param mend what to do about it; null when it is fine
 */
public record Finding(
        String name,
        Severity severity,
        String message,
        @Nullable String mend) {

    public enum Severity {
        OK,
        /** Worth knowing; nothing is lost by it. */
        NOTE,
        /** Can lose an acknowledged write, but was accepted by name. */
        ACCEPTED,
        /** Can lose an acknowledged write: refused at start, unless it is accepted by name. */
        UNFIT,
        /** Mixes up names, or makes the store useless for writing: refused at start, and nobody can accept it. */
        REFUSED;

        /** Whether a store with such a finding is not opened. */
        public boolean isRefused() {
            return this == UNFIT || this == REFUSED;
        }
    }
}
