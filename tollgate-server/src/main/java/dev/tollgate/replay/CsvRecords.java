package dev.tollgate.replay;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * The records of a CSV text with the line each begins on. A record that cannot be read costs its own first line only: reading goes
 * on with the line after it, so that one forgotten quote does not swallow the rest. Blank lines are passed over.
 */
final class CsvRecords {
    /** A record longer than this has a quote that is not closed: looking further would read the rest of the file for each. */
    private static final int RECORD_CHARS_MAX = 256 * 1024;

    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setIgnoreEmptyLines(false).get();

    private final String text;
    private final int[] lineStarts;
    private final int lines;
    private int columns;
    private @Nullable Parsing parsing;
    private int nextLine = 1;

    CsvRecords(String text) {
        this.text = text;
        int[] starts = new int[1024];
        int count = 1;
        for (int i = 0; i + 1 < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || (c == '\r' && text.charAt(i + 1) != '\n')) {
                if (count == starts.length) {
                    starts = Arrays.copyOf(starts, 2 * count);
                }
                starts[count++] = i + 1;
            }
        }
        lineStarts = starts;
        lines = text.isEmpty() ? 0 : count;
    }

    /** From now on a record must have this many fields. */
    void expectColumns(int fields) {
        columns = fields;
    }

    /**
     * A record, or why there is none on this line.
     *
     * @param line where it begins, from 1
     * @param linesTaken how many lines it has
     * @param fields empty when there is a problem
     */
    record Entry(
            int line,
            int linesTaken,
            List<String> fields,
            @Nullable String problem) {}

    /** The next record or problem; null at the end. */
    @Nullable
    Entry next() {
        while (nextLine <= lines) {
            int line = nextLine;
            Entry entry = read(line);
            nextLine = line + entry.linesTaken();
            if (entry.problem() != null || !isBlank(entry.fields())) {
                return entry;
            }
        }
        return null;
    }

    private Entry read(int line) {
        Parsing current = parsing;
        if (current == null || current.line() != line) {
            current = new Parsing(line);
            parsing = current;
        }
        List<String> fields;
        try {
            fields = current.next(line).toList();
        } catch (UncheckedIOException | IllegalStateException e) {
            parsing = null;
            return problem(line, "a quote is not closed, or something stands between it and the next comma");
        }
        int linesTaken = Math.max(1, current.line() - line);
        if (columns == 0 || fields.size() == columns || isBlank(fields)) {
            return new Entry(line, linesTaken, fields, null);
        }
        return problem(line, linesTaken > 1 ? "a quote is not closed" : countProblem(fields.size()));
    }

    private static boolean isBlank(List<String> fields) {
        return fields.size() == 1 && fields.get(0).isBlank();
    }

    private String countProblem(int fields) {
        return "has %d fields where the header has %d".formatted(fields, columns);
    }

    private static Entry problem(int line, String problem) {
        return new Entry(line, 1, List.of(), problem);
    }

    /** A parser that was started on a line. */
    private final class Parsing {
        private final int firstLine;
        private final Source source;
        private final CSVParser parser;
        private final Iterator<CSVRecord> records;

        Parsing(int firstLine) {
            this.firstLine = firstLine;
            source = new Source(lineStarts[firstLine - 1]);
            try {
                parser = CSVParser.builder().setReader(source).setFormat(FORMAT).get();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            records = parser.iterator();
        }

        /** The line that the next record begins on. */
        int line() {
            return firstLine + (int) parser.getCurrentLineNumber();
        }

        CSVRecord next(int line) {
            source.recordStart = lineStarts[line - 1];
            return records.next();
        }
    }

    /** The text from an offset on, as far as one record may go. */
    private final class Source extends Reader {
        private int position;
        private int recordStart;

        Source(int position) {
            this.position = position;
            this.recordStart = position;
        }

        @Override
        public int read(char[] buffer, int offset, int length) throws IOException {
            if (position >= text.length()) {
                return -1;
            }
            if (position - recordStart > RECORD_CHARS_MAX) {
                throw new IOException("the record is too long");
            }
            int count = Math.min(length, text.length() - position);
            text.getChars(position, position + count, buffer, offset);
            position += count;
            return count;
        }

        @Override
        public void close() {}
    }
}
