package dev.tollgate.proof.planted;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Runs a finder in a JVM of its own on a program in which some files are replaced, until it finds something wrong or has run all. */
final class Hunt {
    /** What the simulator is given at most. */
    static final int SEEDS_MAX = Integer.getInteger("planted.seeds", 2_000);

    /** Guards against a bug that keeps a test from ever ending; far above what any hunt takes. */
    private static final int SECONDS_MAX = 300;

    private static final Pattern VIOLATION = Pattern.compile("(seed \\d+) violates:? (.*)");

    /** What classes throw that do not fit together, which says nothing about the bug. */
    private static final String OF_THE_MACHINE = "(NoClassDef|NoSuch|Linkage|Verify|Incompatible|IllegalAccess).*Error";

    /** @param found what was wrong, empty when nothing was */
    record Result(String found, String why, double seconds) {
        boolean isFound() {
            return !found.isEmpty();
        }
    }

    private final Finder finder;
    private final int seeds;
    private final Path planted;
    private final Path folder;

    /**
     * @param planted the folder of the files that come before all others
     * @param folder where it may keep what it needs
     */
    Hunt(Finder finder, int seeds, Path planted, Path folder) {
        this.finder = finder;
        this.seeds = seeds;
        this.planted = planted;
        this.folder = folder;
    }

    Result run(RealServers servers) throws IOException, InterruptedException {
        List<String> own = servers.options(finder.kind());
        Path temporary = Files.createDirectories(folder.resolve("tmp"));
        Path output = folder.resolve("output.txt");
        long startNanos = System.nanoTime();
        Process process = new ProcessBuilder(command(own, temporary))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended;
        try {
            ended = process.waitFor(SECONDS_MAX, TimeUnit.SECONDS);
        } finally {
            process.destroyForcibly().waitFor();
        }
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        List<String> lines = Files.readAllLines(output);
        remove(temporary);
        if (!ended) {
            throw broken("did not end in %d s".formatted(SECONDS_MAX), output);
        }
        return switch (process.exitValue()) {
            case ContractRun.PASSED -> new Result("", "", seconds);
            case ContractRun.FAILED -> found(lines, seconds, output);
            default -> throw broken("ended with %d".formatted(process.exitValue()), output);
        };
    }

    private List<String> command(List<String> own, Path temporary) {
        List<String> path = new ArrayList<>(List.of(planted.toString()));
        path.addAll(Repository.classPath());
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED",
                "-Dfile.encoding=UTF-8",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=off",
                "-Djava.io.tmpdir=" + temporary));
        command.addAll(own);
        command.addAll(List.of("-cp", String.join(":", path)));
        command.add(HuntRun.class.getName());
        if (finder.kind() == Finder.Kind.SIMULATOR) {
            command.addAll(List.of(HuntRun.SIMULATOR, "1", Integer.toString(seeds)));
        } else {
            command.add(finder.kind().contract());
            command.addAll(finder.rungs());
        }
        return command;
    }

    /** Whoever failed said what; a program that could not even start says something else. */
    private static Result found(List<String> lines, double seconds, Path output) {
        String why = "";
        for (String line : lines) {
            if (line.startsWith("why ")) {
                why = line.substring("why ".length());
            } else if (line.startsWith("found ")) {
                return new Result(line.substring("found ".length()), why, seconds);
            }
            Matcher violation = VIOLATION.matcher(line);
            if (violation.matches() && !violation.group(2).matches(OF_THE_MACHINE)) {
                return new Result(violation.group(1) + ": " + violation.group(2), "", seconds);
            }
        }
        throw broken("ended with 1 and does not say what it found", output);
    }

    private static IllegalStateException broken(String what, Path output) {
        return new IllegalStateException("a hunt %s; its output is in %s".formatted(what, output));
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
