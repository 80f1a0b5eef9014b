package dev.tollgate.bench;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The entry of {@code ./tollgate bench}. */
@Command(
        name = "tollgate bench",
        description =
                "Measures Tollgate beside the ways people admit operations today. Each way's result is verified before its"
                        + " number is shown.",
        synopsisSubcommandLabel = "<what>",
        subcommands = {
            HotCommand.class,
            SpreadCommand.class,
            GrowthCommand.class,
            FairCommand.class,
            LibraryCommand.class
        })
public final class BenchMain implements Runnable {
    private static final int NO = 1;
    private static final int FAILED = 3;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help and end.")
    @SuppressWarnings("UnusedVariable") // read by picocli
    private boolean help;

    private BenchMain() {}

    /** Runs the command line and ends the process with its exit code. */
    public static void main(String... args) {
        Locale.setDefault(Locale.ROOT);
        // Set before anything logs.
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "warn");
        System.exit(execute(
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                args));
    }

    /** Runs the command line; returns its exit code. */
    static int execute(PrintWriter out, PrintWriter err, String... args) {
        return new CommandLine(new BenchMain())
                .setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler(BenchMain::failed)
                .execute(args);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to measure: hot, spread, growth, fair or library.");
    }

    private static int failed(Exception exception, CommandLine command, CommandLine.ParseResult parsed) {
        command.getErr().println("tollgate: " + exception.getMessage());
        if (System.getenv("TOLLGATE_DEBUG") != null) {
            exception.printStackTrace(command.getErr());
        }
        return exception instanceof UnverifiedException ? NO : FAILED;
    }
}
