package dev.tollgate.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import org.jspecify.annotations.Nullable;

/** A prepared statement whose parameters are bound one after another. */
final class Prepared implements Values, AutoCloseable {
    private final PreparedStatement statement;
    private int bound;

    Prepared(PreparedStatement statement) {
        this.statement = statement;
    }

    /** Begins to bind anew; every parameter is bound before each execution. */
    Prepared start() {
        bound = 0;
        return this;
    }

    @Override
    public Prepared text(@Nullable String value) throws SQLException {
        statement.setString(++bound, value);
        return this;
    }

    @Override
    public Prepared number(long value) throws SQLException {
        statement.setLong(++bound, value);
        return this;
    }

    @Override
    public Prepared numberOrNull(@Nullable Long value) throws SQLException {
        if (value == null) {
            statement.setNull(++bound, Types.BIGINT);
        } else {
            statement.setLong(++bound, value);
        }
        return this;
    }

    @Override
    public Prepared bytes(byte @Nullable [] value) throws SQLException {
        statement.setBytes(++bound, value);
        return this;
    }

    Prepared array(String elementType, Object[] elements) throws SQLException {
        statement.setArray(++bound, statement.getConnection().createArrayOf(elementType, elements));
        return this;
    }

    void run() throws SQLException {
        statement.execute();
    }

    @Override
    public void close() throws SQLException {
        statement.close();
    }

    /** Runs it, and tells how many rows it wrote. */
    int update() throws SQLException {
        return statement.executeUpdate();
    }

    Cursor query() throws SQLException {
        return new Cursor(statement.executeQuery());
    }

    /** Runs several statements that were prepared as one, and gives the rows of the last that has any. */
    ResultSet queryAll() throws SQLException {
        ResultSet last = null;
        boolean isRows = statement.execute();
        while (isRows || statement.getUpdateCount() != -1) {
            if (isRows) {
                last = statement.getResultSet();
            }
            isRows = statement.getMoreResults(Statement.KEEP_CURRENT_RESULT);
        }
        if (last == null) {
            throw new SQLException("no statement has rows");
        }
        return last;
    }
}
