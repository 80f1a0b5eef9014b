package dev.tollgate.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Statements that are sent together. The server runs them one after another and stops at the first that fails. What would not fit into a
 * packet of the server is sent as several, in the same database transaction.
 */
final class MariadbScript implements Values {
    private static final int ROW_OVERHEAD_BYTES = 8;

    interface Rows {
        /** Takes in what one statement answers; {@code result} counts those that answer with rows, from 0. */
        void read(int result, Cursor rows) throws SQLException;
    }

    private final List<Packet> packets = new ArrayList<>();
    private final int packetBytesMax;
    private Packet packet = new Packet();

    private static final class Packet {
        final StringBuilder sql = new StringBuilder();
        final List<@Nullable Object> values = new ArrayList<>();
        int bytes;
    }

    /** Takes up to so many bytes of values into a packet, before they are escaped, which can double them. */
    MariadbScript(int packetBytesMax) {
        this.packetBytesMax = packetBytesMax;
        packets.add(packet);
    }

    /** Begins the next statement. */
    MariadbScript statement(String sql) {
        if (packet.bytes > packetBytesMax) {
            packet = new Packet();
            packets.add(packet);
        }
        if (!packet.sql.isEmpty()) {
            packet.sql.append("; ");
        }
        return more(sql);
    }

    /** More of the same statement. */
    MariadbScript more(String sql) {
        packet.sql.append(sql);
        return this;
    }

    /** Whether more rows should go into a statement of their own. */
    boolean isFull() {
        return packet.bytes > packetBytesMax;
    }

    @Override
    public MariadbScript text(@Nullable String value) {
        if (value == null) {
            return add(null, 0);
        }
        int bytes = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < value.length()
                        && Character.isLowSurrogate(value.charAt(i + 1));
                if (!pair) {
                    // The driver would write something else without a word.
                    throw new IllegalArgumentException("a text with half a character (at %d)".formatted(i));
                }
                i++;
            }
        }
        return add(value, bytes);
    }

    @Override
    public MariadbScript number(long value) {
        return add(value, 0);
    }

    @Override
    public MariadbScript numberOrNull(@Nullable Long value) {
        return add(value, 0);
    }

    @Override
    public MariadbScript bytes(byte @Nullable [] value) {
        return add(value, value == null ? 0 : value.length);
    }

    private MariadbScript add(@Nullable Object value, int bytes) {
        packet.values.add(value);
        packet.bytes += bytes + ROW_OVERHEAD_BYTES;
        return this;
    }

    /** Sends it, and hands over the rows of every statement that answers with rows. */
    void run(Session session, Rows reading) throws SQLException {
        int result = 0;
        for (Packet one : packets) {
            result = run(session, one, reading, result);
        }
    }

    private static int run(Session session, Packet packet, Rows reading, int first) throws SQLException {
        int result = first;
        try (PreparedStatement statement = session.connection().prepareStatement(packet.sql.toString())) {
            bind(statement, packet.values);
            boolean isRows = statement.execute();
            while (isRows || statement.getUpdateCount() != -1) {
                if (isRows) {
                    try (ResultSet rows = statement.getResultSet()) {
                        reading.read(result++, new Cursor(rows));
                    }
                }
                isRows = statement.getMoreResults();
            }
        }
        return result;
    }

    private static void bind(PreparedStatement statement, List<@Nullable Object> values) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            Object value = values.get(i);
            if (value instanceof String text) {
                statement.setString(i + 1, text);
            } else if (value instanceof Long number) {
                statement.setLong(i + 1, number);
            } else if (value instanceof byte[] bytes) {
                statement.setBytes(i + 1, bytes);
            } else {
                statement.setNull(i + 1, Types.NULL);
            }
        }
    }
}
