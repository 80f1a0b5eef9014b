package dev.tollgate.servers;

import java.time.Duration;

/** What a {@link FaultProxy} does to one request and its answer. */
public sealed interface Fault {
    /** Where in a round trip a connection breaks. */
    enum Where {
        /** The server hears nothing of the request. */
        BEFORE_THE_SERVER,
        /**
         * The server hears all but the last statement, which is the commit where there is one. Of what cannot be sent without it, it hears
         * a part.
         */
        BEFORE_THE_COMMIT,
        /** The server has answered, and the client hears nothing of it. */
        BEFORE_THE_ANSWER
    }

    /** What becomes of that which was held up, once it is released. */
    enum Late {
        /** It goes on its way, also when the client has given up meanwhile. */
        ARRIVES,
        /** It is gone, and so is the connection. */
        NEVER
    }

    /**
     * Breaks the connection on both sides.
     *
     * @param byReset whether both sides are told so by a reset; if not, their connection ends in good order
     */
    record Cut(Where where, boolean byReset) implements Fault {}

    /**
     * Nothing comes and nothing goes, and neither side is told, until {@link FaultProxy#release} or {@link FaultProxy#heal}.
     *
     * @param where {@code BEFORE_THE_ANSWER} holds the answer back
     */
    record Hang(Where where, Late late) implements Fault {}

    /** Lets the request wait for so long, or until a release that comes before. */
    record Delay(Duration time) implements Fault {}

    /** Does something before the server hears the request; nothing breaks. */
    record Meanwhile(Runnable action) implements Fault {}

    /** Puts a text, a byte for each character, before the answer; nothing breaks. */
    record Prepend(String text) implements Fault {}

    static Fault cut(Where where) {
        return new Cut(where, false);
    }

    static Fault reset(Where where) {
        return new Cut(where, true);
    }

    static Fault hang(Where where, Late late) {
        return new Hang(where, late);
    }
}
