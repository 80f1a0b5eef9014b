package dev.tollgate.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tollgate.api.OnLapse;
import dev.tollgate.api.Operation;
import dev.tollgate.api.Outcome;
import dev.tollgate.api.Ticket;
import dev.tollgate.api.TicketHandle;
import dev.tollgate.api.TicketState;
import dev.tollgate.fuzzing.Holds;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** A ticket with any bytes as its outcome is shown as JSON that can be read again, with the outcome byte for byte. */
public final class OutcomeViewFuzz {
    private static final ObjectMapper READER = new ObjectMapper();
    private static final Operation ORDER = new Operation("acme", "payment", "ORD-1001");

    private OutcomeViewFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        String shown = Json.text(TicketView.ticket(ticket(new Outcome("application/json", bytes))));
        JsonNode outcome;
        try {
            outcome = READER.readTree(shown).get("outcome");
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + shown, e);
        }
        if (outcome.isObject() && outcome.has("base64") && outcome.has("contentType")) {
            String base64 = Base64.getEncoder().encodeToString(bytes);
            // Otherwise the outcome is itself JSON that looks so.
            if (base64.equals(outcome.get("base64").textValue())) {
                return;
            }
        }
        Holds.that(shown.contains(new String(bytes, StandardCharsets.UTF_8)), "an outcome that was changed: %s", shown);
    }

    private static Ticket ticket(Outcome outcome) {
        Instant at = Instant.ofEpochMilli(1_290_470_400_000L);
        return new Ticket(
                TicketHandle.of(ORDER, 1, "r"),
                ORDER,
                "clerk-7",
                "r",
                1,
                1,
                TicketState.SUCCEEDED,
                null,
                0,
                at,
                at,
                OnLapse.HOLD,
                at,
                false,
                false,
                outcome,
                false,
                null,
                Map.of(),
                List.of(),
                List.of());
    }
}
