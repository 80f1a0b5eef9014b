package dev.tollgate.json;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.tollgate.api.Amount;
import dev.tollgate.api.CountedWindow;
import dev.tollgate.api.HistoryEvent;
import dev.tollgate.api.Outcome;
import dev.tollgate.api.Ticket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;

/** Tickets as the contract shows them. */
public final class TicketView {
    private TicketView() {}

    public static ObjectNode ticket(Ticket ticket) {
        ObjectNode node = Json.object();
        node.put("ticket", ticket.handle().encode());
        node.put("account", ticket.operation().account());
        node.put("scenario", ticket.operation().scenario());
        node.put("businessNumber", ticket.operation().businessNumber());
        node.put("operator", ticket.operator());
        node.put("requestId", ticket.requestId());
        node.put("fence", ticket.fence());
        if (ticket.currentFence() > ticket.fence()) {
            node.put("currentFence", ticket.currentFence());
        }
        node.put("state", Json.name(ticket.state()));
        Amount amount = ticket.amount();
        if (amount != null) {
            node.put("amount", amount.minorUnits());
            node.put("currency", amount.currency());
            node.put("reversedAmount", ticket.reversedMinorUnits());
        }
        node.put("admittedAt", ticket.admittedAt().toString());
        node.put("leaseExpiresAt", ticket.leaseExpiresAt().toString());
        node.put("onLapse", Json.name(ticket.onLapse()));
        Json.putIfPresent(node, "finishedAt", ticket.finishedAt());
        putIfTrue(node, "late", ticket.late());
        putIfTrue(node, "disputed", ticket.disputed());
        putOutcome(node, ticket);
        Json.putIfPresent(node, "reason", ticket.reason());
        if (!ticket.attributes().isEmpty()) {
            ObjectNode attributes = node.putObject("attributes");
            ticket.attributes().entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(attribute -> attributes.put(attribute.getKey(), attribute.getValue()));
        }
        node.set("windows", Json.array(ticket.windows(), TicketView::window));
        if (!ticket.history().isEmpty()) {
            node.set("history", Json.array(ticket.history(), TicketView::event));
        }
        return node;
    }

    private static void putOutcome(ObjectNode node, Ticket ticket) {
        Outcome outcome = ticket.outcome();
        if (outcome != null) {
            if (isJson(outcome)) {
                // As the text that was sent: numbers keep their digits and members their order.
                node.set("outcome", JsonNodeFactory.instance.rawValueNode(new RawValue(outcome.asText())));
            } else {
                node.putObject("outcome")
                        .put("contentType", outcome.contentType())
                        .put("base64", Base64.getEncoder().encodeToString(outcome.bytes()));
            }
        }
        putIfTrue(node, "outcomeDropped", ticket.outcomeDropped());
    }

    private static boolean isJson(Outcome outcome) {
        String text = outcome.asText();
        return outcome.contentType().equals("application/json")
                && Json.isJson(text)
                && Arrays.equals(text.getBytes(StandardCharsets.UTF_8), outcome.bytes());
    }

    private static ObjectNode window(CountedWindow window) {
        return Json.object()
                .put("limit", window.limit())
                .put("start", window.start().toString());
    }

    private static ObjectNode event(HistoryEvent event) {
        ObjectNode node = Json.object();
        node.put("at", event.at().toString());
        node.put("event", Json.name(event.event()));
        node.put("fence", event.fence());
        Json.putIfPresent(node, "by", event.by());
        Json.putIfPresent(node, "reason", event.reason());
        Json.putIfPresent(node, "amount", event.minorUnits());
        return node;
    }

    private static void putIfTrue(ObjectNode node, String member, boolean value) {
        if (value) {
            node.put(member, true);
        }
    }
}
