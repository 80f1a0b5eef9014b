package dev.tollgate.proof.model;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs TLC in a process of its own, since it ends the process it runs in. Whatever it writes goes to {@code target}. */
final class Tlc {
    private static final long HANG_MINUTES = 30;
    private static final Path WORK = Path.of("target", "model").toAbsolutePath();

    private Tlc() {}

    /** Explores until all is seen or something is violated. With one worker the same violation is found every time. */
    static Exploration explore(Configuration configuration, int workers) throws IOException, InterruptedException {
        // TLC unpacks its standard modules into the directory for temporary files: processes must not share one.
        Path directory = WORK.resolve(configuration.file().getParent().getFileName() + "-" + configuration.name());
        delete(directory);
        Files.createDirectories(directory.resolve("tmp"));
        Files.copy(Configuration.directory().resolve("Tollgate.tla"), directory.resolve("Tollgate.tla"));
        Path log = directory.resolve("tlc.log");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx1500m", "-XX:+UseParallelGC", "-Djava.io.tmpdir=" + directory.resolve("tmp")));
        if (workers == 1) {
            // Over before the second compiler would pay.
            command.add("-XX:TieredStopAtLevel=1");
        }
        command.addAll(List.of("-cp", jar().toString(), "tlc2.TLC"));
        command.addAll(List.of("-workers", String.valueOf(workers)));
        command.addAll(List.of("-metadir", directory.resolve("states").toString()));
        command.addAll(
                List.of("-coverage", "1000", "-config", configuration.file().toString(), "Tollgate.tla"));
        long start = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!process.waitFor(HANG_MINUTES, TimeUnit.MINUTES)) {
                throw new IllegalStateException("TLC hangs on " + configuration.file());
            }
        } finally {
            process.destroyForcibly();
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        return Exploration.read(Files.readAllLines(log), millis);
    }

    private static Path jar() {
        try {
            Class<?> tlc = Class.forName("tlc2.TLC", false, Tlc.class.getClassLoader());
            return Path.of(
                    tlc.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (ClassNotFoundException | URISyntaxException e) {
            throw new IllegalStateException("TLC is not among the test dependencies", e);
        }
    }

    private static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (var paths = Files.walk(directory)) {
                for (Path path : paths.sorted((a, b) -> b.compareTo(a)).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
