package dev.tollgate.bench;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Orders on many accounts. */
@Command(name = "spread", description = "Many accounts, all wanted alike or some much more than others.")
final class SpreadCommand extends LoadCommand {
    private static final int ACCOUNTS_MAX = 1_000_000;

    @Option(
            names = "--accounts",
            paramLabel = "<n>",
            defaultValue = "1000",
            description = "How many accounts there are (default: ${DEFAULT-VALUE}).")
    private int accounts;

    @Option(names = "--zipf", description = "Draw accounts by Zipf's law, exponent 1.0, in place of all alike.")
    private boolean zipf;

    @Override
    Load onAccounts(Load load) {
        output.check("--accounts", accounts, 1, ACCOUNTS_MAX);
        return load.onAccounts(0, accounts, zipf);
    }
}
