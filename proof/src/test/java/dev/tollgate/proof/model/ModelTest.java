package dev.tollgate.proof.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Explores the model of docs/model: the right one holds all it promises, and each wrong one breaks the promise it is said to break. */
class ModelTest {
    private static final int CORES = 2;

    @Test
    void aSmallRightModelHoldsAndAWrongOneIsRefuted() throws Exception {
        Map<Configuration, Exploration> both =
                side(List.of(Configuration.of("right", "quick"), Configuration.of("wrong", "lapse-gives-back")));

        both.forEach((configuration, found) -> {
            if (configuration.refutedBy().isEmpty()) {
                assertHolds(configuration, found);
            } else {
                assertRefuted(configuration, found);
            }
        });
    }

    @Test
    @Tag("proof")
    void theRightModelHoldsInEveryStateAndTakesEveryAction() throws Exception {
        Map<String, Long> taken = new TreeMap<>();
        say("right configuration    | distinct states | generated | depth | seconds");
        for (Configuration configuration : Configuration.in("right")) {
            Exploration found = Tlc.explore(configuration, CORES);
            say("%-22s | %15d | %9d | %5d | %7.1f"
                    .formatted(
                            configuration.name(),
                            found.distinct(),
                            found.generated(),
                            found.depth(),
                            found.millis() / 1000.0));
            assertHolds(configuration, found);
            found.taken().forEach((action, times) -> taken.merge(action, times, Long::sum));
        }
        Set<String> actions = actions();
        say("taken: " + taken);
        assertThat(actions).hasSizeGreaterThan(8);
        for (String action : actions) {
            assertThat(taken.get(action)).as("how often %s is taken", action).isPositive();
        }
    }

    @Test
    @Tag("proof")
    void everyWrongModelBreaksThePromiseItIsSaidToBreak() throws Exception {
        List<Configuration> wrong = new ArrayList<>(Configuration.in("wrong"));
        assertThat(wrong).hasSizeGreaterThan(8);
        wrong.addAll(Configuration.in("known"));
        Map<Configuration, Exploration> all = side(wrong);

        say("wrong configuration        | violated           | states | trace");
        all.forEach((configuration, found) -> say("%-26s | %-18s | %6d | %5d"
                .formatted(configuration.name(), found.violated(), found.distinct(), found.traceLength())));
        all.forEach(ModelTest::assertRefuted);
    }

    @Test
    void everyFlawOfTheModelIsTriedAndDocumented() throws IOException {
        String model = Files.readString(Configuration.directory().resolve("Tollgate.tla"));
        String readme = Files.readString(Configuration.directory().resolve("README.md"));
        Set<String> flaws = new TreeSet<>();
        Matcher flaw = Pattern.compile("Flaw (?:=|#) \"(.*?)\"").matcher(model);
        while (flaw.find()) {
            flaws.add(flaw.group(1));
        }
        flaws.remove("none");

        Set<String> tried = new TreeSet<>();
        for (Configuration configuration : Configuration.in("wrong")) {
            tried.add(configuration.flaw());
            assertDocumented(configuration, readme);
        }
        for (Configuration configuration : Configuration.in("known")) {
            assertThat(configuration.flaw()).isEqualTo("none");
            assertDocumented(configuration, readme);
        }
        assertThat(tried).isEqualTo(flaws);
        for (Configuration configuration : Configuration.in("right")) {
            assertThat(configuration.flaw()).isEqualTo("none");
            assertThat(readme).contains("`" + configuration.name() + "`");
        }
    }

    private static void assertDocumented(Configuration configuration, String readme) {
        assertThat(readme.lines())
                .as("a line of README.md about %s", configuration.name())
                .anyMatch(line -> line.startsWith("| `" + configuration.name() + "`")
                        && line.contains("`" + configuration.refutedBy() + "`"));
    }

    private static void assertHolds(Configuration configuration, Exploration found) {
        assertThat(found.exhaustive())
                .as("%s: all states seen, nothing violated\n%s", configuration.name(), tail(found))
                .isTrue();
        assertThat(found.distinct()).isGreaterThan(100);
    }

    private static void assertRefuted(Configuration configuration, Exploration found) {
        assertThat(found.violated())
                .as("%s: what is violated\n%s", configuration.name(), tail(found))
                .isEqualTo(configuration.refutedBy());
        assertThat(found.traceLength()).as(configuration.name()).isGreaterThan(1);
    }

    /** The named steps of the model's next-state relation. */
    private static Set<String> actions() throws IOException {
        String model = Files.readString(Configuration.directory().resolve("Tollgate.tla"));
        Matcher next = Pattern.compile("(?s)\nNext == (.*?)\nSpec ==").matcher(model);
        assertThat(next.find()).isTrue();
        Set<String> names = new TreeSet<>();
        Matcher name = Pattern.compile("\\b([A-Z][A-Za-z]+)\\b(?=\\(|\\s|$)").matcher(next.group(1));
        while (name.find()) {
            names.add(name.group(1));
        }
        names.removeAll(Set.of("Instances", "Operations", "RequestsMax"));
        return names;
    }

    /** Explores side by side, each with one worker. */
    private static Map<Configuration, Exploration> side(List<Configuration> configurations)
            throws InterruptedException, ExecutionException {
        ExecutorService workers = Executors.newFixedThreadPool(CORES);
        try {
            List<Callable<Exploration>> tasks = new ArrayList<>();
            configurations.forEach(c -> tasks.add(() -> Tlc.explore(c, 1)));
            List<Future<Exploration>> futures = workers.invokeAll(tasks);
            Map<Configuration, Exploration> found = new LinkedHashMap<>();
            for (int i = 0; i < configurations.size(); i++) {
                found.put(configurations.get(i), futures.get(i).get());
            }
            return found;
        } finally {
            workers.shutdownNow();
        }
    }

    private static String tail(Exploration found) {
        List<String> lines = found.output();
        return "steps: " + found.steps() + "\n"
                + String.join("\n", lines.subList(Math.max(0, lines.size() - 200), lines.size()));
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
