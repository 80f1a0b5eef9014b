package dev.tollgate.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs as processes of their own. */
@Timeout(120)
class JavaProcessIT {
    private static final int KILLED = 128 + 9;

    @TempDir
    Path folder;

    @Test
    void aProgramIsPausedResumedAndKilled() {
        try (JavaProcess program = start()) {
            String pid = Long.toString(program.pid());
            program.pause();
            assertThat(Processes.isStopped(pid)).isTrue();
            assertThat(program.isAlive()).isTrue();
            program.resume();
            program.kill();
            assertThat(Processes.runs(pid)).isFalse();
            assertThat(program.exitCode(10)).isEqualTo(KILLED);
        }
    }

    @Test
    void aPausedProgramIsKilledWhenItIsClosed() {
        String pid;
        try (JavaProcess program = start()) {
            pid = Long.toString(program.pid());
            program.pause();
        }
        assertThat(Processes.runs(pid)).isFalse();
    }

    @Test
    void aProgramThatEndsSaysHow() {
        try (JavaProcess program = start("3")) {
            assertThat(program.exitCode(60)).isEqualTo(3);
            assertThat(program.printed()).contains("running");
            program.kill();
            assertThat(program.exitCode(0)).isEqualTo(3);
        }
    }

    @Test
    void aProgramThatDoesNotEndIsSaidNotTo() {
        try (JavaProcess program = start()) {
            assertThatThrownBy(() -> program.exitCode(0)).hasMessageContaining("has not ended");
        }
    }

    @Test
    void killedJvmLeavesNoPausedProgram() throws Exception {
        Process jvm = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Starter.class.getName(),
                        "program",
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader lines = jvm.inputReader(StandardCharsets.UTF_8);
        String pid = lines.readLine().split(" ", -1)[1];
        assertThat(lines.readLine()).isEqualTo("started");
        assertThat(Processes.isStopped(pid)).isTrue();

        jvm.destroyForcibly().waitFor();

        while (Processes.runs(pid)) {
            LockSupport.parkNanos(10_000_000);
        }
    }

    private JavaProcess start(String... arguments) {
        JavaProcess program =
                JavaProcess.start(folder.resolve("printed"), List.of(), Lasting.class, List.of(arguments));
        if (arguments.length == 0) {
            Lasting.awaitRunning(program);
        }
        return program;
    }
}
