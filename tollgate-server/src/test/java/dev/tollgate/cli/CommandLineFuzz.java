package dev.tollgate.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tollgate.fuzzing.Holds;
import dev.tollgate.fuzzing.Input;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Commands with any values and any standard input, on a store in memory: done, no, or wrong usage, never an error of the program itself,
 * and with {@code --json} one document.
 */
public final class CommandLineFuzz {
    private static final ObjectMapper READER = new ObjectMapper();

    /** Where a percent sign stands, the input's next text goes. */
    private static final List<String> COMMANDS = List.of(
            "account set % --config -",
            "account set % --limit %",
            "account set acme --currency % --zone % --cut-off %",
            "account set acme --limit name=a,metric=count,window=day,max=% --remove-limit %",
            "account set acme --as % --reason %",
            "account list --limit % --cursor % --status %",
            "account show %",
            "ticket show % % %",
            "ticket list --account % --scenario % --business-number % --cursor %",
            "ticket list --from % --to % --state % --limit %",
            "ticket resolve a s n --state % --outcome % --as % --reason %",
            "replay no-such-file.csv --lease % --patience % --seed %",
            "replay no-such-file.csv --fail-rate % --die-rate % --deliveries % --callers %",
            "replay no-such-file.csv --limits -");

    private CommandLineFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        Input input = new Input(bytes);
        List<String> arguments = new ArrayList<>();
        for (String word : COMMANDS.get(input.choice(COMMANDS.size())).split(" ", -1)) {
            arguments.add(word.contains("%") ? word.replace("%", input.text()) : word);
        }
        boolean isFile = arguments.stream().anyMatch(argument -> argument.startsWith("@"));
        if (isFile) {
            return;
        }
        arguments.addAll(List.of("--store", "memory:", "--json"));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Main.run(
                new ByteArrayInputStream(input.rest()),
                new PrintWriter(out),
                new PrintWriter(err),
                arguments.toArray(String[]::new));
        String said = "%s%nout: %s%nerr: %s".formatted(arguments, out, err);
        Holds.that(exitCode == ExitCode.DONE || !err.toString().isBlank(), "not a word: %s", said);
        Holds.that(exitCode >= ExitCode.DONE && exitCode <= ExitCode.FAILED, "%d: %s", exitCode, said);
        Holds.that(!err.toString().contains("\tat "), "a stack trace: %s", said);
        if (!isHelp(arguments)) {
            String code =
                    document(out.toString(), said).path("error").path("code").asText();
            // On a machine that is busy a call may come to its deadline.
            boolean isLate = code.equals("outcome-unknown") || code.equals("contention");
            Holds.that(exitCode != ExitCode.FAILED || isLate, "failed: %s", said);
        }
    }

    private static boolean isHelp(List<String> arguments) {
        return arguments.stream().anyMatch(argument -> argument.equals("--help") || argument.equals("-h"));
    }

    private static JsonNode document(String out, String said) {
        try {
            JsonNode document = READER.readTree(out);
            Holds.that(document.isObject(), "no document: %s", said);
            return document;
        } catch (JsonProcessingException e) {
            throw new AssertionError(said, e);
        }
    }
}
