package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReplayCommandTest {
    private static final String PAYMENTS = """
            occurred_at,merchant,business_no,scenario,operator,amount,currency
            2010-12-01T08:26:00,acme,1,payment,o,10.00,GBP
            2010-12-01T09:26:00,acme,2,payment,o,20.00,GBP
            2010-12-01T10:26:00,acme,3,payment,o,0.00,GBP
            2010-12-01T11:26:00,acme,1,payment,o,10.0,GBP
            2010-12-01T12:26:00,acme,4,payment,o,70.01,GBP
            2010-12-02T08:26:00,acme,5,payment,o,70.01,GBP
            2010-12-02T08:26:00,acme,5,refund,o,-70.01,GBP
            """;
    private static final String LIMITS = """
            {"default": {"currency": "GBP", "limits": [
              {"name": "daily", "metric": "amount", "window": "day", "max": 10000}]}}
            """;

    @TempDir
    private Path folder;

    private Path payments;
    private Path limits;
    private String store;

    @BeforeEach
    void write() throws IOException {
        payments = Files.writeString(folder.resolve("payments.csv"), PAYMENTS);
        limits = Files.writeString(folder.resolve("limits.json"), LIMITS);
        store = "sqlite:" + folder.resolve("tollgate.db");
    }

    @Test
    void theDocumentHasTheMembersOfTheContractAndNoOthers() {
        JsonNode json = Run.of("replay", payments, "--store", store, "--limits", limits, "--json")
                .endsWith(0)
                .json();
        assertThat(names(json))
                .containsExactly(
                        "rows",
                        "badRows",
                        "duplicateRows",
                        "operations",
                        "deliveries",
                        "executions",
                        "overLimitWindows",
                        "amount",
                        "verify",
                        "rate");
        assertThat(json.get("operations").toString())
                .isEqualTo(
                        "{\"total\":5,\"succeeded\":4,\"failed\":0,\"released\":0,\"declined\":1,\"inDoubt\":0,\"open\":0}");
        assertThat(json.get("deliveries").toString())
                .isEqualTo(
                        "{\"total\":15,\"admitted\":4,\"replayed\":8,\"inProgress\":0,\"inDoubt\":0,\"declined\":3,\"failed\":0}");
        assertThat(json.get("rows").asInt()).isEqualTo(7);
        assertThat(json.get("badRows").asInt()).isEqualTo(1);
        assertThat(json.get("duplicateRows").asInt()).isEqualTo(1);
        assertThat(json.get("executions").toString()).isEqualTo("{\"total\":4,\"duplicate\":0}");
        assertThat(json.get("overLimitWindows").asInt()).isZero();
        assertThat(json.get("amount").toString()).isEqualTo("{\"GBP\":10001}");
        assertThat(json.get("verify").toString()).isEqualTo("{\"usageRows\":2,\"mismatches\":0}");
        assertThat(names(json.get("rate"))).containsExactly("seconds", "deliveriesPerSecond", "p50Millis", "p99Millis");
        assertThat(json.get("rate").get("deliveriesPerSecond").isIntegralNumber())
                .isTrue();
        assertThat(json.get("rate").get("p99Millis").asDouble()).isPositive();
    }

    @Test
    void peopleGetATableAndBadRowsGoToStandardError() {
        Run run = Run.of("replay", payments, "--store", store, "--limits", limits, "--deliveries", 1)
                .endsWith(0);
        assertThat(run.out())
                .contains(
                        "4 succeeded",
                        "1 declined",
                        "daily 1",
                        "100.01 GBP succeeded",
                        "usage rows recounted, 0 differ");
        assertThat(run.err()).contains("payments.csv: bad row on line 4: amount must be more than zero but is 0.00");
        assertThat(run.out()).doesNotContain("bad row on line");
    }

    @Test
    void theDeclineReportSaysWhichOperationsAndWhy() throws IOException {
        Path report = folder.resolve("declined.csv");
        Run.of("replay", payments, "--store", store, "--limits", limits, "--decline-report", report)
                .endsWith(0);
        assertThat(Files.readAllLines(report))
                .containsExactly(
                        "line,merchant,scenario,business_no,occurred_at,minor_units,currency,code,limit,window_start,window_end,bound,used,requested,available",
                        "6,acme,payment,4,2010-12-01T12:26,7001,GBP,amount-limit-exceeded,daily,2010-12-01T00:00:00Z,2010-12-02T00:00:00Z,10000,3000,7001,7000");
    }

    @Test
    void aLedgerThatSaysAnOperationRanTwiceIsANo() throws IOException {
        Path ledger = folder.resolve("ledger.jsonl");
        Run.of("replay", payments, "--store", store, "--ledger", ledger).endsWith(0);
        List<String> lines = Files.readAllLines(ledger);
        lines.add(lines.get(0));
        Files.write(ledger, lines);
        Run run = Run.of("replay", payments, "--store", store, "--ledger", ledger, "--json")
                .endsWith(1);
        assertThat(run.json().get("executions").toString()).isEqualTo("{\"total\":6,\"duplicate\":1}");
        assertThat(run.err()).contains("1 executions of operations that had taken place already");
    }

    @Test
    void aWindowThatWasExecutedPastItsLimitIsANo() {
        Path ledger = folder.resolve("ledger.jsonl");
        Run.of("replay", payments, "--store", store, "--ledger", ledger).endsWith(0);
        Run run = Run.of(
                        "replay",
                        payments,
                        "--store",
                        "sqlite:" + folder.resolve("other.db"),
                        "--limits",
                        limits,
                        "--ledger",
                        ledger,
                        "--json")
                .endsWith(1);
        assertThat(run.json().get("overLimitWindows").asInt()).isEqualTo(2);
        assertThat(run.err())
                .contains(
                        "past its limit: account acme, limit daily, window from 2010-12-01: executed 13001, allowed 10000");
    }

    @Test
    void aHeaderWithoutAColumnIsWrongUsageNamingIt() throws IOException {
        Files.writeString(payments, PAYMENTS.replace("scenario", "kind"));
        Run run = Run.of("replay", payments, "--store", store, "--json").endsWith(2);
        assertThat(run.errorCode()).isEqualTo("usage");
        assertThat(run.err()).contains("has no column scenario in its header");
        assertThat(folder.resolve("tollgate.db")).as("nothing was done").doesNotExist();
    }

    @Test
    void aMissingFileIsWrongUsage() {
        Run run = Run.of("replay", folder.resolve("no.csv"), "--store", store).endsWith(2);
        assertThat(run.err()).contains("no.csv cannot be read: there is no such file");
    }

    @Test
    void aLimitsFileThatIsWrongIsWrongUsageWithItsPath() throws IOException {
        Files.writeString(limits, LIMITS.replace("\"max\"", "\"maximum\""));
        Run run =
                Run.of("replay", payments, "--store", store, "--limits", limits).endsWith(2);
        assertThat(run.err()).contains("limits.json: default.limits[0].max is required");
        assertThat(folder.resolve("tollgate.db")).doesNotExist();
    }

    @Test
    void aLimitThatWouldChangeItsShapeIsANo() throws IOException {
        Run.of("replay", payments, "--store", store, "--limits", limits).endsWith(0);
        Files.writeString(
                limits,
                LIMITS.replace("\"default\"", "\"accounts\"")
                                .replace("{\"currency\"", "{\"acme\": {\"currency\"")
                                .replace("\"day\"", "\"week\"")
                                .strip()
                        + "}");
        Run run = Run.of("replay", payments, "--store", store, "--limits", limits, "--json")
                .endsWith(1);
        assertThat(run.errorCode()).isEqualTo("limit-shape-changed");
        assertThat(run.err()).contains("account acme cannot be set to what the limits file says");
    }

    @Test
    void aFileThatIsNoLedgerIsRefusedAndLeftAsItIs() throws IOException {
        Run run = Run.of("replay", payments, "--store", store, "--ledger", payments)
                .endsWith(2);
        assertThat(run.err()).contains("payments.csv cannot be used: line 1 is no execution");
        assertThat(Files.readString(payments)).isEqualTo(PAYMENTS);
    }

    @Test
    void aStoreThatCannotBeOpenedIsAFailure() {
        Run run = Run.of("replay", payments, "--store", "sqlite:" + folder.resolve("no/such/folder.db"), "--json")
                .endsWith(3);
        assertThat(run.errorCode()).isEqualTo("store-unavailable");
        Run.of("replay", payments, "--store", "postgres:whatever").endsWith(2);
        Run.of("replay", payments, "--store", "sqlite:").endsWith(2);
        assertThat(Run.of("replay", payments, "--store", store + "?synchronous=off")
                        .endsWith(3)
                        .err())
                .contains("synchronous=off", "accept=synchronous");
    }

    @ParameterizedTest
    @CsvSource({
        "--deliveries, 0",
        "--deliveries, three",
        "--callers, 0",
        "--callers, 10001",
        "--fail-rate, 1.1",
        "--fail-rate, NaN",
        "--die-rate, -0.1",
        "--lease, 999ms",
        "--lease, 25h",
        "--lease, soon",
        "--seed, x",
        "--patience, 0s",
        "--colour, red"
    })
    void valuesOutOfRangeAreWrongUsage(String option, String value) {
        Run run = Run.of("replay", payments, "--store", store, option, value, "--json")
                .endsWith(2);
        assertThat(run.errorCode()).isEqualTo("usage");
        assertThat(run.err()).contains(option);
        assertThat(folder.resolve("tollgate.db")).doesNotExist();
    }

    @Test
    void helpNamesEveryOption() {
        assertThat(Run.of("replay", "--help").endsWith(0).out())
                .contains("--store", "--deliveries", "--callers", "--seed", "--limits", "--fail-rate", "--die-rate")
                .contains("--lease", "--resolve", "--ledger", "--decline-report", "--json");
    }

    private static List<String> names(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
