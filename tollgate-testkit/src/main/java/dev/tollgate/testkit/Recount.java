package dev.tollgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.api.BlockingGate;
import dev.tollgate.api.CountedWindow;
import dev.tollgate.api.Limit;
import dev.tollgate.api.Metric;
import dev.tollgate.api.Page;
import dev.tollgate.api.Ticket;
import dev.tollgate.api.TicketQuery;
import dev.tollgate.api.TicketState;
import dev.tollgate.api.Usage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Usage added up from the lists that everybody can read, without the engine's own verification. */
final class Recount {
    private static final Set<TicketState> LIVE = Set.of(TicketState.OPEN, TicketState.IN_DOUBT, TicketState.SUCCEEDED);
    private static final Instant BEFORE_ALL = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant AFTER_ALL = Instant.parse("2100-01-01T00:00:00Z");

    private final BlockingGate gate;
    private final String account;

    Recount(BlockingGate gate, String account) {
        this.gate = gate;
        this.account = account;
    }

    List<Ticket> tickets() throws InterruptedException {
        List<Ticket> tickets = new ArrayList<>();
        String cursor = null;
        do {
            Page<Ticket> page =
                    gate.tickets(TicketQuery.ALL.withAccount(account).withPage(500, cursor));
            tickets.addAll(page.items());
            cursor = page.next();
        } while (cursor != null);
        return tickets;
    }

    /** Fails unless every usage row equals the sum of the live tickets that were counted in it. */
    void check() throws InterruptedException {
        Map<String, Limit> limits = gate.account(account).orElseThrow().config().limits().stream()
                .collect(Collectors.toMap(Limit::name, Function.identity()));
        Map<CountedWindow, Long> added = new HashMap<>();
        for (Ticket ticket : tickets()) {
            for (CountedWindow window : ticket.windows()) {
                Limit limit = limits.get(window.limit());
                if (limit != null && LIVE.contains(ticket.state())) {
                    added.merge(window, share(limit, ticket), Long::sum);
                }
            }
        }
        Map<CountedWindow, Long> recorded = gate.usage(account, BEFORE_ALL, AFTER_ALL).orElseThrow().stream()
                .collect(Collectors.toMap(
                        usage -> new CountedWindow(usage.limit(), usage.window().start()), Usage::used));
        recorded.values().removeIf(used -> used == 0);
        added.values().removeIf(used -> used == 0);
        assertThat(recorded).as("usage of " + account).isEqualTo(added);
    }

    private static long share(Limit limit, Ticket ticket) {
        if (limit.metric() == Metric.COUNT) {
            return 1;
        }
        var amount = ticket.amount();
        return amount == null ? 0 : amount.minorUnits() - ticket.reversedMinorUnits();
    }
}
