package dev.tollgate.fuzzing;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Properties of a target: cheap where they hold, which is millions of times. */
public final class Holds {
    private Holds() {}

    /**
     * A property.
     *
     * @param what it is, for {@link String#formatted}
     */
    @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency of its own
    public static void that(boolean holds, String what, @Nullable Object... arguments) {
        if (!holds) {
            throw new AssertionError(what.formatted(arguments));
        }
    }

    /** Two ways to the same value lead to the same value. */
    public static void same(@Nullable Object expected, @Nullable Object found) {
        if (!Objects.equals(expected, found)) {
            throw new AssertionError("expected: %s%nfound:    %s".formatted(expected, found));
        }
    }

    /** A refusal says something, and all of it is text that can be shown. */
    public static String says(Throwable refusal) {
        String message = refusal.getMessage();
        if (message == null || message.isBlank()) {
            throw new AssertionError("a refusal without a word", refusal);
        }
        return message;
    }

    /** A refusal names this: a field, a line, a file. */
    public static void names(Throwable refusal, String what) {
        if (!says(refusal).contains(what)) {
            throw new AssertionError("a refusal that does not name '%s'".formatted(what), refusal);
        }
    }
}
