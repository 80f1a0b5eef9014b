package dev.tollgate.jdbc;

import dev.tollgate.jdbc.Columns.Kind;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.HistoryRow;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.UsageRow;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads everything a batch needs with one statement. It sees one moment by nature, and it has all its parameters before it answers, so that
 * client and server cannot both wait for the other to take what they send.
 *
 * <p>The rows of all tables come in one shape: their kind, which of the wanted it is, then numbers, texts and bytes in the order of the
 * table's own columns, filled up with nulls.
 */
final class PostgresReads {
    private static final int TIME = 0;
    private static final int ACCOUNT = 1;
    private static final int USAGE = 2;
    private static final int HISTORY = 3;
    private static final int TICKET = 4;

    private static final List<Columns> SHAPES =
            List.of(AccountTable.BODY, UsageTable.BODY, HistoryTable.BODY, TicketTable.BODY);
    private static final int NUMBERS = widest(Kind.NUMBER);
    private static final int TEXTS = widest(Kind.TEXT);
    private static final int BYTES = widest(Kind.BYTES);
    private static final int FIXED = 2;

    static final String NOW_MILLIS = "coalesce(?::bigint, floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint)";

    private static final Columns TICKET_KEYS = PostgresSql.withOrdinal(TicketTable.KEY);
    private static final Columns ACCOUNT_KEYS = PostgresSql.withOrdinal(AccountTable.KEY);
    private static final Columns USAGE_KEYS = PostgresSql.withOrdinal(UsageTable.KEY);

    private static final String TICKETS = "WITH k AS MATERIALIZED (SELECT * FROM "
            + PostgresSql.unnested(TICKET_KEYS)
            + "), t AS MATERIALIZED (SELECT k.ord, t.* FROM k JOIN tollgate_ticket AS t ON "
            + PostgresSql.same(TicketTable.KEY, "t") + ") ";
    private static final String TIME_ROW =
            row(TIME, "0", Columns.numbers("now"), "x") + " FROM (SELECT " + NOW_MILLIS + " AS now OFFSET 0) AS x";
    private static final String ACCOUNT_ROWS = row(ACCOUNT, "k.ord", AccountTable.BODY, "a") + " FROM "
            + PostgresSql.unnested(ACCOUNT_KEYS) + " JOIN tollgate_account AS a ON "
            + PostgresSql.same(AccountTable.KEY, "a");
    private static final String USAGE_ROWS = row(USAGE, "k.ord", UsageTable.BODY, "u") + " FROM "
            + PostgresSql.unnested(USAGE_KEYS) + " JOIN tollgate_usage AS u ON "
            + PostgresSql.same(UsageTable.KEY, "u");
    private static final String HISTORY_ROWS = row(HISTORY, "k.ord", HistoryTable.BODY, "h")
            + " FROM t AS k JOIN tollgate_history AS h ON " + PostgresSql.same(TicketTable.KEY, "h")
            + " WHERE k.history > 0";
    private static final String TICKET_ROWS = row(TICKET, "k.ord", TicketTable.BODY, "k") + " FROM t AS k";

    private static final String LOCK = "SELECT count(*) FROM (SELECT 1 FROM " + PostgresSql.unnested(ACCOUNT_KEYS)
            + " JOIN tollgate_account AS a ON " + PostgresSql.same(AccountTable.KEY, "a")
            + " ORDER BY k.ord FOR NO KEY UPDATE OF a) AS held";

    private final AccountTable accounts;

    PostgresReads(AccountTable accounts) {
        this.accounts = accounts;
    }

    private static int widest(Kind kind) {
        return SHAPES.stream().mapToInt(shape -> shape.of(kind).size()).max().orElse(0);
    }

    private static String row(int kind, String ordinal, Columns columns, String alias) {
        return Stream.of(
                        Stream.of(Integer.toString(kind), ordinal),
                        filled(columns.of(Kind.NUMBER), NUMBERS, alias, "NULL::bigint"),
                        filled(columns.of(Kind.TEXT), TEXTS, alias, "NULL::text"),
                        filled(columns.of(Kind.BYTES), BYTES, alias, "NULL::bytea"))
                .flatMap(part -> part)
                .collect(Collectors.joining(", ", "SELECT ", ""));
    }

    private static Stream<String> filled(List<String> names, int width, String alias, String filler) {
        return IntStream.range(0, width).mapToObj(i -> i < names.size() ? alias + "." + names.get(i) : filler);
    }

    /** Takes row locks on the accounts, in their order. */
    static void lock(Pipeline pipeline, List<AccountKey> accounts) throws SQLException {
        pipeline.then(LOCK, keys(accounts));
    }

    private static ColumnArrays keys(List<AccountKey> accounts) throws SQLException {
        ColumnArrays keys = new ColumnArrays(ACCOUNT_KEYS, accounts.size());
        int ordinal = 0;
        for (AccountKey key : accounts) {
            AccountTable.bindKey(keys, key).number(++ordinal);
        }
        return keys;
    }

    /** Adds the statement; its rows are for {@link #found}. */
    static void read(Pipeline pipeline, Wanted wanted, ServerClock clock) throws SQLException {
        boolean tickets = !wanted.tickets().isEmpty();
        boolean windows = !wanted.windows().isEmpty();
        List<Pipeline.Binding> bindings = new ArrayList<>();
        StringBuilder sql = new StringBuilder();
        if (tickets) {
            ColumnArrays keys = new ColumnArrays(TICKET_KEYS, wanted.tickets().size());
            int ordinal = 0;
            for (TicketKey key : wanted.tickets()) {
                TicketTable.bind(keys, key).number(++ordinal);
            }
            sql.append(TICKETS);
            bindings.add(keys::bindTo);
        }
        sql.append(TIME_ROW).append(" UNION ALL ").append(ACCOUNT_ROWS);
        bindings.add(statement -> statement.numberOrNull(clock.instead()));
        bindings.add(keys(wanted.accounts())::bindTo);
        if (windows) {
            ColumnArrays keys = new ColumnArrays(USAGE_KEYS, wanted.windows().size());
            int ordinal = 0;
            for (Wanted.Window window : wanted.windows()) {
                UsageTable.bindKey(keys, window.account(), window.key()).number(++ordinal);
            }
            sql.append(" UNION ALL ").append(USAGE_ROWS);
            bindings.add(keys::bindTo);
        }
        if (tickets) {
            sql.append(" UNION ALL ").append(HISTORY_ROWS).append(" UNION ALL ").append(TICKET_ROWS);
        }
        pipeline.then(sql.toString(), statement -> {
            for (Pipeline.Binding binding : bindings) {
                binding.to(statement);
            }
        });
    }

    /** Reads a table's values from where they stand in the common shape. */
    private static final class Rows extends Cursor {
        private int number;
        private int text;
        private int bytes;

        Rows(ResultSet rows) {
            super(rows);
        }

        @Override
        void first() {
            number = FIXED;
            text = FIXED + NUMBERS;
            bytes = FIXED + NUMBERS + TEXTS;
        }

        @Override
        int nextNumber() {
            return ++number;
        }

        @Override
        int nextText() {
            return ++text;
        }

        @Override
        int nextBytes() {
            return ++bytes;
        }
    }

    Found found(ResultSet from, Wanted wanted) throws SQLException {
        Found found = new Found(wanted);
        Map<Integer, List<HistoryRow>> histories = new HashMap<>();
        try (Rows rows = new Rows(from)) {
            while (rows.next()) {
                int kind = from.getInt(1);
                // Ordinals begin with 1.
                int index = from.getInt(2) - 1;
                switch (kind) {
                    case TIME -> found.storeTime(rows.number());
                    case ACCOUNT -> {
                        AccountKey key = wanted.accounts().get(index);
                        sensible(found, key, () -> found.add(accounts.row(key, rows)));
                    }
                    case USAGE -> {
                        Wanted.Window window = wanted.windows().get(index);
                        sensible(
                                found,
                                window.account(),
                                () -> found.add(
                                        window.account(), new UsageRow(window.key(), rows.number(), rows.number())));
                    }
                    case HISTORY -> {
                        AccountKey key = wanted.tickets().get(index).account();
                        sensible(
                                found,
                                key,
                                () -> histories
                                        .computeIfAbsent(index, i -> new ArrayList<>())
                                        .add(HistoryTable.row(rows)));
                    }
                    case TICKET -> {
                        TicketKey key = wanted.tickets().get(index);
                        sensible(
                                found,
                                key.account(),
                                () -> found.add(TicketTable.row(key, rows, () -> inOrder(histories.get(index)))));
                    }
                    default -> throw new IllegalStateException("a row of kind " + kind);
                }
            }
        }
        return found;
    }

    /** The statement puts the rows of histories before those of their tickets. */
    private static List<HistoryRow> inOrder(@Nullable List<HistoryRow> rows) {
        if (rows == null) {
            throw new IllegalArgumentException("a ticket's history is missing");
        }
        rows.sort(Comparator.comparingInt(HistoryRow::seq));
        return List.copyOf(rows);
    }

    private interface Reading {
        void run() throws SQLException;
    }

    private static void sensible(Found found, AccountKey account, Reading reading) throws SQLException {
        try {
            reading.run();
        } catch (RuntimeException e) {
            found.unreadable(account, e);
        }
    }
}
