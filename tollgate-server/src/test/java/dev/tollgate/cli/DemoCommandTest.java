package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DemoCommandTest {
    @TempDir
    private Path folder;

    @Test
    void everyCheckHoldsOnTheRealInvoices() {
        Path kept = folder.resolve("kept");
        Run demo = Run.of("demo", "--json", "--keep", kept).endsWith(0);
        JsonNode json = demo.json();
        assertThat(json.get("rows").asInt()).isEqualTo(25_900);
        assertThat(json.get("badRows").asInt()).isEqualTo(2_104);
        assertThat(json.get("operations").get("total").asInt()).isEqualTo(23_796);
        assertThat(json.get("operations").get("inDoubt").asInt()).isZero();
        assertThat(json.get("operations").get("open").asInt()).isZero();
        assertThat(json.get("executions").get("duplicate").asInt()).isZero();
        assertThat(json.get("overLimitWindows").asInt()).isZero();
        assertThat(json.get("verify").get("mismatches").asInt()).isZero();
        assertThat(json.get("checks"))
                .hasSize(8)
                .allSatisfy(check -> assertThat(check.get("holds").asBoolean()).isTrue());
        assertThat(demo.err()).contains("bad row on line 48", "and 2,101 more bad rows");

        assertThat(Files.isRegularFile(kept.resolve("ledger.jsonl"))).isTrue();
        Run.of("verify", "--store", "sqlite:" + kept.resolve("tollgate.db")).endsWith(0);
        assertThat(Run.of("demo", "--keep", kept).endsWith(2).err()).contains("is there already");
    }
}
