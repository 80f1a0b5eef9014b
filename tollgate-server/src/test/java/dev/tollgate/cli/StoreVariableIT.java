package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The environment is a process's own, so these run in one. */
@Timeout(60)
final class StoreVariableIT {
    @TempDir
    private Path folder;

    @Test
    void theStoreIsTakenFromTheEnvironment() throws Exception {
        assertThat(verify()).contains(folder.resolve("variable.db").toString());
    }

    @Test
    void theCommandLineComesBeforeTheEnvironment() throws Exception {
        String option = folder.resolve("option.db").toString();
        assertThat(verify("--store", "sqlite:" + option)).contains(option).doesNotContain("variable.db");
    }

    private String verify(String... more) throws IOException, InterruptedException {
        Path err = folder.resolve("err");
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.tollgate.cli.Main",
                "verify"));
        command.addAll(List.of(more));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(err.toFile());
        builder.environment().put("TOLLGATE_STORE", "sqlite:" + folder.resolve("variable.db"));
        assertThat(builder.start().waitFor()).isEqualTo(3);
        return Files.readString(err);
    }
}
