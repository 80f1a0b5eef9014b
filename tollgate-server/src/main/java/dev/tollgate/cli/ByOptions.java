package dev.tollgate.cli;

import dev.tollgate.api.By;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who changes something, and why; kept in the audit. */
final class ByOptions {
    @Option(
            names = "--as",
            paramLabel = "<name>",
            defaultValue = "${sys:user.name}",
            description = "Who does it, for the audit (default: you, ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init")
    private String name;

    @Option(names = "--reason", paramLabel = "<text>", description = "Why, for the audit.")
    private @Nullable String reason;

    By by() {
        return new By(name, reason);
    }

    @Nullable
    String reason() {
        return reason;
    }
}
