package dev.tollgate.jdbc;

import java.util.stream.Collectors;

/** Statements over arrays, one element per row. The rows of the arrays are {@code k}. */
final class PostgresSql {
    private PostgresSql() {}

    /**
     * The arrays as rows. As a select list they are read in step, value by value; as a function in FROM each would first be copied into a
     * table of its own, which costs more than all the rest when there are few rows.
     */
    static String unnested(Columns columns) {
        return columns.all().stream()
                .map(column -> "unnest(?::%s[]) AS %s".formatted(ColumnArrays.type(column.kind()), column.name()))
                .collect(Collectors.joining(", ", "(SELECT ", ") AS k"));
    }

    /** The columns, and behind them {@code ord}, the number of each row. */
    static Columns withOrdinal(Columns columns) {
        return columns.number("ord");
    }

    /** The key of a table's row is that of an array's. */
    static String same(Columns key, String alias) {
        return key.all().stream()
                .map(column -> "%s.%s = k.%s".formatted(alias, column.name(), column.name()))
                .collect(Collectors.joining(" AND "));
    }

    static String insert(String table, Columns columns) {
        return insert(table, columns, "", "");
    }

    /** Inserts rows of which some columns are the same for all. */
    static String insert(String table, Columns columns, String constantColumns, String constants) {
        return "INSERT INTO %s (%s%s) SELECT k.*%s FROM %s"
                .formatted(table, columns.names(), constantColumns, constants, unnested(columns));
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
        return update(table, updated(key, set), set, same(key, "t") + " AND t." + version + " = k.expected", message);
    }

    /** Updates rows, and fails when one is not there. Binds the arrays of key and columns to set, then how many rows there are. */
    static String update(String table, Columns key, Columns set, String message) {
        return update(table, key.and(set), set, same(key, "t"), message);
    }

    private static String update(String table, Columns arrays, Columns set, String condition, String message) {
        String assignments = set.all().stream()
                .map(column -> "%s = k.%s".formatted(column.name(), column.name()))
                .collect(Collectors.joining(", "));
        return allOf(
                "UPDATE %s AS t SET %s FROM %s WHERE %s RETURNING 1"
                        .formatted(table, assignments, unnested(arrays), condition),
                message);
    }

    /** Deletes rows that are still in their version, and fails when one is not. Binds as {@link #update} does. */
    static String delete(String table, Columns key, String version, String message) {
        return allOf(
                "DELETE FROM %s AS t USING %s WHERE %s AND t.%s = k.expected RETURNING 1"
                        .formatted(table, unnested(key.number("expected")), same(key, "t"), version),
                message);
    }

    /**
     * Moves an account, changes a sum and inserts a ticket, and fails when one of the first two is not there as expected. Binds what a batch
     * sets of the account, its key and version; the sum and its key; and the ticket.
     */
    static String admitOne(String message) {
        String values = TicketTable.ADMITTED.all().stream()
                .map(column -> "?::" + ColumnArrays.type(column.kind()))
                .collect(Collectors.joining(", "));
        return ("WITH moved AS (UPDATE tollgate_account SET %s WHERE %s AND version = ? RETURNING 1),"
                        + " counted AS (UPDATE tollgate_usage SET %s WHERE %s AND EXISTS (SELECT 1 FROM moved) RETURNING 1),"
                        + " written AS (INSERT INTO tollgate_ticket (%s%s) SELECT %s%s FROM counted RETURNING 1)"
                        + " SELECT CASE WHEN count(*) = 1 THEN 0 ELSE %s END FROM written")
                .formatted(
                        AccountTable.SET_BY_BATCH.assignments(),
                        AccountTable.KEY.conditions(),
                        UsageTable.BODY.assignments(),
                        UsageTable.KEY.conditions(),
                        TicketTable.ADMITTED.names(),
                        TicketTable.ADMITTED_COLUMNS,
                        values,
                        TicketTable.ADMITTED_VALUES,
                        failure("int", message, "count(*)"));
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
