package dev.tollgate.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What all that is measured on a store has in common: where, for how long, and how often. */
final class RunOptions {
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Option(
            names = "--store",
            paramLabel = "<kind or address>",
            defaultValue = "postgresql",
            description =
                    "postgresql, mariadb, sqlite or redis, which is started for this and removed afterwards; or the"
                            + " address of an empty database of yours on a server, which is emptied before every run"
                            + " (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private String store;

    @Option(
            names = "--seconds",
            paramLabel = "<n>",
            defaultValue = "5",
            description = "How long each way is measured in each rotation, 1 to 3,600 (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--warm-up",
            paramLabel = "<seconds>",
            defaultValue = "3",
            description = "How long each way runs before it is measured, 0 to 3,600 (default: ${DEFAULT-VALUE}).")
    private int warmUpSeconds;

    @Option(
            names = "--rotations",
            paramLabel = "<n>",
            defaultValue = "3",
            description =
                    "How often everything runs, in changing order, 1 to 99; figures are medians, so three at least"
                            + " (default: ${DEFAULT-VALUE}).")
    private int rotations;

    void check(Output output) {
        output.check("--seconds", seconds, 1, 3_600);
        output.check("--warm-up", warmUpSeconds, 0, 3_600);
        output.check("--rotations", rotations, 1, 99);
    }

    Site open() throws Exception {
        try {
            return Site.at(store);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    Timing timing() {
        return new Timing(Duration.ofSeconds(warmUpSeconds), Duration.ofSeconds(seconds));
    }

    int rotations() {
        return rotations;
    }

    /** Says in a document for how long and how often it was measured. */
    void addTo(ObjectNode document) {
        document.put("rotations", rotations).put("seconds", seconds).put("warmUpSeconds", warmUpSeconds);
    }
}
