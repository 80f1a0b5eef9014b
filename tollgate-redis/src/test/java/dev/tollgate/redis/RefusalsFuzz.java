package dev.tollgate.redis;

import dev.tollgate.fuzzing.Holds;
import dev.tollgate.fuzzing.Input;

/** Whatever a server says instead of an answer: explained without losing a word of it; a code within the text is no code. */
public final class RefusalsFuzz {
    private RefusalsFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        String said = Input.text(bytes);
        Holds.that(Refusals.explained(said).contains(said), "what the server said is lost: %s", said);
        Holds.that(!Refusals.isMissingScript(said) || said.startsWith("NOSCRIPT"), "no script is missing: %s", said);
        Holds.that(!Refusals.isMovedSlot(said) || said.startsWith("MOVED"), "no slot has moved: %s", said);
        Holds.that(!Refusals.isMissingScript(said) || Refusals.isCertain(said), "missing and perhaps run: %s", said);
        Holds.that(!Refusals.isMovedSlot(said) || Refusals.isCertain(said), "moved and perhaps run: %s", said);
        // A script that has written may fail with any text: only what comes before running is certain.
        Holds.that(
                !Refusals.isCertain("ERR " + said)
                        || said.startsWith("unknown command")
                        || said.startsWith("Error compiling script")
                        || said.startsWith("max number of clients")
                        || said.contains("Script killed by user"),
                "taken for certain: ERR %s",
                said);
    }
}
