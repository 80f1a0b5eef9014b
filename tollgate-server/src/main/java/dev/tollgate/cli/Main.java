package dev.tollgate.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tollgate.json.Json;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program's entry: finds the command, runs it, and ends with one of {@link ExitCode}. */
@Command(
        name = "tollgate",
        description = "An operation runs once, and never past its limits.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "<command>",
        subcommands = {
            DemoCommand.class,
            ReplayCommand.class,
            VerifyCommand.class,
            AccountCommand.class,
            TicketCommand.class,
            DoctorCommand.class
        },
        exitCodeOnInvalidInput = ExitCode.USAGE,
        exitCodeOnExecutionException = ExitCode.FAILED,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            ExitCode.DONE + ":done",
            ExitCode.NO + ":the answer is no, such as a failed verification",
            ExitCode.USAGE + ":wrong usage",
            ExitCode.FAILED + ":the store or server failed"
        })
public final class Main implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    private final InputStream in;

    private Main(InputStream in) {
        this.in = in;
    }

    /** Runs the command line and ends the process with its exit code. */
    public static void main(String... args) {
        // Numbers look the same wherever the program runs.
        Locale.setDefault(Locale.ROOT);
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int exitCode = run(System.in, out, err, args);
        out.flush();
        err.flush();
        System.exit(exitCode);
    }

    /** Runs the command line without ending the process. */
    static int run(InputStream in, PrintWriter out, PrintWriter err, String... args) {
        return new CommandLine(new Main(in))
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler(Main::misused)
                .setExecutionExceptionHandler((exception, command, parsed) -> failed(exception, command))
                .execute(args);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "A command is missing.");
    }

    /** Standard input. */
    InputStream in() {
        return in;
    }

    private static int misused(ParameterException exception, String[] args) {
        CommandLine command = exception.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(command.getColorScheme().errorText("tollgate: " + exception.getMessage()));
        if (!UnmatchedArgumentException.printSuggestions(exception, err)) {
            command.usage(err, command.getColorScheme());
        }
        err.flush();
        if (List.of(args).contains(JsonCommand.JSON_OPTION)) {
            print(Failure.usage(Failure.text(exception)), command);
        }
        return ExitCode.USAGE;
    }

    private static int failed(Exception exception, CommandLine command) {
        Failure failure = Failure.of(exception);
        PrintWriter err = command.getErr();
        err.println(command.getColorScheme().errorText("tollgate: " + failure.sentence()));
        if (System.getenv("TOLLGATE_DEBUG") != null) {
            exception.printStackTrace(err);
        }
        err.flush();
        if (command.getCommand() instanceof JsonCommand asked && asked.isJson()) {
            print(failure, command);
        }
        return failure.exitCode();
    }

    /** Machines get one document whatever happens. */
    private static void print(Failure failure, CommandLine command) {
        ObjectNode document = Json.object();
        document.putObject("error").put("code", failure.code()).put("detail", failure.sentence());
        command.getOut().println(Json.text(document));
        command.getOut().flush();
    }
}
