package dev.tollgate.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tollgate.json.Json;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every command has: help, and answers for people or for machines. */
abstract class JsonCommand implements Callable<Integer> {
    static final String JSON_OPTION = "--json";

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Option(
            names = JSON_OPTION,
            description = "Print one JSON document to standard output, everything else to standard error.")
    private boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and end.")
    @SuppressWarnings("UnusedVariable") // read by picocli
    private boolean help;

    @Override
    public final Integer call() throws Exception {
        return run();
    }

    /** Does it and says how it ended: one of {@link ExitCode}. */
    abstract int run() throws Exception;

    /** Prints the answer: the document for machines, or what the other writes for people. */
    final void answer(ObjectNode document, Consumer<PrintWriter> forPeople) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.text(document));
        } else {
            forPeople.accept(out);
        }
        out.flush();
    }

    /** Standard input. */
    final InputStream in() {
        return ((Main) spec.root().userObject()).in();
    }

    final boolean isJson() {
        return json;
    }

    /** For what is not the answer. */
    final PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
