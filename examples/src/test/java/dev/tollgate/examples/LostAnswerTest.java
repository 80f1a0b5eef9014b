package dev.tollgate.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.Tollgate;
import dev.tollgate.memory.MemoryStore;
import org.junit.jupiter.api.Test;

class LostAnswerTest {
    @Test
    void sameCallAgainGetsItsTicketAndTakesTheAmountOnce() throws Exception {
        Printed printed = new Printed();
        try (Tollgate tollgate = Tollgate.on(new MemoryStore()).start()) {
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
