package dev.tollgate.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where figures go. */
final class Output {
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Option(
            names = "--json",
            description = "Print one JSON document to standard output, everything else to standard error.")
    private boolean json;

    @Option(
            names = "--results",
            paramLabel = "<file>",
            description = "Write the figures to <file>.json and <file>.md as well, and charts to <file>-*.svg where"
                    + " several numbers of callers were given.")
    private @Nullable Path results;

    Consumer<String> progress() {
        return line -> spec.commandLine().getErr().println(line);
    }

    /** What was typed, to be typed again. */
    String command() {
        return masked("./tollgate bench "
                + String.join(" ", spec.root().commandLine().getParseResult().originalArgs()));
    }

    /** Without the passwords that addresses hold. */
    static String masked(String text) {
        return text.replaceAll("(?i)(password=)[^&\\s]+", "$1***").replaceAll("(://[^:@/\\s]*:)[^@/\\s]+@", "$1***@");
    }

    /** Refuses a number out of its range. */
    void check(String option, long value, long min, long max) {
        if (value < min || value > max) {
            throw new ParameterException(
                    spec.commandLine(), "%s must be between %d and %d but is %d".formatted(option, min, max, value));
        }
    }

    /** Prints the figures, and writes them where they are wanted. */
    void publish(Report report) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(report.json().toPrettyString());
        } else {
            out.print(report.text());
        }
        out.flush();
        if (results != null) {
            for (Path written : Results.write(results, report)) {
                progress().accept("written: " + written);
            }
        }
    }

    /** The head of every document. */
    ObjectNode document() {
        return Report.document(command());
    }
}
