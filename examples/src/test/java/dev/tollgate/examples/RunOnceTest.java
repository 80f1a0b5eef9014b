package dev.tollgate.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.Tollgate;
import dev.tollgate.jdbc.JdbcStore;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunOnceTest {
    @TempDir
    Path folder;

    private final Printed printed = new Printed();

    @Test
    void moneyMovesOnceAndEveryLaterDeliveryGetsTheReceipt() throws Exception {
        try (Tollgate tollgate = Tollgate.on(JdbcStore.open("sqlite:" + folder.resolve("tollgate.db")))
                .start()) {
            int payments = new RunOnce(tollgate.blocking(), printed.stream()).run();

            assertThat(payments).isEqualTo(1);
            String receipt = "done before, here is the receipt again: receipt R-1 for ORD-1001, 13912 pence";
            assertThat(printed.lines())
                    .containsExactly(
                            "delivery 1: paid",
                            "delivery 2: " + receipt,
                            "delivery 3: " + receipt,
                            "with another amount: not run: Mismatched[state=SUCCEEDED, fence=1]",
                            "money moved 1 time(s)");
        }
    }

    @Test
    void secondRunOnTheSameStoreMovesNoMoney() throws Exception {
        try (Tollgate tollgate = Tollgate.on(JdbcStore.open("sqlite:" + folder.resolve("tollgate.db")))
                .start()) {
            new RunOnce(tollgate.blocking(), printed.stream()).run();

            assertThat(new RunOnce(tollgate.blocking(), printed.stream()).run()).isZero();
        }
    }
}
