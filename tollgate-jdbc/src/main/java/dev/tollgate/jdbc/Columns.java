package dev.tollgate.jdbc;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Columns of a table, in the order in which their values are bound and read. */
record Columns(List<Column> all) {

    enum Kind {
        TEXT,
        NUMBER,
        BYTES
    }

    record Column(String name, Kind kind) {}

    static Columns texts(String... names) {
        return new Columns(List.of()).text(names);
    }

    static Columns numbers(String... names) {
        return new Columns(List.of()).number(names);
    }

    Columns text(String... names) {
        return with(Kind.TEXT, names);
    }

    Columns number(String... names) {
        return with(Kind.NUMBER, names);
    }

    Columns bytes(String... names) {
        return with(Kind.BYTES, names);
    }

    private Columns with(Kind kind, String... names) {
        List<Column> columns = new ArrayList<>(all);
        for (String name : names) {
            columns.add(new Column(name, kind));
        }
        return new Columns(Collections.unmodifiableList(columns));
    }

    Columns and(Columns others) {
        return new Columns(Stream.concat(all.stream(), others.all.stream()).toList());
    }

    int size() {
        return all.size();
    }

    List<String> of(Kind kind) {
        return all.stream()
                .filter(column -> column.kind == kind)
                .map(Column::name)
                .toList();
    }

    /** As a list in SQL: {@code a, b}. */
    String names() {
        return all.stream().map(Column::name).collect(Collectors.joining(", "));
    }

    /** {@code ?, ?}. */
    String parameters() {
        return String.join(", ", Collections.nCopies(all.size(), "?"));
    }

    /** {@code a = ?, b = ?}. */
    String assignments() {
        return equations(", ");
    }

    /** {@code a = ? AND b = ?}. */
    String conditions() {
        return equations(" AND ");
    }

    private String equations(String between) {
        return all.stream().map(column -> column.name + " = ?").collect(Collectors.joining(between));
    }
}
