package dev.tollgate.jdbc;

import java.util.stream.Collectors;

/** Statements over arrays, one element per row. The rows of the arrays are {@code k}. */
final class PostgresSql {
    private PostgresSql() {}

    /** The arrays as rows. */
    static String unnested(Columns columns) {
        return arrays(columns) + " AS k (" + columns.names() + ")";
    }

    /** The arrays as rows, with their number, from 1, as {@code ord}. */
    static String numbered(Columns columns) {
        return arrays(columns) + " WITH ORDINALITY AS k (" + columns.names() + ", ord)";
    }

    private static String arrays(Columns columns) {
        return columns.all().stream()
                .map(column -> "?::" + ColumnArrays.type(column.kind()) + "[]")
                .collect(Collectors.joining(", ", "unnest(", ")"));
    }

    /** The key of a table's row is that of an array's. */
    static String same(Columns key, String alias) {
        return key.all().stream()
                .map(column -> "%s.%s = k.%s".formatted(alias, column.name(), column.name()))
                .collect(Collectors.joining(" AND "));
    }

    static String insert(String table, Columns columns) {
        return "INSERT INTO %s (%s) SELECT * FROM %s".formatted(table, columns.names(), unnested(columns));
    }

    /** The arrays of {@link #update}. */
    static Columns updated(Columns key, Columns set) {
        return key.number("expected").and(set);
    }

    /**
     * Updates rows that are still in their version, and fails when one is not. Binds the arrays of {@link #updated}, then how many rows
     * there are.
     */
    static String update(String table, Columns key, String version, Columns set, String message) {
        String assignments = set.all().stream()
                .map(column -> "%s = k.%s".formatted(column.name(), column.name()))
                .collect(Collectors.joining(", "));
        return allOf(
                "UPDATE %s AS t SET %s FROM %s WHERE %s AND t.%s = k.expected RETURNING 1"
                        .formatted(table, assignments, unnested(updated(key, set)), same(key, "t"), version),
                message);
    }

    /** Deletes rows that are still in their version, and fails when one is not. Binds as {@link #update} does. */
    static String delete(String table, Columns key, String version, String message) {
        return allOf(
                "DELETE FROM %s AS t USING %s WHERE %s AND t.%s = k.expected RETURNING 1"
                        .formatted(table, unnested(key.number("expected")), same(key, "t"), version),
                message);
    }

    private static String allOf(String returning, String message) {
        return "WITH written AS (%s) SELECT CASE WHEN count(*) = ?::bigint THEN 0 ELSE %s END FROM written"
                .formatted(returning, failure("int", message, "count(*)"));
    }

    /** Fails when a row's version is not as expected; null is that there is none. Binds key and version. */
    static String check(String table, Columns key, String version, String message) {
        return "SELECT CASE WHEN count(*) = 0 THEN 0 ELSE %s END FROM %s LEFT JOIN %s AS t ON %s WHERE t.%s IS DISTINCT FROM k.expected"
                .formatted(
                        failure("int", message, "count(*)"),
                        unnested(key.number("expected")),
                        table,
                        same(key, "t"),
                        version);
    }

    /**
     * Fails when it is evaluated. What cannot be read as a number is the message, which the server's log shows; the value behind it keeps
     * the planner from evaluating it ahead of time.
     */
    static String failure(String type, String message, String value) {
        return "('%s%s (' || %s || ')')::%s".formatted(PostgresErrors.OWN, message, value, type);
    }
}
