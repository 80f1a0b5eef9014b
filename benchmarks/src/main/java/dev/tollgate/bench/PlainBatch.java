package dev.tollgate.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The engine's own limit on PostgreSQL: the very rows that Tollgate writes, inserted by one connection as fast as can be, in batches of
 * what has queued up, with no limit, no account and no check of anything.
 */
final class PlainBatch implements Way.Unwaiting {
    private static final int BATCH_MAX = 1024;
    private static final String INSERT =
            "insert into bench_plain select * from unnest(?::text[], ?::text[], ?::text[], ?::text[],"
                    + " ?::bigint[], ?::bigint[], ?::text[], ?::text[])";

    private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
    private final String url;
    private final Connection connection;
    private final Thread writer = new Thread(this::write, "plain batch");

    private record Waiting(Order order, CompletableFuture<Answer> answer) {}

    PlainBatch(String jdbcUrl) throws SQLException {
        url = jdbcUrl;
        connection = DriverManager.getConnection(jdbcUrl + (jdbcUrl.contains("?") ? "&" : "?") + "prepareThreshold=1");
    }

    @Override
    public void prepare(Load load) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("drop table if exists bench_plain");
            statement.execute(
                    "create table bench_plain (account text collate \"C\" not null, scenario text collate \"C\" not null,"
                            + " number text collate \"C\" not null, request text not null, amount bigint not null, at bigint not null,"
                            + " operator text not null, windows text not null, primary key (account, scenario, number))");
        }
        writer.start();
    }

    @Override
    public CompletionStage<Answer> admit(Order order) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        queue.add(new Waiting(order, answer));
        return answer;
    }

    @Override
    public Caller caller() {
        throw new UnsupportedOperationException("nobody waits for a plain batch");
    }

    private void write() {
        List<Waiting> batch = new ArrayList<>();
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            while (!Thread.currentThread().isInterrupted()) {
                batch.clear();
                batch.add(queue.take());
                queue.drainTo(batch, BATCH_MAX - 1);
                insert(insert, batch);
                batch.forEach(each -> each.answer().complete(Answer.ADMITTED));
            }
        } catch (InterruptedException e) {
            // Closed.
        } catch (SQLException e) {
            batch.forEach(each -> each.answer().completeExceptionally(e));
        }
    }

    private void insert(PreparedStatement insert, List<Waiting> batch) throws SQLException {
        int size = batch.size();
        @Nullable Object[][] columns = new Object[8][size];
        long nowMillis = System.currentTimeMillis();
        for (int i = 0; i < size; i++) {
            Order order = batch.get(i).order();
            Object[] row = {
                order.accountName(),
                "payment",
                order.number(),
                order.number() + "-0123456789abcdef",
                order.minorUnits(),
                nowMillis,
                "bench",
                "daily@" + nowMillis
            };
            for (int j = 0; j < row.length; j++) {
                columns[j][i] = row[j];
            }
        }
        for (int j = 0; j < columns.length; j++) {
            insert.setArray(j + 1, connection.createArrayOf(j == 4 || j == 5 ? "bigint" : "text", columns[j]));
        }
        insert.executeUpdate();
    }

    @Override
    public Map<Integer, Books> books() throws SQLException {
        Map<Integer, Books> books = new HashMap<>();
        try (Connection reader = DriverManager.getConnection(url);
                Statement statement = reader.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select account, sum(amount), count(*) from bench_plain group by account")) {
            while (rows.next()) {
                String name = rows.getString(1);
                books.put(
                        Integer.parseInt(name.substring(name.indexOf('-') + 1)),
                        new Books(rows.getLong(2), rows.getLong(3), 0));
            }
        }
        return books;
    }

    @Override
    public void close() throws SQLException {
        writer.interrupt();
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connection.close();
    }
}
