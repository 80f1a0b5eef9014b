package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.Tollgate;
import dev.tollgate.api.Admission;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.Operation;
import dev.tollgate.api.TicketState;
import dev.tollgate.spi.Store;
import dev.tollgate.spi.TicketFilter;
import dev.tollgate.spi.TicketRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands do on a store, whichever it is. */
abstract class StoreCommands {
    private static final Operation ORDER = new Operation("acme", "payment", "ORD-1");

    private final TestStore kind;

    @TempDir
    Path folder;

    String store;

    StoreCommands(TestStore kind) {
        this.kind = kind;
    }

    @BeforeEach
    void empty() {
        store = kind.fresh(folder);
    }

    @Test
    void anAccountIsMadeByFlagsAndChangedOneByOne() {
        JsonNode made = run("account set acme --currency GBP --zone Europe/London --as clerk --json"
                        + " --limit name=daily,metric=amount,window=day,max=5000000"
                        + " --limit name=few,metric=count,window=month,max=20,scenario=card,scenario=cash,mode=shadow")
                .endsWith(0)
                .json();
        assertThat(made.get("limits").findValuesAsText("name")).containsExactly("daily", "few");
        assertThat(made.get("limits").get(1).get("scenarios").toString()).isEqualTo("[\"card\",\"cash\"]");
        assertThat(made.get("openedBy").asText()).isEqualTo("clerk");
        assertThat(made.has("modifiedBy")).isFalse();

        JsonNode changed = run("account set acme --cut-off 05:30 --remove-limit few --as boss --json"
                        + " --limit name=daily,metric=amount,window=day,max=7")
                .endsWith(1)
                .json();
        assertThat(changed.path("error").path("code").asText()).isEqualTo("limit-shape-changed");

        changed = run("account set acme --remove-limit few --as boss --json"
                        + " --limit name=daily,metric=amount,window=day,max=7"
                        + " --limit name=each,metric=amount,window=operation,min=5,max=7")
                .endsWith(0)
                .json();
        assertThat(changed.get("zone").asText()).isEqualTo("Europe/London");
        assertThat(changed.get("limits").findValuesAsText("name")).containsExactly("daily", "each");
        assertThat(changed.get("limits").get(0).get("max").asLong()).isEqualTo(7);
        assertThat(changed.get("modifiedBy").asText()).isEqualTo("boss");

        run("account set acme --remove-limit few --json").endsWith(1);
    }

    @Test
    void anAccountIsSetFromJsonInAFileOrOnStandardInput() throws IOException {
        Path config = Files.writeString(
                folder.resolve("acme.json"), "{\"currency\": \"JPY\", \"reason\": \"as agreed\", \"limits\": []}");
        JsonNode made =
                run("account set acme --json --config " + config).endsWith(0).json();
        assertThat(made.get("currency").asText()).isEqualTo("JPY");

        made = Run.withInput(
                        "{\"currency\": \"EUR\"}",
                        "account",
                        "set",
                        "acme",
                        "--store",
                        store,
                        "--json",
                        "--config",
                        "-")
                .endsWith(0)
                .json();
        assertThat(made.get("currency").asText()).isEqualTo("EUR");
        assertThat(run("account set acme --config " + config + " --currency GBP")
                        .endsWith(2)
                        .err())
                .contains("--config says it all");
        Files.writeString(config, "{\"limits\": [{}]}");
        assertThat(run("account set acme --config " + config).endsWith(2).err())
                .contains("acme.json: limits[0].name is required");
    }

    @Test
    void accountsAreShownWithTheirUsageAndListed() throws Exception {
        run("account set acme --currency GBP --limit name=daily,metric=amount,window=day,max=5000")
                .endsWith(0);
        run("account set beta").endsWith(0);
        run("account suspend beta --reason fraud --as clerk").endsWith(0);
        admit(ORDER, 700);

        JsonNode shown = run("account show acme --json").endsWith(0).json();
        assertThat(shown.get("usage").get(0).get("used").asLong()).isEqualTo(700);
        assertThat(shown.get("usage").get(0).get("available").asLong()).isEqualTo(4300);
        assertThat(run("account show acme").endsWith(0).out())
                .contains("at most 50.00 GBP per day", "7.00 GBP", "43.00 GBP");

        assertThat(run("account list --json").endsWith(0).json().get("items").findValuesAsText("account"))
                .containsExactly("acme", "beta");
        assertThat(run("account list --status suspended").endsWith(0).out())
                .contains("beta")
                .doesNotContain("acme");
        JsonNode first = run("account list --limit 1 --json").endsWith(0).json();
        assertThat(first.get("items").findValuesAsText("account")).containsExactly("acme");
        JsonNode second = run("account list --limit 1 --json --cursor "
                        + first.get("next").asText())
                .endsWith(0)
                .json();
        assertThat(second.get("items").findValuesAsText("account")).containsExactly("beta");
        assertThat(second.has("next")).isFalse();
        assertThat(run("account list --limit 1").endsWith(0).out())
                .contains("there are more: --cursor " + first.get("next").asText());
        run("account list --limit 0").endsWith(2);
        run("account list --status asleep").endsWith(2);
        assertThat(run("account show nobody --json").endsWith(1).errorCode()).isEqualTo("account-unknown");
    }

    @Test
    void theStatusOfAnAccountChangesUntilItIsClosed() {
        run("account set acme").endsWith(0);
        JsonNode suspended = run("account suspend acme --as clerk --reason fraud --json")
                .endsWith(0)
                .json();
        assertThat(suspended.get("status").asText()).isEqualTo("suspended");
        assertThat(suspended.get("suspendedBy").asText()).isEqualTo("clerk");
        assertThat(suspended.get("reason").asText()).isEqualTo("fraud");
        assertThat(run("account activate acme").endsWith(0).out()).contains("account acme is active");
        assertThat(run("account close acme").endsWith(0).out()).contains("account acme is closed");
        assertThat(run("account activate acme --json").endsWith(1).errorCode()).isEqualTo("account-closed");
        assertThat(run("account suspend nobody --json").endsWith(1).errorCode()).isEqualTo("account-unknown");
        assertThat(run("account suspend acme --as " + "x".repeat(129))
                        .endsWith(2)
                        .err())
                .contains("by must be at most");
    }

    @Test
    void ticketsAreShownListedAndResolved() throws Exception {
        run("account set acme --currency GBP --limit name=daily,metric=amount,window=day,max=5000")
                .endsWith(0);
        admit(ORDER, 700);
        doubt(new Operation("acme", "payment", "ORD-2"), 800);

        JsonNode open = run("ticket show acme payment ORD-1 --json").endsWith(0).json();
        assertThat(open.get("state").asText()).isEqualTo("open");
        assertThat(open.get("history").findValuesAsText("event")).containsExactly("admitted");
        assertThat(run("ticket show acme payment ORD-2").endsWith(0).out())
                .contains("in_doubt", "8.00 GBP", "timed out");
        assertThat(run("ticket list --json").endsWith(0).json().get("items").findValuesAsText("businessNumber"))
                .containsExactly("ORD-2", "ORD-1");
        assertThat(run("ticket list --state in_doubt --json")
                        .endsWith(0)
                        .json()
                        .get("items")
                        .findValuesAsText("businessNumber"))
                .containsExactly("ORD-2");
        assertThat(
                        run("ticket list --business-number ORD-1 --account acme --scenario payment --from 2020-01-01T00:00:00Z")
                                .endsWith(0)
                                .out())
                .contains("ORD-1")
                .doesNotContain("ORD-2");
        assertThat(run("ticket list --to 2020-01-01T00:00:00Z --json")
                        .endsWith(0)
                        .json()
                        .get("items"))
                .isEmpty();
        assertThat(run("ticket list --disputed --json").endsWith(0).json().get("items"))
                .isEmpty();
        assertThat(run("ticket list --disputed false --json").endsWith(0).json().get("items"))
                .hasSize(2);

        JsonNode resolved = Run.of(
                        "ticket",
                        "resolve",
                        "acme",
                        "payment",
                        "ORD-2",
                        "--store",
                        store,
                        "--state",
                        "succeeded",
                        "--outcome",
                        "{\"bank\": \"yes\"}",
                        "--as",
                        "clerk",
                        "--reason",
                        "bank says so",
                        "--json")
                .endsWith(0)
                .json();
        assertThat(resolved.get("state").asText()).isEqualTo("succeeded");
        assertThat(resolved.get("outcome").get("bank").asText()).isEqualTo("yes");
        JsonNode history =
                run("ticket show acme payment ORD-2 --json").endsWith(0).json().get("history");
        JsonNode last = history.get(history.size() - 1);
        assertThat(last.get("by").asText()).isEqualTo("clerk");
        assertThat(last.get("reason").asText()).isEqualTo("bank says so");
    }

    @Test
    void textOfOthersCannotSteerTheTerminal() throws Exception {
        run("account set acme --currency GBP").endsWith(0);
        doubt(ORDER, 700);
        Run.of(
                        "ticket",
                        "resolve",
                        "acme",
                        "payment",
                        "ORD-1",
                        "--store",
                        store,
                        "--state",
                        "failed",
                        "--reason",
                        "red\u001b[31m\nalert")
                .endsWith(0);
        assertThat(run("ticket show acme payment ORD-1").endsWith(0).out())
                .contains("red\uFFFD[31m\uFFFDalert")
                .doesNotContain("\u001b");
    }

    @Test
    void onlyATicketInDoubtIsResolved() throws Exception {
        run("account set acme --currency GBP").endsWith(0);
        admit(ORDER, 700);
        String resolve = "ticket resolve acme payment ORD-1 --state released --json";
        assertThat(run(resolve).endsWith(1).errorCode()).isEqualTo("not-in-doubt");
        assertThat(run("ticket resolve acme payment NO --state released --json")
                        .endsWith(1)
                        .errorCode())
                .isEqualTo("not-found");
        assertThat(run("ticket show acme payment NO --json").endsWith(1).errorCode())
                .isEqualTo("not-found");
        run("ticket resolve acme payment ORD-1 --json").endsWith(2);
        run("ticket resolve acme payment ORD-1 --state open --json").endsWith(2);
        run("ticket resolve acme payment ORD-1 --state released --outcome 1 --json")
                .endsWith(2);
        run("ticket resolve acme payment ORD-1 --state failed --outcome {x --json")
                .endsWith(2);
    }

    @Test
    void verifyFindsAUsageRowThatWasEditedByHand() throws Exception {
        run("account set acme --currency GBP --limit name=daily,metric=amount,window=day,max=5000")
                .endsWith(0);
        admit(ORDER, 700);
        JsonNode sound = run("verify --json").endsWith(0).json();
        assertThat(sound.toString())
                .isEqualTo(
                        "{\"accounts\":1,\"usageRows\":1,\"tickets\":1,\"mismatches\":0,\"differing\":[],\"unsettled\":[]}");
        assertThat(run("verify").endsWith(0).out()).contains("all add up");

        kind.understateUsage(store);
        JsonNode broken = run("verify --json").endsWith(1).json();
        assertThat(broken.get("mismatches").asInt()).isEqualTo(1);
        JsonNode row = broken.get("differing").get(0);
        assertThat(row.get("account").asText()).isEqualTo("acme");
        assertThat(row.get("limit").asText()).isEqualTo("daily");
        assertThat(row.get("recorded").asLong()).isEqualTo(699);
        assertThat(row.get("recounted").asLong()).isEqualTo(700);
        assertThat(run("verify").endsWith(1).out())
                .contains("default/acme, limit daily, window from ")
                .contains("the usage row says 699, its tickets add up to 700", "1 differ");
        assertThat(run("verify --json").endsWith(1).json())
                .as("changes nothing")
                .isEqualTo(broken);
    }

    @Test
    void verifyDoesNotLapseWhatItLooksAt() throws Exception {
        run("account set acme --currency GBP").endsWith(0);
        admit(ORDER, 700);
        kind.endLeases(store);
        run("verify").endsWith(0);
        run("doctor").endsWith(0);
        run("account show acme").endsWith(0);
        TicketFilter everything = new TicketFilter(Tollgate.DEFAULT_TENANT, null, null, null, null, null, null, null);
        try (Store opened = Stores.openExisting(store)) {
            assertThat(opened.tickets(everything, Optional.empty(), 10))
                    .extracting(TicketRow::state)
                    .containsExactly(TicketState.OPEN);
        }
    }

    @Test
    void doctorSaysWhetherAStoreIsFitForMoney() {
        run("account set acme").endsWith(0);
        JsonNode fit = run("doctor --json").endsWith(0).json();
        assertThat(fit.get("fit").asBoolean()).isTrue();
        assertThat(fit.get("findings").findValuesAsText("name")).contains("key-identity", "clock");
        assertThat(run("doctor").endsWith(0).out()).contains("is fit for money");
    }

    final Run run(String command) {
        return Run.of((Object[]) (command + " --store " + store).split(" "));
    }

    private void admit(Operation operation, long minorUnits) throws InterruptedException {
        try (Tollgate tollgate = Tollgate.on(Stores.open(store)).start()) {
            assertThat(tollgate.blocking().admit(AdmitRequest.of(operation, "till", minorUnits, "GBP")))
                    .isInstanceOf(Admission.Admitted.class);
        }
    }

    private void doubt(Operation operation, long minorUnits) throws InterruptedException {
        try (Tollgate tollgate = Tollgate.on(Stores.open(store)).start()) {
            Admission.Admitted admitted = (Admission.Admitted)
                    tollgate.blocking().admit(AdmitRequest.of(operation, "till", minorUnits, "GBP"));
            tollgate.blocking().doubt(admitted.ticket().handle(), "timed out");
        }
    }
}
