package dev.tollgate.servers;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** A connection that writes a number durably in one request, and says whether a number is there. */
interface ProxiedClient extends AutoCloseable {
    void write(int number) throws Exception;

    boolean has(int number) throws Exception;

    /** Asks questions with answers of many shapes, each in a request of its own; returns how many. */
    int askAround() throws Exception;

    @Override
    void close() throws SQLException;

    /** The servers that are told apart, and how each is spoken to. */
    enum Kind {
        POSTGRESQL {
            @Override
            String freshUrl() {
                return PostgresServer.shared().freshDatabase();
            }

            @Override
            ProxiedClient connect(String url) throws SQLException {
                return new Sql(
                        DriverManager.getConnection(url),
                        "BEGIN",
                        List.of(
                                "SELECT 1 WHERE false",
                                "SELECT generate_series(1, 3)",
                                "SELECT 1; SELECT 2; SELECT 3",
                                "SELECT 1/0",
                                "BEGIN; SELECT 1; ROLLBACK"));
            }

            @Override
            ProxiedClient connectImpatiently(String url) throws SQLException {
                return connect(url + "&socketTimeout=1");
            }
        },
        MARIADB {
            @Override
            String freshUrl() {
                return MariadbServer.shared().freshDatabase();
            }

            @Override
            ProxiedClient connect(String url) throws SQLException {
                return new Sql(
                        DriverManager.getConnection(url + "&allowMultiQueries=true"),
                        "START TRANSACTION",
                        List.of(
                                "SELECT 1 FROM DUAL WHERE false",
                                "SELECT '' AS empty UNION ALL SELECT 'x'",
                                "SELECT 1; DO 1; SELECT 2, 3; SELECT 4",
                                "SELECT no_such_column",
                                "SELECT 1; SELECT no_such_column",
                                "START TRANSACTION; SELECT 1; ROLLBACK"));
            }

            @Override
            ProxiedClient connectImpatiently(String url) throws SQLException {
                return connect(url + "&socketTimeout=1000");
            }
        },
        REDIS {
            @Override
            String freshUrl() {
                return RedisServer.shared().freshDatabase();
            }

            @Override
            ProxiedClient connect(String url) {
                return new InRedis(Resp.connect("127.0.0.1", port(url)));
            }

            @Override
            ProxiedClient connectImpatiently(String url) {
                return new InRedis(Resp.connect("127.0.0.1", port(url), 1_000));
            }

            private static int port(String url) {
                return Integer.parseInt(url.replaceFirst(".*:", ""));
            }
        };

        abstract String freshUrl();

        abstract ProxiedClient connect(String url) throws SQLException;

        /** A client that waits no longer than a second for an answer. */
        abstract ProxiedClient connectImpatiently(String url) throws SQLException;
    }

    /** See {@link Kind}. */
    record Sql(Connection connection, String begin, List<String> questions) implements ProxiedClient {
        private static final String TABLE = "tollgate_proxied";

        @Override
        public void write(int number) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute(begin + "; INSERT INTO " + TABLE + " VALUES (" + number + "); COMMIT");
            }
        }

        @Override
        public boolean has(int number) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE IF NOT EXISTS " + TABLE + " (number INT PRIMARY KEY)");
                return statement
                        .executeQuery("SELECT number FROM " + TABLE + " WHERE number = " + number)
                        .next();
            }
        }

        @Override
        public int askAround() throws SQLException {
            for (String question : questions) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute(question);
                } catch (SQLException e) {
                    if (!connection.isValid(10)) {
                        throw e;
                    }
                }
            }
            return questions.size();
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }

    /** See {@link Kind}. */
    record InRedis(Resp connection) implements ProxiedClient {
        @Override
        public void write(int number) {
            connection.call("EVAL", "return redis.call('SET', KEYS[1], ARGV[1])", "1", key(number), "rows");
        }

        @Override
        public boolean has(int number) {
            return connection.call("EXISTS", key(number)).equals("1");
        }

        @Override
        public int askAround() {
            connection.call("GET", "nothing");
            connection.call("MGET", "nothing", "no more");
            connection.call("COMMAND", "INFO", "get", "set");
            connection.call("EVAL", "return {1, {2, {}}, 'x\\r\\ny', false}", "0");
            try {
                connection.call("NO-SUCH-COMMAND");
            } catch (IllegalStateException e) {
                return 5;
            }
            throw new IllegalStateException("the server knows every command");
        }

        private static String key(int number) {
            return "number-" + number;
        }

        @Override
        public void close() {
            connection.close();
        }
    }
}
