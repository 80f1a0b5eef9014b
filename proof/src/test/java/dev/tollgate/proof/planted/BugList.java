package dev.tollgate.proof.planted;

import dev.tollgate.proof.planted.PlantedBug.Change;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Reads the lists of bugs, which look like this. A bug may take several changes, each of lines to find and lines to put there.
 *
 * <pre>
 * # The name of the bug
 * What goes wrong, in one sentence.
 * in tollgate-core/src/main/java/…
 * by simulator
 * - text to find
 * + text to put there
 * </pre>
 */
final class BugList {
    private static final List<String> LISTS = List.of("decider.txt", "engine.txt", "stores.txt");

    private final List<PlantedBug> bugs = new ArrayList<>();

    private BugList() {}

    static List<PlantedBug> read() {
        BugList list = new BugList();
        for (String name : LISTS) {
            try (InputStream in = Objects.requireNonNull(BugList.class.getResourceAsStream(name), name)) {
                list.add(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return List.copyOf(list.bugs);
    }

    private void add(String text) {
        String[] blocks = text.split("(?m)^# ", -1);
        for (String block : Arrays.asList(blocks).subList(1, blocks.length)) {
            bugs.add(bug(block.strip().lines().toList()));
        }
    }

    private static PlantedBug bug(List<String> lines) {
        return new PlantedBug(
                lines.get(0),
                lines.get(1),
                after("in ", lines.get(2)),
                changes(lines),
                Finder.parse(after("by ", lines.get(3))));
    }

    private static String after(String word, String line) {
        if (!line.startsWith(word)) {
            throw new IllegalArgumentException("expected '%s…' and found: %s".formatted(word, line));
        }
        return line.substring(word.length());
    }

    private static List<Change> changes(List<String> lines) {
        List<Change> changes = new ArrayList<>();
        int next = 4;
        while (next < lines.size()) {
            List<String> find = from(lines, next, '-');
            List<String> put = from(lines, next + find.size(), '+');
            if (find.isEmpty()) {
                throw new IllegalArgumentException("neither '-' nor '+': " + lines.get(next));
            }
            next += find.size() + put.size();
            changes.add(new Change(String.join("\n", find), String.join("\n", put)));
        }
        if (changes.isEmpty()) {
            throw new IllegalArgumentException("nothing is changed by " + lines.get(0));
        }
        return changes;
    }

    private static List<String> from(List<String> lines, int start, char mark) {
        List<String> found = new ArrayList<>();
        for (int i = start; i < lines.size() && lines.get(i).charAt(0) == mark; i++) {
            found.add(lines.get(i).substring(1));
        }
        return found;
    }
}
