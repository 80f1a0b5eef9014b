package dev.tollgate.jdbc;

import dev.tollgate.jdbc.Columns.Kind;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Rows turned on their side: one array per column, for a server that takes arrays. */
final class ColumnArrays implements Values {
    private final Object[][] arrays;
    private final Columns columns;
    private int row;
    private int column;

    ColumnArrays(Columns columns, int rows) {
        this.columns = columns;
        arrays = new Object[columns.size()][];
        for (int i = 0; i < arrays.length; i++) {
            arrays[i] = switch (columns.all().get(i).kind()) {
                case TEXT -> new String[rows];
                case NUMBER -> new Long[rows];
                case BYTES -> new byte[rows][];
            };
        }
    }

    /** The SQL type of a column's elements. */
    static String type(Kind kind) {
        return switch (kind) {
            case TEXT -> "text";
            case NUMBER -> "int8";
            case BYTES -> "bytea";
        };
    }

    private ColumnArrays next(@Nullable Object value) {
        arrays[column][row] = value;
        if (++column == arrays.length) {
            column = 0;
            row++;
        }
        return this;
    }

    @Override
    public ColumnArrays text(@Nullable String value) {
        return next(value);
    }

    @Override
    public ColumnArrays number(long value) {
        return next(value);
    }

    @Override
    public ColumnArrays numberOrNull(@Nullable Long value) {
        return next(value);
    }

    @Override
    public ColumnArrays bytes(byte @Nullable [] value) {
        return next(value);
    }

    /** Binds one array per column. */
    void bindTo(Prepared statement) throws SQLException {
        for (int i = 0; i < arrays.length; i++) {
            statement.array(type(columns.all().get(i).kind()), arrays[i]);
        }
    }
}
