package dev.tollgate.proof.planted;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Plants each bug of the list and has it found by what the list names: a bug that nobody notices is a promise that nobody keeps.
 * {@code -Dplanted.only=<regular expression>} plants those alone in whose names it is found.
 */
@Tag("proof")
class PlantedBugsTest {
    static final String WRITE_PAGE = "./mvnw test -Pproof -pl proof -am -Dtest=PlantedBugsTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dplanted.page=write";

    /** Of the program as it is, which has nothing to find. */
    private static final int CLEAN_SEEDS = 300;

    private static final int SIDE_BY_SIDE = 2;
    private static final Pattern ONLY = Pattern.compile(System.getProperty("planted.only", ""));

    private static final RealServers SERVERS = new RealServers();
    private static final Path FOLDER = Repository.target().resolve("planted");

    @AfterAll
    static void closeServers() {
        SERVERS.close();
    }

    private interface Task<K> {
        Hunt.Result run(K key) throws IOException, InterruptedException;
    }

    /** Otherwise everything would be found. */
    @Test
    void whereNoBugIsPlantedNoneIsFound() throws Exception {
        Map<Finder.Kind, Set<String>> rungs = new TreeMap<>();
        Set<String> files = new LinkedHashSet<>();
        for (PlantedBug bug : bugs()) {
            rungs.computeIfAbsent(bug.finder().kind(), kind -> new LinkedHashSet<>())
                    .addAll(bug.finder().rungs());
            files.add(bug.file());
        }
        Path planted = emptied("nothing");
        for (String file : files) {
            Planting.plant(file, Repository.read(file), planted);
        }
        List<Finder> finders = new ArrayList<>();
        rungs.forEach((kind, names) -> finders.add(new Finder(kind, List.copyOf(names))));
        Map<Finder, Hunt.Result> results = inParallel(
                finders,
                finder -> new Hunt(
                                finder,
                                CLEAN_SEEDS,
                                planted,
                                emptied("nothing-" + finder.kind().name()))
                        .run(SERVERS));
        results.forEach((finder, result) -> {
            System.out.printf("%-62s %-34s %5.1f s%n", "(nothing)", finder.kind(), result.seconds());
            assertThat(result.found() + " " + result.why())
                    .as("what %s found", finder)
                    .isBlank();
        });
    }

    @Test
    void everyPlantedBugIsFound() throws Exception {
        List<PlantedBug> bugs = bugs();
        Map<PlantedBug, Hunt.Result> results = inParallel(bugs, PlantedBugsTest::hunt);
        String page = Page.of(bugs, results);
        Files.writeString(Repository.target().resolve("planted-bugs.md"), page);
        if (System.getProperty("planted.page", "").equals("write")) {
            assertThat(ONLY.pattern())
                    .as("the page is written of all bugs, not of some")
                    .isEmpty();
            Files.writeString(Repository.file(Page.CHECKED_IN), page);
        }
        List<String> missed = bugs.stream()
                .filter(bug -> !results.get(bug).isFound())
                .map(PlantedBug::name)
                .toList();
        assertThat(missed).as("bugs that nobody found").isEmpty();
        if (ONLY.pattern().isEmpty()) {
            assertThat(Page.differences(Repository.read(Page.CHECKED_IN), bugs))
                    .as("%s is out of date; make it anew with: %s", Page.CHECKED_IN, WRITE_PAGE)
                    .isEmpty();
        }
    }

    private static List<PlantedBug> bugs() {
        List<PlantedBug> bugs = BugList.read().stream()
                .filter(bug -> ONLY.matcher(bug.name()).find())
                .toList();
        assertThat(bugs).as("bugs whose name has '%s'", ONLY).isNotEmpty();
        return bugs;
    }

    private static Hunt.Result hunt(PlantedBug bug) throws IOException, InterruptedException {
        Path folder = emptied(bug.slug());
        Path planted = folder.resolve("classes");
        Planting.plant(bug.file(), bug.plantedIn(Repository.read(bug.file())), planted);
        Hunt.Result result = new Hunt(bug.finder(), Hunt.SEEDS_MAX, planted, folder).run(SERVERS);
        System.out.println(Page.line(bug, result));
        return result;
    }

    private static <K> Map<K, Hunt.Result> inParallel(List<K> keys, Task<K> task) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(SIDE_BY_SIDE);
        try {
            Map<K, Future<Hunt.Result>> running = new LinkedHashMap<>();
            keys.forEach(key -> running.put(key, executor.submit(() -> task.run(key))));
            Map<K, Hunt.Result> results = new LinkedHashMap<>();
            List<String> broken = new ArrayList<>();
            for (Map.Entry<K, Future<Hunt.Result>> one : running.entrySet()) {
                try {
                    results.put(one.getKey(), one.getValue().get());
                } catch (ExecutionException e) {
                    broken.add(e.getCause() + "; of " + one.getKey());
                }
            }
            assertThat(broken).as("hunts that say nothing").isEmpty();
            return results;
        } finally {
            executor.shutdownNow();
        }
    }

    private static Path emptied(String name) throws IOException {
        Path folder = FOLDER.resolve(name);
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
        return Files.createDirectories(folder);
    }
}
