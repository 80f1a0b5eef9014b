package dev.tollgate.bench;

import picocli.CommandLine.Command;

/** All orders on one account. */
@Command(name = "hot", description = "One account that everybody wants at once.")
final class HotCommand extends LoadCommand {
    @Override
    Load onAccounts(Load load) {
        return load;
    }
}
