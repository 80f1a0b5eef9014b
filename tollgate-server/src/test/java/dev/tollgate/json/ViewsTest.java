package dev.tollgate.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tollgate.Tollgate;
import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.AccountResult;
import dev.tollgate.api.Admission;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.BlockingGate;
import dev.tollgate.api.By;
import dev.tollgate.api.Limit;
import dev.tollgate.api.Operation;
import dev.tollgate.api.Outcome;
import dev.tollgate.api.ReportResult;
import dev.tollgate.api.Reversal;
import dev.tollgate.api.Ticket;
import dev.tollgate.api.WindowKind;
import dev.tollgate.memory.MemoryStore;
import dev.tollgate.testkit.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The views against real answers of a gate. */
final class ViewsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final By CLERK = new By("clerk", "because");
    private static final Operation ORDER = new Operation("acme", "payment", "ORD-1");

    private Tollgate tollgate;
    private BlockingGate gate;

    @BeforeEach
    void open() throws InterruptedException {
        SettableClock clock = new SettableClock(Instant.parse("2026-03-10T12:00:00.250Z"));
        tollgate = Tollgate.on(new MemoryStore(clock)).sweepEvery(Duration.ZERO).start();
        gate = tollgate.blocking();
        gate.configure(
                "acme",
                AccountConfig.of(
                        "GBP",
                        Limit.amount("daily", WindowKind.DAY, 10_000),
                        Limit.count("ever", WindowKind.TOTAL, 5).withScenarios("payment", "payout")),
                CLERK);
    }

    @AfterEach
    void close() {
        tollgate.close();
    }

    @Test
    void anOpenTicketShowsWhatItIsAndNothingThatIsAbsent() throws Exception {
        Ticket ticket = admitted(AdmitRequest.of(ORDER, "till-1", 700, "GBP").withRequestId("r-1"));
        JsonNode json = JSON.readTree(Json.text(TicketView.ticket(ticket)));
        assertThat(json).isEqualTo(JSON.readTree("""
                        {"ticket": "%s", "account": "acme", "scenario": "payment", "businessNumber": "ORD-1",
                         "operator": "till-1", "requestId": "r-1", "fence": 1, "state": "open",
                         "amount": 700, "currency": "GBP", "reversedAmount": 0,
                         "admittedAt": "2026-03-10T12:00:00.250Z", "leaseExpiresAt": "2026-03-10T12:00:30.250Z",
                         "onLapse": "hold",
                         "windows": [{"limit": "daily", "start": "2026-03-10T00:00:00Z"},
                                     {"limit": "ever", "start": "2026-03-10T12:00:00.250Z"}]}
                        """.formatted(ticket.handle().encode())));
    }

    @Test
    void aFinishedTicketReadByItselfShowsOutcomeReversalsAndHistory() throws Exception {
        Ticket ticket =
                admitted(AdmitRequest.of(ORDER, "till-1", 700, "GBP").withAttributes(Map.of("b", "2", "a", "1")));
        gate.succeed(ticket.handle(), Outcome.json("{\"n\": 1.10, \"n\": 2}"));
        gate.reverse(ticket.handle(), new Reversal("v-1", 200L, "void"));
        String text = Json.text(TicketView.ticket(gate.find(ORDER).orElseThrow()));
        assertThat(text).contains("{\"n\": 1.10, \"n\": 2}");
        JsonNode json = JSON.readTree(text);
        assertThat(json.get("state").asText()).isEqualTo("succeeded");
        assertThat(json.get("reversedAmount").asLong()).isEqualTo(200);
        assertThat(json.get("finishedAt").asText()).isEqualTo("2026-03-10T12:00:00.250Z");
        assertThat(json.get("attributes").toString()).isEqualTo("{\"a\":\"1\",\"b\":\"2\"}");
        assertThat(json.get("history").findValuesAsText("event")).containsExactly("admitted", "succeeded", "reversed");
        assertThat(json.get("history").get(2).get("amount").asLong()).isEqualTo(200);
        assertThat(json.get("history").get(2).get("reason").asText()).isEqualTo("void");
    }

    @Test
    void anOutcomeThatIsNotJsonIsShownInBase64() throws Exception {
        Ticket ticket = admitted(AdmitRequest.of(ORDER, "till-1"));
        gate.succeed(ticket.handle(), new Outcome("application/json", new byte[] {'"', (byte) 0xFF, '"'}));
        JsonNode outcome = JSON.readTree(
                        Json.text(TicketView.ticket(gate.find(ORDER).orElseThrow())))
                .get("outcome");
        assertThat(outcome).isEqualTo(JSON.readTree("{\"contentType\": \"application/json\", \"base64\": \"Iv8i\"}"));
    }

    @Test
    void anAccountShowsWhoDidWhatAndItsUsage() throws Exception {
        admitted(AdmitRequest.of(ORDER, "till-1", 700, "GBP"));
        AccountResult.Changed suspended = (AccountResult.Changed) gate.suspend("acme", CLERK);
        assertThat(JSON.readTree(Json.text(AccountView.account(suspended.account()))))
                .isEqualTo(JSON.readTree("""
                        {"account": "acme", "status": "suspended", "currency": "GBP", "zone": "UTC", "cutOff": "00:00",
                         "limits": [
                           {"name": "daily", "metric": "amount", "window": "day", "max": 10000, "mode": "enforce"},
                           {"name": "ever", "metric": "count", "window": "total", "max": 5,
                            "scenarios": ["payment", "payout"], "mode": "enforce"}],
                         "openedAt": "2026-03-10T12:00:00.250Z", "openedBy": "clerk",
                         "suspendedAt": "2026-03-10T12:00:00.250Z", "suspendedBy": "clerk", "reason": "because"}
                        """));
        assertThat(JSON.readTree(Json.array(gate.usage("acme").orElseThrow(), AccountView::usage)
                        .toString()))
                .isEqualTo(JSON.readTree("""
                        [{"limit": "daily", "metric": "amount", "mode": "enforce",
                          "window": {"start": "2026-03-10T00:00:00Z", "end": "2026-03-11T00:00:00Z"},
                          "max": 10000, "used": 700, "available": 9300, "resetsAt": "2026-03-11T00:00:00Z"},
                         {"limit": "ever", "metric": "count", "mode": "enforce",
                          "window": {"start": "2026-03-10T12:00:00.250Z"}, "max": 5, "used": 1, "available": 4}]
                        """));
    }

    @Test
    void aDeclineShowsTheLimitAndItsWindow() throws Exception {
        Admission.Declined declined = (Admission.Declined) gate.admit(AdmitRequest.of(ORDER, "till-1", 10_001, "GBP"));
        assertThat(JSON.readTree(
                        Json.array(declined.reasons(), AccountView::reason).toString()))
                .isEqualTo(JSON.readTree("""
                        [{"code": "amount-limit-exceeded", "limit": "daily",
                          "window": {"start": "2026-03-10T00:00:00Z", "end": "2026-03-11T00:00:00Z"},
                          "max": 10000, "used": 0, "requested": 10001, "available": 10000,
                          "resetsAt": "2026-03-11T00:00:00Z"}]
                        """));
    }

    private Ticket admitted(AdmitRequest request) throws InterruptedException {
        return ((Admission.Admitted) gate.admit(request)).ticket();
    }

    @Test
    void aReportThatFindsTheTicketInDoubtIsShownAsLate() throws Exception {
        Ticket ticket = admitted(AdmitRequest.of(ORDER, "till-1"));
        gate.doubt(ticket.handle(), "timeout");
        ReportResult.Done done = (ReportResult.Done) gate.succeed(ticket.handle(), null);
        JsonNode json = JSON.readTree(Json.text(TicketView.ticket(done.ticket())));
        assertThat(json.get("late").asBoolean()).isTrue();
        assertThat(json.has("outcome")).isFalse();
        assertThat(json.has("amount")).isFalse();
        assertThat(json.has("disputed")).isFalse();
    }
}
