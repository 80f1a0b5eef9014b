package dev.tollgate.cli;

import dev.tollgate.api.ContentionException;
import dev.tollgate.api.InvalidRequestException;
import dev.tollgate.api.OutcomeUnknownException;
import dev.tollgate.api.OverloadedException;
import dev.tollgate.api.TollgateException;
import dev.tollgate.spi.UnfitStoreException;
import org.jspecify.annotations.Nullable;

/** Ends a command with a sentence for people, a code for machines and an exit code. */
final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private final String code;

    private Failure(int exitCode, String code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
        this.code = code;
    }

    /** The answer is no. */
    static Failure no(String code, String message) {
        return new Failure(ExitCode.NO, code, message, null);
    }

    /** The command line, or a file it names, is wrong. */
    static Failure usage(String message) {
        return new Failure(ExitCode.USAGE, "usage", message, null);
    }

    /** The store failed. */
    static Failure store(String message, @Nullable Throwable cause) {
        return new Failure(ExitCode.FAILED, "store-unavailable", message, cause);
    }

    /** What to say about anything thrown. */
    static Failure of(Throwable thrown) {
        if (thrown instanceof Failure failure) {
            return failure;
        }
        if (thrown instanceof InvalidRequestException) {
            return new Failure(ExitCode.USAGE, "invalid-request", text(thrown), thrown);
        }
        if (thrown instanceof TollgateException) {
            return new Failure(ExitCode.FAILED, code(thrown), text(thrown), thrown);
        }
        return new Failure(
                ExitCode.FAILED,
                "internal-error",
                "this is an error in Tollgate itself: %s (set TOLLGATE_DEBUG=1 to see where)".formatted(thrown),
                thrown);
    }

    private static String code(Throwable thrown) {
        if (thrown instanceof ContentionException) {
            return "contention";
        }
        if (thrown instanceof OverloadedException) {
            return "overloaded";
        }
        if (thrown instanceof OutcomeUnknownException) {
            return "outcome-unknown";
        }
        return thrown instanceof UnfitStoreException ? "store-unfit" : "store-unavailable";
    }

    static String text(Throwable thrown) {
        String message = thrown.getMessage();
        return message == null ? thrown.getClass().getSimpleName() : message;
    }

    int exitCode() {
        return exitCode;
    }

    /** As the contract's problem codes. */
    String code() {
        return code;
    }

    String sentence() {
        return text(this);
    }
}
