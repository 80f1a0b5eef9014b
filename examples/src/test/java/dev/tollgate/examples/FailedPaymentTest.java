package dev.tollgate.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.Tollgate;
import dev.tollgate.jdbc.JdbcStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailedPaymentTest {
    @TempDir
    Path folder;

    @Test
    void amountGoesBackToTheDayItWasTakenFrom() throws Exception {
        AtomicReference<Instant> clock = new AtomicReference<>(Instant.EPOCH);
        Printed printed = new Printed();
        try (Tollgate tollgate = Tollgate.on(JdbcStore.open("sqlite:" + folder.resolve("tollgate.db"), clock::get))
                .start()) {
            FailedPayment example = new FailedPayment(tollgate.blocking(), clock, printed.stream());
            example.run();

            assertThat(printed.lines())
                    .containsExactly(
                            "P-1 is with the bank, 60000 pence of Monday are used",
                            "P-1 ran and is FAILED",
                            "of Monday 0 pence are used now, of Tuesday 0",
                            "P-1 did not run again and is FAILED",
                            "P-2 ran and is RELEASED",
                            "P-2 ran and is SUCCEEDED",
                            "of Tuesday 60000 pence are used");
            assertThat(example.used(Instant.parse("2026-03-02T00:00:00Z"))).isZero();
            assertThat(example.used(Instant.parse("2026-03-03T00:00:00Z"))).isEqualTo(600_00);
            assertThat(tollgate.verify().holds()).isTrue();
        }
    }
}
