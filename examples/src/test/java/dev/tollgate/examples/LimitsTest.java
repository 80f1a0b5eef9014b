package dev.tollgate.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tollgate.Tollgate;
import dev.tollgate.api.BlockingGate;
import dev.tollgate.api.Usage;
import dev.tollgate.jdbc.JdbcStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LimitsTest {
    @TempDir
    Path folder;

    @Test
    void everyFailingLimitIsNamedAndOnlyAdmittedPaymentsCount() throws Exception {
        AtomicReference<Instant> clock = new AtomicReference<>(Instant.EPOCH);
        Printed printed = new Printed();
        try (Tollgate tollgate = Tollgate.on(JdbcStore.open("sqlite:" + folder.resolve("tollgate.db"), clock::get))
                .start()) {
            BlockingGate gate = tollgate.blocking();
            new Limits(gate, clock, printed.stream()).run();

            String midnight = " left until 2026-03-03T00:00:00Z)";
            assertThat(printed.lines())
                    .containsExactly(
                            "P-1 of 50000 pence: admitted",
                            "P-2 of 50001 pence: declined by per-payment (above-maximum)"
                                    + " and daily (amount-limit-exceeded, 50000" + midnight,
                            "P-3 of 50 pence: declined by per-payment (below-minimum)",
                            "P-4 of 40000 pence: admitted",
                            "P-5 of 10001 pence: declined by daily (amount-limit-exceeded, 10000" + midnight,
                            "P-6 of 6000 pence: admitted",
                            "P-7 of 5000 pence: declined by daily (amount-limit-exceeded, 4000" + midnight
                                    + " and daily-count (count-limit-exceeded, 0" + midnight,
                            "O-1 of 4000 pence: admitted",
                            "P-7 of 25000 pence: admitted, and would be declined by"
                                    + " weekly-trial (amount-limit-exceeded, 10000 left until 2026-03-09T00:00:00Z)");
            assertThat(gate.usage("acme").orElseThrow())
                    .extracting(Usage::limit, Usage::used)
                    .containsExactlyInAnyOrder(
                            tuple("daily", 250_00L), tuple("daily-count", 1L), tuple("weekly-trial", 1_250_00L));
            assertThat(tollgate.verify().holds()).isTrue();
        }
    }
}
