package dev.tollgate.cli;

import dev.tollgate.api.Operation;
import dev.tollgate.api.Outcome;
import dev.tollgate.api.Page;
import dev.tollgate.api.ReportResult;
import dev.tollgate.api.Resolution;
import dev.tollgate.api.Ticket;
import dev.tollgate.api.TicketQuery;
import dev.tollgate.api.TicketState;
import dev.tollgate.json.Json;
import dev.tollgate.json.TicketView;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "ticket",
        description = "Tickets, their history, and those nobody knows the end of.",
        subcommands = {TicketCommand.Show.class, TicketCommand.ListAll.class, TicketCommand.Resolve.class})
final class TicketCommand extends CommandGroup {

    /** The name of an operation. */
    static final class OperationParameters {
        @Parameters(index = "0", paramLabel = "<account>", description = "Whose operation it is.")
        @SuppressWarnings("NullAway.Init")
        private String account;

        @Parameters(index = "1", paramLabel = "<scenario>", description = "Its kind, such as payment.")
        @SuppressWarnings("NullAway.Init")
        private String scenario;

        @Parameters(index = "2", paramLabel = "<number>", description = "Its business number.")
        @SuppressWarnings("NullAway.Init")
        private String businessNumber;

        Operation operation() {
            return new Operation(account, scenario, businessNumber);
        }
    }

    @Command(name = "show", description = "Shows the ticket of an operation with its history.")
    static final class Show extends StoreCommand {
        @Mixin
        private final OperationParameters parameters = new OperationParameters();

        @Override
        int run() throws InterruptedException {
            Operation operation = parameters.operation();
            Ticket ticket = onExistingStore(gate -> gate.find(operation)).orElseThrow(() -> unknown(operation));
            answer(TicketView.ticket(ticket), out -> TicketText.print(ticket, out));
            return ExitCode.DONE;
        }
    }

    @Command(name = "list", description = "Lists tickets, newest admission first.")
    static final class ListAll extends StoreCommand {
        @Option(names = "--account", paramLabel = "<name>", description = "Only of this account.")
        private @Nullable String account;

        @Option(names = "--scenario", paramLabel = "<name>", description = "Only of this scenario.")
        private @Nullable String scenario;

        @Option(names = "--business-number", paramLabel = "<number>", description = "Only of this business number.")
        private @Nullable String businessNumber;

        @Option(
                names = "--state",
                paramLabel = "<state>",
                description = "Only these: ${COMPLETION-CANDIDATES}.",
                converter = Values.StateConverter.class,
                completionCandidates = Values.States.class)
        private @Nullable TicketState state;

        @Option(
                names = "--disputed",
                arity = "0..1",
                fallbackValue = "true",
                paramLabel = "true|false",
                description = "Only tickets with a success that could not be accepted; false: only those without.")
        private @Nullable Boolean disputed;

        @Option(
                names = "--from",
                paramLabel = "<time>",
                description = "Only admitted at or after, such as 2026-01-31T00:00:00Z.",
                converter = Values.InstantConverter.class)
        private @Nullable Instant from;

        @Option(
                names = "--to",
                paramLabel = "<time>",
                description = "Only admitted before.",
                converter = Values.InstantConverter.class)
        private @Nullable Instant to;

        @Mixin
        private final PageOptions page = new PageOptions();

        @Override
        int run() throws InterruptedException {
            TicketQuery query = new TicketQuery(
                    account, scenario, businessNumber, state, disputed, from, to, page.limit(), page.cursor());
            Page<Ticket> tickets = onExistingStore(gate -> gate.tickets(query));
            answer(PageOptions.json(tickets, TicketView::ticket), out -> {
                TicketText.print(tickets.items(), out);
                PageOptions.printNext(tickets, out);
            });
            return ExitCode.DONE;
        }
    }

    @Command(
            name = "resolve",
            description = "Decides how an operation in doubt ended. Ask whoever ran it (the bank) first.")
    static final class Resolve extends StoreCommand {
        @Mixin
        private final OperationParameters parameters = new OperationParameters();

        @Option(
                names = "--state",
                required = true,
                paramLabel = "succeeded|failed|released",
                description =
                        "succeeded: it was done. failed: finally refused. released: surely nothing happened, may be tried again.",
                converter = Values.StateConverter.class)
        @SuppressWarnings("NullAway.Init")
        private TicketState state;

        @Option(
                names = "--outcome",
                paramLabel = "<json>",
                description = "What the operation answered, as JSON; later attempts replay it.")
        private @Nullable String outcome;

        @Mixin
        private final ByOptions by = new ByOptions();

        @Override
        int run() throws InterruptedException {
            if (outcome != null && !Json.isJson(outcome)) {
                throw Failure.usage("--outcome is not JSON; text goes in quotes: --outcome '\"done\"'");
            }
            Operation operation = parameters.operation();
            Resolution resolution = new Resolution(
                    state,
                    outcome == null ? null : Outcome.json(outcome),
                    by.by().name(),
                    by.reason());
            Ticket ticket = onExistingStore(gate -> {
                Ticket found = gate.find(operation).orElseThrow(() -> unknown(operation));
                return resolved(operation, gate.resolve(found.handle(), resolution));
            });
            answer(TicketView.ticket(ticket), out -> out.printf("%s is %s%n", operation, Json.name(ticket.state())));
            return ExitCode.DONE;
        }

        private static Ticket resolved(Operation operation, ReportResult result) {
            if (result instanceof ReportResult.Done done) {
                return done.ticket();
            }
            if (result instanceof ReportResult.NotInDoubt other) {
                throw Failure.no(
                        "not-in-doubt",
                        "%s is %s; only an operation in doubt can be resolved"
                                .formatted(operation, Json.name(other.state())));
            }
            if (result instanceof ReportResult.StaleTicket) {
                throw Failure.no(
                        "stale-ticket", "%s was tried again meanwhile; look at it once more".formatted(operation));
            }
            throw unknown(operation);
        }
    }

    private static Failure unknown(Operation operation) {
        return Failure.no("not-found", "there is no ticket of %s on this store".formatted(operation));
    }
}
