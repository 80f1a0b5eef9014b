package dev.tollgate.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Time and memory of an admission within the library, measured by JMH in a JVM of its own. */
@Command(
        name = "library",
        description =
                "What an admission costs in the library, without the store: nanoseconds of one core and bytes of heap,"
                        + " by JMH with its gc profiler.")
final class LibraryCommand implements Callable<Integer> {
    private static final String BYTES = "gc.alloc.rate.norm";

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private Output output;

    @Option(
            names = "--forks",
            paramLabel = "<n>",
            defaultValue = "3",
            description = "How many JVMs measure, one after another, 1 to 20 (default: ${DEFAULT-VALUE}).")
    private int forks;

    @Override
    public Integer call() throws Exception {
        output.check("--forks", forks, 1, 20);
        output.progress().accept("JMH: %d JVMs, 5 iterations of 1 s each after 5 to warm up".formatted(forks));
        RunResult run = new Runner(new OptionsBuilder()
                        .include("AdmissionJmh")
                        .forks(forks)
                        .warmupIterations(5)
                        .warmupTime(TimeValue.seconds(1))
                        .measurementIterations(5)
                        .measurementTime(TimeValue.seconds(1))
                        .addProfiler(GCProfiler.class)
                        .jvmArgs("-XX:+UseParallelGC", "-Xmx1g")
                        .verbosity(VerboseMode.SILENT)
                        .shouldFailOnError(true)
                        .build())
                .runSingle();
        Result<?> nanos = run.getPrimaryResult();
        Result<?> bytes = run.getSecondaryResults().get(BYTES);
        if (bytes == null) {
            throw new IllegalStateException("JMH does not tell how much memory was taken");
        }
        ObjectNode document = output.document()
                .put("load", "admissions in batches of 64 on one account, on a store that costs nothing")
                .put("nanosPerAdmission", Report.rounded(nanos.getScore()))
                .put("nanosError", Report.rounded(nanos.getScoreError()))
                .put("bytesPerAdmission", Report.rounded(bytes.getScore()))
                .put("verified", true);
        String text = String.format(
                Locale.ROOT,
                "%s%n%s%n%nan admission in the library, in batches of 64, without the store: %.0f ns (± %.0f), %.0f bytes%n",
                Machine.describe(),
                output.command(),
                nanos.getScore(),
                nanos.getScoreError(),
                bytes.getScore());
        output.publish(new Report(document, text, List.of()));
        return 0;
    }
}
