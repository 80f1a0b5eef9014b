package dev.tollgate.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.Tollgate;
import dev.tollgate.jdbc.JdbcStore;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LostAnswerTest {
    @TempDir
    Path folder;

    @Test
    void sameCallAgainGetsItsTicketAndTakesTheAmountOnce() throws Exception {
        Printed printed = new Printed();
        try (Tollgate tollgate = Tollgate.on(JdbcStore.open("sqlite:" + folder.resolve("tollgate.db")))
                .start()) {
            long used = new LostAnswer(tollgate.blocking(), printed.stream()).run();

            assertThat(used).isEqualTo(100_00);
            assertThat(printed.lines())
                    .containsExactly(
                            "first time: an answer (Admitted) that nobody reads",
                            "the same call again: Admitted",
                            "another caller: InProgress",
                            "report: Done",
                            "the same report again: Done",
                            "used today: 10000 pence");
        }
    }
}
