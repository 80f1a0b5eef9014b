package dev.tollgate.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrashAndDoubtTest {
    @TempDir
    Path folder;

    @Test
    void whatADeadProcessLeftIsHeldUntilItIsKnownHowItEnded() throws Exception {
        Printed printed = new Printed();
        CrashAndDoubt example = new CrashAndDoubt(folder, printed.stream());

        example.startProcessThatDies(folder);
        example.findOut();

        assertThat(printed.lines())
                .containsExactly(
                        "the process is dead, exit code 137",
                        "a minute later, P-1 again: InDoubt[fence=1], 60000 pence used",
                        "the bank was asked: P-1 is SUCCEEDED, P-2 is IN_DOUBT, 60000 pence used",
                        "carol rang the bank and released P-2: P-1 is SUCCEEDED, P-2 is RELEASED, 30000 pence used",
                        "attempt 2 paid P-2: P-1 is SUCCEEDED, P-2 is SUCCEEDED, 60000 pence used");
    }
}
