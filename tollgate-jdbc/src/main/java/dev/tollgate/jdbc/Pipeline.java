package dev.tollgate.jdbc;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Statements that are sent together, and whose answers come together: one round trip. */
final class Pipeline {
    private final StringBuilder sql = new StringBuilder();
    private final List<Binding> bindings = new ArrayList<>();

    interface Binding {
        void to(Prepared statement) throws SQLException;
    }

    Pipeline then(String statement) {
        if (!sql.isEmpty()) {
            sql.append("; ");
        }
        sql.append(statement);
        return this;
    }

    Pipeline then(String statement, Binding binding) {
        bindings.add(binding);
        return then(statement);
    }

    Pipeline then(String statement, ColumnArrays values) {
        return then(statement, values::bindTo);
    }

    /** The statement with everything bound. */
    Prepared bound(Session session) throws SQLException {
        Prepared prepared = session.sql(sql.toString());
        for (Binding binding : bindings) {
            binding.to(prepared);
        }
        return prepared;
    }
}
