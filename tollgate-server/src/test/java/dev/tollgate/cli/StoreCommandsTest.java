package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StoreCommandsTest extends StoreCommands {
    StoreCommandsTest() {
        super(TestStore.SQLITE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "verify",
                "doctor",
                "account show acme",
                "account list",
                "account suspend acme",
                "account activate acme",
                "account close acme",
                "ticket show acme payment 1",
                "ticket list",
                "ticket resolve acme payment 1 --state failed"
            })
    void lookingAtAStoreThatIsNotThereDoesNotMakeOne(String command) {
        Run run = run(command + " --json").endsWith(3);
        assertThat(run.errorCode()).isEqualTo("store-unavailable");
        assertThat(run.err()).contains("there is no store file " + file());
        assertThat(file()).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name=daily",
                "name=daily,metric=amount,window=day,max=1.5",
                "name=daily,metric=amount,window=day,max=5,max=6",
                "name=daily,metric=sum,window=day,max=5",
                "name=daily,metric=amount,window=day,max=5,colour=red",
                "daily",
                ""
            })
    void aLimitThatCannotBeReadIsWrongUsage(String limit) {
        Run run = Run.of("account", "set", "acme", "--store", store, "--currency", "GBP", "--limit", limit)
                .endsWith(2);
        assertThat(run.err()).contains("--limit '" + limit + "'");
        assertThat(file()).doesNotExist();
    }

    @Test
    void doctorSaysWhatMakesAStoreUnfit() {
        run("account set acme").endsWith(0);
        assertThat(run("doctor --json").endsWith(0).json().get("findings").findValuesAsText("name"))
                .contains("synchronous", "key-identity");
        Run unfit = Run.of("doctor", "--store", store + "?synchronous=off").endsWith(1);
        assertThat(unfit.out()).contains("unfit", "synchronous=off", "mend: ", "is not fit for money");
        JsonNode json = Run.of("doctor", "--store", store + "?synchronous=off", "--json")
                .endsWith(1)
                .json();
        assertThat(json.get("fit").asBoolean()).isFalse();
        assertThat(json.get("findings").get(0).get("severity").asText()).isEqualTo("unfit");
        assertThat(json.get("findings").get(0).get("mend").asText()).isNotEmpty();
    }

    @Test
    void aFileThatIsNoStoreIsAFailure() throws IOException {
        Files.writeString(file(), "this is a letter to my aunt, long enough to look like something\n".repeat(100));
        assertThat(run("verify --json").endsWith(3).errorCode()).isEqualTo("store-unavailable");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "account",
                "ticket",
                "account set",
                "ticket show acme",
                "account frobnicate",
                "verify --limit 3",
                "serve",
                "key list"
            })
    void wrongUsageIsExplained(String command) {
        Run run = run(command).endsWith(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("tollgate: ");
    }

    @Test
    void everyCommandHasHelpAndAnswersItOnStandardOutput() {
        for (String command : List.of(
                "demo",
                "replay",
                "verify",
                "doctor",
                "account",
                "account show",
                "account list",
                "account set",
                "account suspend",
                "account activate",
                "account close",
                "ticket",
                "ticket show",
                "ticket list",
                "ticket resolve")) {
            Run help = Run.of((Object[]) (command + " --help").split(" ")).endsWith(0);
            assertThat(help.out()).startsWith("Usage: tollgate " + command);
            assertThat(help.err()).isEmpty();
        }
    }

    private Path file() {
        return folder.resolve("tollgate.db");
    }
}
