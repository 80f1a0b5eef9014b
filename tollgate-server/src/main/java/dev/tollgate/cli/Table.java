package dev.tollgate.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Rows for people, in columns as wide as they need. */
final class Table {
    private static final String GAP = "  ";
    private static final Pattern CONTROLS = Pattern.compile("\\p{Cntrl}");

    private final List<String[]> rows = new ArrayList<>();
    private int numbers = -1;

    Table(String... headings) {
        if (headings.length > 0) {
            rows.add(headings);
        }
    }

    /** Adds a row; what is null is left blank. */
    Table row(@Nullable Object... cells) {
        String[] row = new String[cells.length];
        for (int i = 0; i < cells.length; i++) {
            // Outcomes and reasons are anybody's text, and a terminal obeys control characters.
            row[i] = cells[i] == null
                    ? ""
                    : CONTROLS.matcher(cells[i].toString()).replaceAll("\uFFFD");
        }
        rows.add(row);
        return this;
    }

    /** Says which column holds numbers, from 0: they stand at the right of it. */
    Table numbersIn(int column) {
        numbers = column;
        return this;
    }

    void printTo(PrintWriter out) {
        int columns = rows.stream().mapToInt(row -> row.length).max().orElse(0);
        int[] widths = new int[columns];
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].codePointCount(0, row[i].length()));
            }
        }
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.length; i++) {
                String padding = " ".repeat(widths[i] - row[i].codePointCount(0, row[i].length()));
                line.append(i == numbers ? padding + row[i] : row[i] + padding);
                line.append(GAP);
            }
            out.println(line.toString().stripTrailing());
        }
    }
}
