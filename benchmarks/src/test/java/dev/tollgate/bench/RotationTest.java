package dev.tollgate.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every way on every kind of store, for a moment: what counts here is that each one's result is verified. */
class RotationTest {
    private static final Timing MOMENT = new Timing(Duration.ZERO, Duration.ofMillis(300));

    @ParameterizedTest
    @EnumSource
    void allWaysKeepTheirBooks(Site.Kind kind) throws Exception {
        Load load = Load.hot(4)
                .onAccounts(0, 3, true)
                .withReports(true)
                .withDuplicates(20)
                .withLimit(40_000);
        try (Site site = Site.start(kind)) {
            Map<String, Ways.Maker> ways = Ways.of(kind);
            ways.keySet().removeIf(name -> Ways.unsuitable(name, load) != null);
            Map<String, Rotation.Summary> summaries = new Rotation(site, ways, load, MOMENT, line -> {}).run(1);
            assertThat(summaries).containsOnlyKeys(ways.keySet());
        }
    }

    @Test
    void whatKeepsNoThreadWaitingKeepsItsBooksToo() throws Exception {
        Load load = Load.hot(64).by(64, false);
        try (Site site = Site.start(Site.Kind.POSTGRESQL)) {
            Map<String, Ways.Maker> ways = Ways.of(Site.Kind.POSTGRESQL);
            ways.keySet().retainAll(Ways.standard(Site.Kind.POSTGRESQL, false));
            List<String> lines = new ArrayList<>();
            assertThat(new Rotation(site, ways, load, MOMENT, lines::add).run(2))
                    .hasSize(2);
            // The second time the other one begins.
            assertThat(lines).hasSize(4);
            assertThat(lines.get(0)).contains(Ways.TOLLGATE);
            assertThat(lines.get(2)).contains("plain-batch");
        }
    }
}
