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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The engine's own limit on PostgreSQL: the rows that Tollgate writes of its tickets, inserted by one connection as fast as can be, in
 * batches of what has queued up, with no index but the key, no limit, no account and no check of anything.
 */
final class PlainBatch implements Way.Unwaiting {
    private static final int BATCH_MAX = 1024;
    private static final List<String> TEXTS = List.of(
            "tenant",
            "account",
            "scenario",
            "business_no",
            "request_id",
            "operator",
            "currency",
            "on_lapse",
            "windows");
    private static final List<String> NUMBERS = List.of("revision", "lease_until", "fence", "amount", "admitted_at");
    private static final String INSERT = "insert into bench_plain (" + String.join(", ", TEXTS) + ", "
            + String.join(", ", NUMBERS)
            + ", state, reversed, flags, history) select k.*, 'open', 0, 0, 0 from (select "
            + Stream.concat(
                            TEXTS.stream().map(name -> "unnest(?::text[])"),
                            NUMBERS.stream().map(name -> "unnest(?::bigint[])"))
                    .collect(Collectors.joining(", "))
            + ") as k";

    private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
    private final String url;
    private final Connection connection;
    private volatile @Nullable SQLException failure;
    private final Thread writer = new Thread(this::write, "plain batch");

    private record Waiting(Order order, CompletableFuture<Answer> answer) {}

    PlainBatch(String jdbcUrl) throws SQLException {
        url = jdbcUrl;
        connection = DriverManager.getConnection(jdbcUrl + (jdbcUrl.contains("?") ? "&" : "?") + "prepareThreshold=1");
    }

    @Override
    public void prepare(Load load) throws SQLException {
        // Tollgate makes its tables; what is measured is a copy with the same columns and key, without the other
        // indexes.
        Site.open(url).close();
        try (Statement statement = connection.createStatement()) {
            statement.execute("create table bench_plain (like tollgate_ticket including defaults,"
                    + " primary key (tenant, business_no, account, scenario))");
        }
        writer.start();
    }

    @Override
    public CompletionStage<Answer> admit(Order order) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        queue.add(new Waiting(order, answer));
        if (failure != null) {
            // The writer has ended, and may have missed it.
            answer.completeExceptionally(failure);
        }
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
            failure = e;
            queue.drainTo(batch);
            batch.forEach(each -> each.answer().completeExceptionally(e));
        }
    }

    private void insert(PreparedStatement insert, List<Waiting> batch) throws SQLException {
        int size = batch.size();
        String[][] texts = new String[TEXTS.size()][size];
        Long[][] numbers = new Long[NUMBERS.size()][size];
        long nowMillis = System.currentTimeMillis();
        for (int i = 0; i < size; i++) {
            Order order = batch.get(i).order();
            int j = 0;
            for (String text : List.of(
                    "default",
                    order.accountName(),
                    "payment",
                    order.number(),
                    order.number(),
                    "bench",
                    "GBP",
                    "hold",
                    "[{\"limit\":\"daily\",\"start\":1795737600000}]")) {
                texts[j++][i] = text;
            }
            int k = 0;
            for (long number : new long[] {nowMillis, nowMillis + 30_000, 1, order.minorUnits(), nowMillis}) {
                numbers[k++][i] = number;
            }
        }
        int parameter = 1;
        for (String[] values : texts) {
            insert.setArray(parameter++, connection.createArrayOf("text", values));
        }
        for (Long[] values : numbers) {
            insert.setArray(parameter++, connection.createArrayOf("bigint", values));
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
