package dev.tollgate.fuzzing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Jazzer in a JVM of its own: it instruments classes as they are loaded, and ends the process it runs in. */
final class Fuzzer {
    private static final Pattern DONE = Pattern.compile("Done (\\d+) runs in \\d+ second");
    private static final Pattern COVERAGE = Pattern.compile("cov: (\\d+)");
    private static final Pattern FINDING = Pattern.compile("Test unit written to (.+)");

    /** What an input may take: a guard against hanging, far from what any of them needs, also where many others are at work. */
    private static final int INPUT_SECONDS_MAX = 120;
    /** Beyond the time for fuzzing: to start, to instrument, and to stop. */
    private static final int GRACE_SECONDS = 300;

    private static final int HEAP_MEGABYTES = 256;
    /** With less nothing was fuzzed. */
    private static final int INPUTS_MIN = 200;

    private static final int TIMES_MAX = 32;
    private static final int LINES_SHOWN_MAX = 60;

    private final FuzzTarget target;
    private final int seconds;
    private final Path folder;

    /** What the fuzzer says of a run that found nothing. */
    private record Run(long inputs, int branches, int seconds, String output) {
        static Run of(String output, int seconds) {
            Matcher done = DONE.matcher(output);
            int branches = 0;
            for (Matcher reached = COVERAGE.matcher(output); reached.find(); ) {
                branches = Math.max(branches, Integer.parseInt(reached.group(1)));
            }
            return new Run(done.find() ? Long.parseLong(done.group(1)) : 0, branches, seconds, output);
        }

        @Override
        public String toString() {
            return "%d inputs, %d branches in %d s".formatted(inputs, branches, seconds);
        }
    }

    /**
     * @param seconds how long to fuzz, beside starting and going through the inputs that are there
     * @param folder where inputs that reach something new are collected, from run to run
     */
    Fuzzer(FuzzTarget target, int seconds, Path folder) {
        this.target = target;
        this.seconds = seconds;
        this.folder = folder;
    }

    /** What became of it, in a line. A busy machine may need the time for starting alone, and is given more. */
    String run() {
        Run run = run(seconds);
        for (int more = 2; run.inputs() < INPUTS_MIN && more <= TIMES_MAX; more *= 2) {
            run = run(more * seconds);
        }
        if (run.inputs() < INPUTS_MIN || run.branches() < 2) {
            throw new AssertionError(
                    "%s was not fuzzed: %s%n%s".formatted(target.name(), run, lastLines(run.output())));
        }
        return "%s: %,d inputs in %d s reached %,d branches, nothing found"
                .formatted(target.name(), run.inputs(), run.seconds(), run.branches());
    }

    private Run run(int limitSeconds) {
        try {
            Path log = Files.createDirectories(folder).resolve("log");
            Path found = Files.createDirectories(folder.resolve("found"));
            Path temporary = Files.createDirectories(folder.resolve("tmp"));
            Process process = new ProcessBuilder(command(limitSeconds, found, temporary))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            boolean ended;
            try {
                ended = process.waitFor(limitSeconds + GRACE_SECONDS, TimeUnit.SECONDS);
            } finally {
                process.destroyForcibly();
            }
            String output = Files.readString(log);
            if (!ended || process.exitValue() != 0) {
                throw new AssertionError(failure(output, ended));
            }
            return Run.of(output, limitSeconds);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("fuzzing was interrupted", e);
        }
    }

    private List<String> command(int limitSeconds, Path found, Path temporary) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + HEAP_MEGABYTES + "m",
                "-XX:+UseSerialGC",
                "-XX:+EnableDynamicAgentLoading",
                "-Djdk.attach.allowAttachSelf=true",
                "--enable-native-access=ALL-UNNAMED",
                "-Dfile.encoding=UTF-8",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=off",
                "-Djava.io.tmpdir=" + temporary.toAbsolutePath(),
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.className(),
                "--instrumentation_includes=dev.tollgate.**",
                "--custom_hook_includes=dev.tollgate.**",
                "--reproducer_path=" + temporary.toAbsolutePath(),
                "-artifact_prefix=" + folder.toAbsolutePath() + "/",
                "-timeout=" + INPUT_SECONDS_MAX,
                "-max_total_time=" + limitSeconds,
                "-print_final_stats=1",
                found.toAbsolutePath().toString()));
        if (Files.isDirectory(target.corpus())) {
            command.add(target.corpus().toAbsolutePath().toString());
        }
        return command;
    }

    private String failure(String output, boolean ended) {
        Matcher finding = FINDING.matcher(output);
        if (!finding.find()) {
            return "%s: the fuzzer %s, and kept no input:%n%s"
                    .formatted(target.name(), ended ? "failed" : "hangs", lastLines(output));
        }
        String module = Path.of("").toAbsolutePath().getFileName().toString();
        String kept = "%s/src/test/resources/fuzz/%s/".formatted(module, target.name());
        return """
                %s: an input breaks a property.
                Keep it under a name that says what it is, and every build tries it again:
                  cp '%s' '%s<name>'
                  ./mvnw test -pl %s -am -Dtest='*FuzzTest' -Dsurefire.failIfNoSpecifiedTests=false -Dfuzz.target=%s
                %s""".formatted(target.name(), finding.group(1).strip(), kept, module, target.name(), exception(output));
    }

    /** From the exception to the end; what comes before it is what the fuzzer says of itself. */
    private static String exception(String output) {
        int start = output.indexOf("== Java Exception");
        return start < 0
                ? lastLines(output)
                : String.join(
                        "\n",
                        output.substring(start).lines().limit(LINES_SHOWN_MAX).toList());
    }

    private static String lastLines(String output) {
        List<String> lines = output.lines().toList();
        try (Stream<String> last = lines.stream().skip(Math.max(0, lines.size() - LINES_SHOWN_MAX))) {
            return String.join("\n", last.toList());
        }
    }
}
