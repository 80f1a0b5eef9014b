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
}
