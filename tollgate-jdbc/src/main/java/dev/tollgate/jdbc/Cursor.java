package dev.tollgate.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The rows of a query, each read column after column: by position, because looking names up costs more than reading. */
class Cursor implements AutoCloseable {
    private final ResultSet rows;
    private int column;

    Cursor(ResultSet rows) {
        this.rows = rows;
    }

    boolean next() throws SQLException {
        first();
        return rows.next();
    }

    void first() {
        column = 0;
    }

    int nextText() {
        return ++column;
    }

    int nextNumber() {
        return ++column;
    }

    int nextBytes() {
        return ++column;
    }

    String text() throws SQLException {
        return rows.getString(nextText());
    }

    @Nullable
    String textOrNull() throws SQLException {
        return rows.getString(nextText());
    }

    long number() throws SQLException {
        return rows.getLong(nextNumber());
    }

    @Nullable
    Long numberOrNull() throws SQLException {
        long value = rows.getLong(nextNumber());
        return value == 0 && rows.wasNull() ? null : value;
    }

    byte @Nullable [] bytesOrNull() throws SQLException {
        return rows.getBytes(nextBytes());
    }

    @Override
    public void close() throws SQLException {
        rows.close();
    }
}
