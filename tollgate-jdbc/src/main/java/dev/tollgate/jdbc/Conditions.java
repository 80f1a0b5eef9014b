package dev.tollgate.jdbc;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A WHERE clause of optional parts; a null value does not filter. */
final class Conditions {
    private final List<String> parts = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();

    void add(String part) {
        parts.add(part);
    }

    void text(String part, @Nullable String value) {
        if (value != null) {
            parts.add(part);
            values.add(value);
        }
    }

    void number(String part, @Nullable Long value) {
        if (value != null) {
            parts.add(part);
            values.add(value);
        }
    }

    /** One more value for the part added last. */
    void bind(String value) {
        values.add(value);
    }

    String sql() {
        return String.join(" AND ", parts);
    }

    Prepared bindTo(Prepared statement) throws SQLException {
        for (Object value : values) {
            if (value instanceof Long number) {
                statement.number(number);
            } else {
                statement.text((String) value);
            }
        }
        return statement;
    }
}
