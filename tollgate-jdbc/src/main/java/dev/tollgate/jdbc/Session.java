package dev.tollgate.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** A connection and the statements that were prepared on it. For one thread at a time. */
final class Session implements AutoCloseable {
    /** More than there are in ordinary use; what is sent together comes in many combinations. */
    private static final int PREPARED_MAX = 256;

    private final Connection connection;
    private final Map<String, Prepared> prepared = new HashMap<>();

    Session(Connection connection) {
        this.connection = connection;
    }

    Connection connection() {
        return connection;
    }

    /** The statement of this text, prepared once. */
    Prepared sql(String text) throws SQLException {
        Prepared statement = prepared.get(text);
        if (statement == null) {
            if (prepared.size() >= PREPARED_MAX) {
                forgetAll();
            }
            statement = new Prepared(connection.prepareStatement(text));
            prepared.put(text, statement);
        }
        return statement.start();
    }

    private void forgetAll() throws SQLException {
        for (Prepared statement : prepared.values()) {
            statement.close();
        }
        prepared.clear();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
