package dev.tollgate.replay;

import dev.tollgate.fuzzing.Holds;
import dev.tollgate.fuzzing.Input;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Any text as CSV: each line is told of once, in order, and nothing is lost between records; and records that were written by the rules
 * come back as they were.
 */
public final class CsvRecordsFuzz {
    private CsvRecordsFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        Input input = new Input(bytes);
        String text = input.text();
        anyText(text, 0);
        anyText(text, 7);
        plainText(text);
        written(input);
    }

    private static void anyText(String text, int columns) {
        CsvRecords records = new CsvRecords(text);
        records.expectColumns(columns);
        int nextLine = 1;
        int lines = lines(text).size();
        for (CsvRecords.Entry entry = records.next(); entry != null; entry = records.next()) {
            Holds.that(entry.line() >= nextLine, "line %d after line %d", entry.line(), nextLine);
            Holds.that(entry.linesTaken() >= 1, "%d lines taken", entry.linesTaken());
            nextLine = entry.line() + entry.linesTaken();
            Holds.that(nextLine <= lines + 1, "line %d of %d", nextLine, lines);
            String problem = entry.problem();
            Holds.that(
                    problem == null
                            ? !entry.fields().isEmpty()
                            : !problem.isBlank() && entry.fields().isEmpty(),
                    "neither record nor problem: %s",
                    entry);
            Holds.that(
                    problem != null || columns == 0 || entry.fields().size() == columns,
                    "%d fields",
                    entry.fields().size());
        }
        Holds.same(null, records.next());
    }

    /** Without quotes a line is a record and a comma ends a field, nothing else. */
    private static void plainText(String text) {
        if (text.indexOf('"') >= 0) {
            return;
        }
        List<List<String>> expected = lines(text).stream()
                .filter(line -> !line.isBlank())
                .map(line -> List.of(line.split(",", -1)))
                .toList();
        Holds.same(expected, fields(text));
    }

    private static void written(Input input) {
        List<List<String>> expected = new ArrayList<>();
        List<String> record = new ArrayList<>();
        while (input.hasMore()) {
            record.add(input.text());
            if (input.choice(3) == 0 && isSeen(record)) {
                expected.add(record);
                record = new ArrayList<>();
            }
        }
        String text = expected.stream()
                .map(fields -> fields.stream()
                        .map(field -> '"' + field.replace("\"", "\"\"") + '"')
                        .collect(Collectors.joining(",")))
                .collect(Collectors.joining("\r\n"));
        Holds.same(expected, fields(text));
    }

    /** A record of one blank field is a blank line. */
    private static boolean isSeen(List<String> record) {
        return record.size() > 1 || !record.get(0).isBlank();
    }

    private static List<@Nullable List<String>> fields(String text) {
        CsvRecords records = new CsvRecords(text);
        List<@Nullable List<String>> fields = new ArrayList<>();
        for (CsvRecords.Entry entry = records.next(); entry != null; entry = records.next()) {
            fields.add(entry.problem() == null ? entry.fields() : null);
        }
        return fields;
    }

    private static List<String> lines(String text) {
        return text.lines().toList();
    }
}
