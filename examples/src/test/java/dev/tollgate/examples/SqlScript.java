package dev.tollgate.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Runs a script of the documentation and compares what its queries answer with the lines {@code -- => } below them. */
public final class SqlScript {
    private static final String EXPECTED = "-- => ";

    private final List<String> answers = new ArrayList<>();
    private final List<String> expected = new ArrayList<>();

    private SqlScript() {}

    /** Runs a script on a database of its own. */
    public static SqlScript run(Path file) throws IOException, SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:")) {
            return run(file, connection);
        }
    }

    public static SqlScript run(Path file, Connection connection) throws IOException, SQLException {
        SqlScript script = new SqlScript();
        StringBuilder sql = new StringBuilder();
        try (Statement statement = connection.createStatement()) {
            for (String line : Files.readAllLines(file)) {
                if (line.startsWith(EXPECTED)) {
                    script.expected.add(line.substring(EXPECTED.length()));
                } else if (!line.startsWith("--")) {
                    sql.append(line).append('\n');
                }
                if (line.endsWith(";")) {
                    script.execute(statement, sql.toString());
                    sql.setLength(0);
                }
            }
        }
        if (!sql.toString().isBlank()) {
            throw new AssertionError(file + " ends within a statement: " + sql);
        }
        return script;
    }

    private void execute(Statement statement, String sql) throws SQLException {
        if (!statement.execute(sql)) {
            return;
        }
        try (ResultSet rows = statement.getResultSet()) {
            while (rows.next()) {
                List<String> columns = new ArrayList<>();
                for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                    columns.add(rows.getString(column));
                }
                answers.add(String.join("|", columns));
            }
        }
    }

    /** What the queries answered, a line per row. */
    public List<String> answers() {
        return answers;
    }

    /** What the script says they answer. */
    public List<String> expected() {
        return expected;
    }

    /** The numbers of the last row. */
    public List<Long> conclusion() {
        String last = answers.get(answers.size() - 1);
        return List.of(last.split("\\|")).stream().map(Long::valueOf).toList();
    }
}
