package dev.tollgate.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is written by hand on a relational database: a row of each account with its usage, a row of each ticket, one connection for each
 * caller, one database transaction for each admission. How the usage is guarded is the subclass's.
 */
abstract class SqlWay implements Way {
    /** As the source has it. */
    static final int TRIES_MAX = 100;

    private static final int MARIADB_DEADLOCK = 1213;
    private static final int SQLITE_BUSY = 5;

    private final String url;
    final SqlDialect dialect;

    SqlWay(String jdbcUrl) {
        this.url = jdbcUrl;
        this.dialect = SqlDialect.of(jdbcUrl);
    }

    /** How the database transaction of an admission begins; empty: as the driver does it. */
    String begin() {
        return dialect.beginWriting;
    }

    /** Whether the database gave this one up in favour of another, and it may be tried again. */
    private boolean isLost(SQLException e) {
        return switch (dialect) {
            case POSTGRESQL -> false;
            case MARIADB -> e.getErrorCode() == MARIADB_DEADLOCK;
            case SQLITE -> (e.getErrorCode() & 0xFF) == SQLITE_BUSY;
        };
    }

    private Connection connect() throws SQLException {
        Connection connection = DriverManager.getConnection(url);
        if (dialect == SqlDialect.SQLITE) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("pragma busy_timeout = 60000");
                statement.execute("pragma journal_mode = wal");
                statement.execute("pragma synchronous = full");
            }
        } else {
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        }
        return connection;
    }

    @Override
    public void prepare(Load load) throws SQLException {
        String name = dialect == SqlDialect.MARIADB ? "varbinary(64)" : "varchar(64)";
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("drop table if exists bench_ticket");
            statement.execute("drop table if exists bench_account");
            statement.execute(
                    "create table bench_account (account " + name
                            + " primary key, active int not null, maximum bigint not null, used bigint not null, version bigint not null)");
            statement.execute("create table bench_ticket (account " + name + " not null, number " + name
                    + " not null, amount bigint not null, state int not null, primary key (account, number))");
            connection.setAutoCommit(false);
            try (PreparedStatement insert =
                    connection.prepareStatement("insert into bench_account values (?, 1, ?, 0, 1)")) {
                for (int i = 0; i < load.accounts(); i++) {
                    insert.setString(1, Order.accountName(i));
                    insert.setLong(2, load.limitMinorUnits());
                    insert.executeUpdate();
                }
            }
            connection.commit();
        }
    }

    @Override
    public final Caller caller() throws SQLException {
        Connection connection = connect();
        connection.setAutoCommit(dialect == SqlDialect.SQLITE);
        return new SqlCaller(connection);
    }

    /** Tries once to admit within the database transaction that has begun; null: nothing was written, try again. */
    abstract @Nullable Answer tryOnce(Statements statements, Order order) throws SQLException;

    /** The statements of one connection, prepared when they are first used. */
    final class Statements implements AutoCloseable {
        private final Connection connection;
        private final Map<String, PreparedStatement> prepared = new HashMap<>();

        Statements(Connection connection) {
            this.connection = connection;
        }

        private PreparedStatement of(String sql, Object... values) throws SQLException {
            PreparedStatement statement = prepared.get(sql);
            if (statement == null) {
                statement = connection.prepareStatement(sql);
                prepared.put(sql, statement);
            }
            for (int i = 0; i < values.length; i++) {
                if (values[i] instanceof Long number) {
                    statement.setLong(i + 1, number);
                } else {
                    statement.setString(i + 1, (String) values[i]);
                }
            }
            return statement;
        }

        int update(String sql, Object... values) throws SQLException {
            return of(sql, values).executeUpdate();
        }

        /** The account's status, maximum, usage and version. */
        long[] account(String suffix, Order order) throws SQLException {
            String sql = "select active, maximum, used, version from bench_account where account = ?" + suffix;
            try (ResultSet rows = of(sql, order.accountName()).executeQuery()) {
                rows.next();
                return new long[] {rows.getLong(1), rows.getLong(2), rows.getLong(3), rows.getLong(4)};
            }
        }

        /** False when the operation has a ticket already. */
        boolean insertTicket(Order order) throws SQLException {
            return update(dialect.insertTicket, order.accountName(), order.number(), order.minorUnits()) == 1;
        }

        void begin(String how) throws SQLException {
            if (!how.isEmpty()) {
                of(how).execute();
            }
        }

        void end(boolean commit) throws SQLException {
            if (!dialect.begin.isEmpty()) {
                of(commit ? "commit" : "rollback").execute();
            } else if (commit) {
                connection.commit();
            } else {
                connection.rollback();
            }
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }

    private final class SqlCaller implements Caller {
        private final Statements statements;

        SqlCaller(Connection connection) {
            statements = new Statements(connection);
        }

        @Override
        public Answer admit(Order order) throws SQLException {
            for (int i = 0; i < TRIES_MAX; i++) {
                statements.begin(begin());
                Answer answer = null;
                try {
                    answer = tryOnce(statements, order);
                } catch (SQLException e) {
                    if (!isLost(e)) {
                        throw e;
                    }
                }
                statements.end(answer == Answer.ADMITTED);
                if (answer != null) {
                    return answer;
                }
            }
            return Answer.GAVE_UP;
        }

        @Override
        public void succeed(Order order) throws SQLException {
            statements.begin(dialect.beginWriting);
            int found = statements.update(
                    "update bench_ticket set state = 1 where account = ? and number = ? and state = 0",
                    order.accountName(),
                    order.number());
            if (found != 1) {
                throw new IllegalStateException("no ticket of " + order);
            }
            statements.end(true);
        }

        @Override
        public void close() throws SQLException {
            statements.close();
        }
    }

    @Override
    public Map<Integer, Books> books() throws SQLException {
        Map<Integer, Books> books = new HashMap<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select a.account, a.used, count(t.number), coalesce(sum(t.state), 0), coalesce(sum(t.amount), 0)"
                                + " from bench_account a left join bench_ticket t on t.account = a.account"
                                + " group by a.account, a.used")) {
            while (rows.next()) {
                String name = rows.getString(1);
                int number = Integer.parseInt(name.substring(name.indexOf('-') + 1));
                if (rows.getLong(2) != rows.getLong(5)) {
                    throw new UnverifiedException(
                            "usage of %s is %d, its tickets are %d".formatted(name, rows.getLong(2), rows.getLong(5)));
                }
                if (rows.getLong(3) > 0) {
                    books.put(number, new Books(rows.getLong(2), rows.getLong(3), rows.getLong(4)));
                }
            }
        }
        return books;
    }

    @Override
    public void close() {
        // Callers have closed their connections.
    }
}
