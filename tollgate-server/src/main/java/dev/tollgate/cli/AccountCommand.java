package dev.tollgate.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tollgate.api.Account;
import dev.tollgate.api.AccountQuery;
import dev.tollgate.api.AccountResult;
import dev.tollgate.api.AccountStatus;
import dev.tollgate.api.BlockingGate;
import dev.tollgate.api.By;
import dev.tollgate.api.Page;
import dev.tollgate.api.Usage;
import dev.tollgate.json.AccountView;
import dev.tollgate.json.Json;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "account",
        description = "Accounts, their limits and their usage.",
        subcommands = {
            AccountCommand.Show.class,
            AccountCommand.ListAll.class,
            AccountSetCommand.class,
            AccountCommand.Suspend.class,
            AccountCommand.Activate.class,
            AccountCommand.Close.class
        })
final class AccountCommand extends CommandGroup {

    @Command(name = "show", description = "Shows an account with its limits and what their current windows have used.")
    static final class Show extends StoreCommand {
        @Parameters(paramLabel = "<account>", description = "The account's name.")
        @SuppressWarnings("NullAway.Init")
        private String name;

        private record Found(Optional<Account> account, List<Usage> usage) {}

        @Override
        int run() throws InterruptedException {
            Found found = onExistingStore(
                    gate -> new Found(gate.account(name), gate.usage(name).orElse(List.of())));
            Account account = found.account().orElseThrow(() -> unknown(name));
            ObjectNode node = AccountView.account(account);
            node.set("usage", Json.array(found.usage(), AccountView::usage));
            answer(node, out -> AccountText.print(account, found.usage(), out));
            return ExitCode.DONE;
        }
    }

    @Command(name = "list", description = "Lists accounts by name.")
    static final class ListAll extends StoreCommand {
        @Option(
                names = "--status",
                paramLabel = "<status>",
                description = "Only these: ${COMPLETION-CANDIDATES}.",
                converter = Values.StatusConverter.class,
                completionCandidates = Values.Statuses.class)
        private @Nullable AccountStatus status;

        @Mixin
        private final PageOptions page = new PageOptions();

        @Override
        int run() throws InterruptedException {
            AccountQuery query = new AccountQuery(status, page.limit(), page.cursor());
            Page<Account> accounts = onExistingStore(gate -> gate.accounts(query));
            answer(PageOptions.json(accounts, AccountView::account), out -> {
                AccountText.print(accounts.items(), out);
                PageOptions.printNext(accounts, out);
            });
            return ExitCode.DONE;
        }
    }

    /** A change of status. */
    abstract static class StatusChange extends StoreCommand {
        @Parameters(paramLabel = "<account>", description = "The account's name.")
        @SuppressWarnings("NullAway.Init")
        private String name;

        @Mixin
        private final ByOptions by = new ByOptions();

        @Override
        final int run() throws InterruptedException {
            Account account = changed(name, onExistingStore(gate -> change(gate, name, by.by())));
            answer(
                    AccountView.account(account),
                    out -> out.printf("account %s is %s%n", name, Json.name(account.status())));
            return ExitCode.DONE;
        }

        abstract AccountResult change(BlockingGate gate, String account, By who) throws InterruptedException;
    }

    @Command(name = "suspend", description = "Stops new admissions of an account until it is activated.")
    static final class Suspend extends StatusChange {
        @Override
        AccountResult change(BlockingGate gate, String account, By who) throws InterruptedException {
            return gate.suspend(account, who);
        }
    }

    @Command(name = "activate", description = "Takes a suspension back.")
    static final class Activate extends StatusChange {
        @Override
        AccountResult change(BlockingGate gate, String account, By who) throws InterruptedException {
            return gate.activate(account, who);
        }
    }

    @Command(name = "close", description = "Stops new admissions of an account for ever.")
    static final class Close extends StatusChange {
        @Override
        AccountResult change(BlockingGate gate, String account, By who) throws InterruptedException {
            return gate.close(account, who);
        }
    }

    /** The account as it is now, or the refusal. */
    static Account changed(String name, AccountResult result) {
        if (result instanceof AccountResult.Changed changed) {
            return changed.account();
        }
        if (result instanceof AccountResult.LimitShapeChanged shape) {
            throw Failure.no(
                    "limit-shape-changed",
                    "account %s keeps its configuration: %s %s".formatted(name, shape.field(), shape.message()));
        }
        if (result instanceof AccountResult.AccountClosed) {
            throw Failure.no("account-closed", "account %s is closed, which is final".formatted(name));
        }
        if (result instanceof AccountResult.PreconditionFailed) {
            throw Failure.no(
                    "precondition-failed",
                    "account %s was changed by somebody else meanwhile; look at it and try again".formatted(name));
        }
        throw unknown(name);
    }

    static Failure unknown(String name) {
        return Failure.no("account-unknown", "there is no account '%s' on this store".formatted(name));
    }
}
