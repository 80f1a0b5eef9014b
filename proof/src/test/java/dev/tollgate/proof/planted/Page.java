package dev.tollgate.proof.planted;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The table of all bugs and of what found them. */
final class Page {
    static final String CHECKED_IN = "docs/planted-bugs.md";

    private static final String HEAD = """
            # Planted bugs

            Each row is a small change of the program that is wrong in a way somebody would pay for. `PlantedBugsTest` makes these changes
            one at a time and fails when one of them is not noticed by what is named here: the simulator, which runs seeds, or one or
            more suites of the contract that every store has to pass. The lists themselves stand in
            `proof/src/test/resources/dev/tollgate/proof/planted`. How to run them says [testing.md](testing.md).

            | bug | what goes wrong | has to be found by | was found by | seconds |
            | --- | --- | --- | --- | ---: |
            """;

    private Page() {}

    static String of(List<PlantedBug> bugs, Map<PlantedBug, Hunt.Result> results) {
        StringBuilder page = new StringBuilder(HEAD);
        for (PlantedBug bug : bugs) {
            Hunt.Result result = results.get(bug);
            page.append(row(bug));
            page.append(
                    result == null
                            ? " was not run | |\n"
                            : " %s | %.1f |\n"
                                    .formatted(
                                            result.isFound() ? cell(result.found()) : "**nothing**", result.seconds()));
        }
        return page.toString();
    }

    /** The part of a bug's row that is the same whatever is measured. */
    private static String row(PlantedBug bug) {
        return "| %s | %s | %s |"
                .formatted(cell(bug.name()), cell(bug.harm()), bug.finder().kind());
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;");
    }

    /** In which rows a page differs from the list. */
    static List<String> differences(String page, List<PlantedBug> bugs) {
        List<String> wanted = bugs.stream().map(Page::row).toList();
        List<String> found = page.lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| bug |") && !line.startsWith("| --- |"))
                .map(line -> line.substring(0, thirdCellEnd(line)))
                .toList();
        List<String> differences = new ArrayList<>();
        wanted.stream().filter(row -> !found.contains(row)).forEach(row -> differences.add("is missing: " + row));
        found.stream().filter(row -> !wanted.contains(row)).forEach(row -> differences.add("is too much: " + row));
        return differences;
    }

    private static int thirdCellEnd(String row) {
        int end = 0;
        for (int cells = 0; cells < 3; cells++) {
            end = row.indexOf(" |", end + 1);
            if (end < 0) {
                return row.length();
            }
        }
        return end + 2;
    }

    /** One line for the console. */
    static String line(PlantedBug bug, Hunt.Result result) {
        return String.format(
                Locale.ROOT,
                "%-62s %-34s %5.1f s  %s",
                bug.name(),
                bug.finder().kind(),
                result.seconds(),
                result.isFound()
                        ? "%s  %s".formatted(result.found(), result.why()).strip()
                        : "NOT FOUND");
    }
}
