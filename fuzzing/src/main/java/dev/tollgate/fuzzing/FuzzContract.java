package dev.tollgate.fuzzing;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * All fuzz targets of a module: every build gives them the inputs that are kept, and under {@code -Pproof} a fuzzer looks for new ones.
 *
 * <p>{@code -Dfuzz.target=<name>} takes one target alone, {@code -Dfuzz.seconds=<n>} is how long each is fuzzed.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class FuzzContract {
    private static final int SECONDS = 5;
    /** A guard against hanging. */
    private static final Duration INPUT_TIME_MAX = Duration.ofMinutes(2);

    private List<FuzzTarget> targets = List.of();
    private List<FuzzTarget> chosen = List.of();

    @BeforeAll
    final void findTargets() throws IOException {
        targets = FuzzTarget.of(getClass());
        String only = System.getProperty("fuzz.target");
        chosen = targets.stream()
                .filter(target -> only == null || target.name().equals(only))
                .toList();
        if (chosen.isEmpty()) {
            throw new AssertionError("there is no target %s among %s"
                    .formatted(only, targets.stream().map(FuzzTarget::name).toList()));
        }
    }

    @Test
    final void everyTargetHasInputsAndEveryInputATarget() throws IOException {
        List<String> wrong = new ArrayList<>(FuzzTarget.corporaWithoutTarget(getClass(), targets));
        for (FuzzTarget target : targets) {
            if (target.inputs().isEmpty()) {
                wrong.add(target.name());
            }
        }
        if (!wrong.isEmpty()) {
            throw new AssertionError(
                    "targets without inputs in src/test/resources/fuzz, or inputs without a target: " + wrong);
        }
    }

    @TestFactory
    final Stream<DynamicContainer> everyInputThatIsKeptHolds() throws IOException {
        List<DynamicContainer> containers = new ArrayList<>();
        for (FuzzTarget target : chosen) {
            List<DynamicTest> tests = new ArrayList<>();
            for (Path input : target.inputs()) {
                tests.add(DynamicTest.dynamicTest(
                        input.getFileName().toString(),
                        () -> assertTimeoutPreemptively(INPUT_TIME_MAX, () -> target.run(input))));
            }
            containers.add(DynamicContainer.dynamicContainer(target.name(), tests));
        }
        return containers.stream();
    }

    @TestFactory
    @Tag("proof")
    final Stream<DynamicTest> theFuzzerFindsNothing() {
        int seconds = Integer.getInteger("fuzz.seconds", SECONDS);
        ExecutorService processes =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        Map<FuzzTarget, Future<String>> runs = new LinkedHashMap<>();
        for (FuzzTarget target : chosen) {
            Fuzzer fuzzer = new Fuzzer(target, seconds, Path.of("target", "fuzz", target.name()));
            runs.put(target, processes.submit(fuzzer::run));
        }
        processes.shutdown();
        return runs.entrySet().stream()
                .map(run -> DynamicTest.dynamicTest(run.getKey().name(), () -> report(run.getValue())))
                .onClose(processes::shutdownNow);
    }

    private static void report(Future<String> run) throws Throwable {
        try {
            System.out.println(run.get());
        } catch (ExecutionException e) {
            throw e.getCause();
        }
    }
}
