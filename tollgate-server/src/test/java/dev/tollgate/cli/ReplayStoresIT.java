package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A replay comes to the same end on every store: that of the store in memory, which shares no code with the others. */
@Timeout(120)
final class ReplayStoresIT {
    @TempDir
    private Path folder;

    private Payments payments;

    @BeforeEach
    void write() throws IOException {
        payments = Payments.write(folder, 600, 25);
    }

    @ParameterizedTest
    @MethodSource("dev.tollgate.cli.TestStore#all")
    void withoutFailuresEveryCountAndEveryDeclineIsTheSame(TestStore kind) throws IOException {
        Path expectedDeclines = folder.resolve("expected.csv");
        Path declines = folder.resolve("declines.csv");
        JsonNode expected = counts(replay("memory:", "--decline-report", expectedDeclines));
        String store = kind.fresh(folder);

        JsonNode counts = counts(replay(store, "--decline-report", declines));

        assertThat(counts).isEqualTo(expected);
        assertThat(counts.get("operations").get("declined").asLong()).isEqualTo(600 - payments.expectedToSucceed());
        assertThat(declines).hasSameTextualContentAs(expectedDeclines);
        JsonNode again = counts(replay(store));
        assertThat(again.get("operations")).isEqualTo(expected.get("operations"));
        assertThat(again.get("deliveries").get("admitted").asLong()).isZero();
        assertAllAddsUp(store, payments.expectedToSucceed());
    }

    @ParameterizedTest
    @MethodSource("dev.tollgate.cli.TestStore#all")
    void whatFailsComesToTheSameEnd(TestStore kind) throws IOException {
        // A lease that a slow machine does not use up: a ticket that is given back would change what befalls the next
        // attempt.
        Object[] options = {"--fail-rate", 0.2, "--lease", "1h"};
        payments = Payments.write(folder, 600, 600);
        JsonNode expected = counts(replay("memory:", options));
        String store = kind.fresh(folder);

        JsonNode counts = counts(replay(store, options));

        for (String group : List.of("operations", "executions", "amount", "verify", "overLimitWindows")) {
            assertThat(counts.get(group)).as(group).isEqualTo(expected.get(group));
        }
        JsonNode operations = counts.get("operations");
        assertThat(operations.get("failed").asLong()).isPositive();
        assertThat(operations.get("open").asLong() + operations.get("inDoubt").asLong())
                .isZero();
        assertAllAddsUp(store, 600);
    }

    private static void assertAllAddsUp(String store, long tickets) {
        JsonNode verified =
                Run.of("verify", "--store", store, "--json").endsWith(0).json();
        assertThat(verified.get("tickets").asLong()).isEqualTo(tickets);
        assertThat(verified.get("usageRows").asLong()).isPositive();
        assertThat(verified.get("mismatches").asLong()).isZero();
    }

    private Run replay(String store, Object... more) {
        List<Object> words = new ArrayList<>(
                List.of("replay", payments.file(), "--store", store, "--limits", payments.limits(), "--json"));
        words.addAll(List.of(more));
        return Run.of(words.toArray()).endsWith(0);
    }

    private static JsonNode counts(Run run) {
        return ((ObjectNode) run.json()).without("rate");
    }
}
