package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void helpGoesToStandardOutputAndNamesTheExitCodes() {
        assertThat(run("--help")).isEqualTo(0);
        assertThat(out.toString()).startsWith("Usage: tollgate").contains("Exit codes:", "wrong usage");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void versionNamesTheProgramAndItsJava() {
        assertThat(run("--version")).isEqualTo(0);
        assertThat(out.toString()).contains("tollgate ", "Java " + Runtime.version());
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void noCommandIsWrongUsage() {
        assertThat(run()).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).contains("A command is missing.", "Usage: tollgate");
    }

    @Test
    void anUnknownCommandIsWrongUsage() {
        assertThat(run("frobnicate")).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).contains("frobnicate");
    }

    @Test
    void anUnknownOptionIsWrongUsage() {
        assertThat(run("--frobnicate")).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).contains("--frobnicate");
    }

    private int run(String... args) {
        return Main.run(InputStream.nullInputStream(), new PrintWriter(out, true), new PrintWriter(err, true), args);
    }

    @Test
    void aLimitsScenariosAreNamedOneByOne() {
        assertThat(run("account", "set", "acme", "--limit", "scenarios=x,scenario=y", "--store", "memory:"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("write scenario=<name>, once for each scenario");
    }

    @Test
    void timesBeyondAllYearsAreNoErrorOfTheProgram() {
        assertThat(run("ticket", "list", "--from", "-1000000000-01-01T00:00:00Z", "--store", "memory:"))
                .isEqualTo(0);
        assertThat(run("replay", "no.csv", "--patience", "PT2562047788015215H", "--store", "memory:"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--patience must be more than nothing and at most 24h");
    }
}
