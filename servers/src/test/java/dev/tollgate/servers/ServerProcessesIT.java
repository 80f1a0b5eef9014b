package dev.tollgate.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is left of servers when the JVM that started them is gone, and what happens when several start them at once. */
@Timeout(120)
class ServerProcessesIT {
    private static final int GONE_SECONDS_MAX = 30;

    @Test
    void killedJvmLeavesNoProcessAndNoFile() throws Exception {
        Process jvm = jvm("all");
        List<Path> folders = new ArrayList<>();
        List<String> processes = new ArrayList<>();
        read(jvm, folders, processes);
        assertThat(processes).hasSizeGreaterThan(5).allMatch(Processes::runs);

        jvm.destroyForcibly().waitFor();

        assertGone(folders, processes);
    }

    @Test
    void jvmThatEndsClosesTheServersItShared() throws Exception {
        Process jvm = jvm("shared");
        List<Path> folders = new ArrayList<>();
        List<String> processes = new ArrayList<>();
        read(jvm, folders, processes);

        jvm.getOutputStream().close();

        assertThat(jvm.waitFor()).isZero();
        assertGone(folders, processes);
    }

    @Test
    void severalJvmsMayUnpackAtOnce(@TempDir Path cache) throws Exception {
        List<Process> jvms = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            jvms.add(jvm("shared", "-Dtollgate.test.cache=" + cache));
        }
        for (Process jvm : jvms) {
            read(jvm, new ArrayList<>(), new ArrayList<>());
            jvm.getOutputStream().close();
            assertThat(jvm.waitFor()).isZero();
        }
        try (Stream<Path> unpacked = Files.list(cache)) {
            assertThat(unpacked).hasSize(1);
        }
    }

    @Test
    void binariesThatLostAFileAreUnpackedAgain(@TempDir Path cache) throws Exception {
        start(cache);
        Path binary;
        try (Stream<Path> all = Files.walk(cache)) {
            binary = all.filter(each -> each.endsWith("redis-server"))
                    .findFirst()
                    .orElseThrow();
        }
        Files.delete(binary);
        start(cache);
        assertThat(binary).isExecutable();
        try (Stream<Path> unpacked = Files.list(cache)) {
            assertThat(unpacked).hasSize(1);
        }
    }

    private static void start(Path cache) throws Exception {
        Process jvm = jvm("shared", "-Dtollgate.test.cache=" + cache);
        read(jvm, new ArrayList<>(), new ArrayList<>());
        jvm.getOutputStream().close();
        assertThat(jvm.waitFor()).isZero();
    }

    /** The guard has to wake up first, so that the end comes a moment after the JVM's. */
    private static void assertGone(List<Path> folders, List<String> processes) {
        long deadline = System.nanoTime() + GONE_SECONDS_MAX * 1_000_000_000L;
        while ((processes.stream().anyMatch(Processes::runs) || folders.stream().anyMatch(Files::exists))
                && System.nanoTime() < deadline) {
            LockSupport.parkNanos(10_000_000);
        }
        assertThat(processes).isNotEmpty().noneMatch(Processes::runs);
        assertThat(folders).isNotEmpty().noneMatch(Files::exists);
    }

    private static Process jvm(String what, String... options) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + "/bin/java");
        command.addAll(Arrays.asList(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Starter.class.getName(), what));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static void read(Process jvm, List<Path> folders, List<String> processes) throws IOException {
        BufferedReader lines = jvm.inputReader(StandardCharsets.UTF_8);
        for (String line = lines.readLine(); !"started".equals(line); line = lines.readLine()) {
            assertThat(line).as("a line of the program's").isNotNull();
            List<String> words = List.of(line.split(" ", -1));
            folders.add(Path.of(words.get(0)));
            processes.addAll(words.subList(1, words.size()));
        }
    }
}
