package dev.tollgate.cli;

import dev.tollgate.api.Amount;
import dev.tollgate.api.HistoryEvent;
import dev.tollgate.api.Outcome;
import dev.tollgate.api.Ticket;
import dev.tollgate.api.TicketState;
import dev.tollgate.json.Json;
import dev.tollgate.replay.MinorUnits;
import java.io.PrintWriter;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tickets for people. */
final class TicketText {
    private TicketText() {}

    static void print(List<Ticket> tickets, PrintWriter out) {
        Table table = new Table("ADMITTED", "ACCOUNT", "SCENARIO", "NUMBER", "STATE", "ATTEMPT", "AMOUNT", "");
        for (Ticket ticket : tickets) {
            table.row(
                    ticket.admittedAt(),
                    ticket.operation().account(),
                    ticket.operation().scenario(),
                    ticket.operation().businessNumber(),
                    Json.name(ticket.state()),
                    ticket.fence(),
                    amount(ticket.amount()),
                    marks(ticket));
        }
        table.printTo(out);
    }

    static void print(Ticket ticket, PrintWriter out) {
        Table head = new Table()
                .row("operation", ticket.operation())
                .row("state", Json.name(ticket.state()) + marks(ticket))
                .row("attempt", ticket.fence())
                .row("operator", ticket.operator())
                .row("amount", amount(ticket.amount()))
                .row("admitted", ticket.admittedAt());
        if (ticket.state() == TicketState.OPEN) {
            head.row("lease until", ticket.leaseExpiresAt() + ", then " + Json.name(ticket.onLapse()));
        }
        addIfPresent(head, "finished", ticket.finishedAt());
        addIfPresent(head, "reason", ticket.reason());
        if (ticket.reversedMinorUnits() > 0) {
            head.row("given back", ticket.reversedMinorUnits() + " minor units");
        }
        Outcome outcome = ticket.outcome();
        addIfPresent(head, "outcome", outcome == null ? null : outcome.asText());
        ticket.attributes().forEach((name, value) -> head.row(name, value));
        ticket.windows().forEach(window -> head.row("counted in", window.limit() + " from " + window.start()));
        head.printTo(out);
        out.println();
        Table history = new Table("AT", "EVENT", "ATTEMPT", "BY", "REASON");
        for (HistoryEvent event : ticket.history()) {
            history.row(event.at(), Json.name(event.event()), event.fence(), event.by(), event.reason());
        }
        history.printTo(out);
    }

    private static void addIfPresent(Table table, String what, @Nullable Object value) {
        if (value != null) {
            table.row(what, value);
        }
    }

    private static String marks(Ticket ticket) {
        return (ticket.late() ? " late" : "") + (ticket.disputed() ? " DISPUTED" : "");
    }

    private static @Nullable String amount(@Nullable Amount amount) {
        return amount == null
                ? null
                : MinorUnits.format(amount.minorUnits(), Currency.getInstance(amount.currency())) + " "
                        + amount.currency();
    }
}
