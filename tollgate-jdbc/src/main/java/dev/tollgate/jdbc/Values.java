package dev.tollgate.jdbc;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Takes the values of a row, one column after another. */
interface Values {

    Values text(@Nullable String value) throws SQLException;

    Values number(long value) throws SQLException;

    Values numberOrNull(@Nullable Long value) throws SQLException;

    Values bytes(byte @Nullable [] value) throws SQLException;
}
