package dev.tollgate.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The rows of a query, each read column after column: by position, because looking names up costs more than reading. */
final class Cursor implements AutoCloseable {
    private final ResultSet rows;
    private int column;

    Cursor(ResultSet rows) {
        this.rows = rows;
    }

    boolean next() throws SQLException {
        column = 0;
        return rows.next();
    }

    String text() throws SQLException {
        return rows.getString(++column);
    }

    @Nullable
    String textOrNull() throws SQLException {
        return rows.getString(++column);
    }

    long number() throws SQLException {
        return rows.getLong(++column);
    }

    @Nullable
    Long numberOrNull() throws SQLException {
        long value = rows.getLong(++column);
        return value == 0 && rows.wasNull() ? null : value;
    }

    byte @Nullable [] bytesOrNull() throws SQLException {
        return rows.getBytes(++column);
    }

    @Override
    public void close() throws SQLException {
        rows.close();
    }
}
