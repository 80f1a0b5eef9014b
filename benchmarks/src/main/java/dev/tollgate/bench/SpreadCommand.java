package dev.tollgate.bench;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Orders on many accounts. */
@Command(name = "spread", description = "Many accounts, all wanted alike or some much more than others.")
final class SpreadCommand extends LoadCommand {
    @Option(
            names = "--accounts",
            paramLabel = "<n>",
            defaultValue = "1000",
            description = "How many accounts there are (default: ${DEFAULT-VALUE}).")
    private int accounts;

    @Option(names = "--zipf", description = "Draw accounts by Zipf's law, exponent 1.0, in place of all alike.")
    private boolean zipf;

    @Override
    int accounts() {
        if (accounts < 1 || accounts > 1_000_000) {
            throw new ParameterException(
                    spec.commandLine(), "--accounts must be between 1 and 1000000 but is " + accounts);
        }
        return accounts;
    }

    @Override
    boolean zipf() {
        return zipf;
    }
}
