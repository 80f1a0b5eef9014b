package dev.tollgate.examples.moving;

import dev.tollgate.api.Resolution;
import dev.tollgate.api.Ticket;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What is moved away from: a ticket table, and a counter that is changed by comparing its version. With all its traps. */
final class OldGate {
    private static final int TRIES_MAX = 100;

    private final String url;
    private final InstantSource clock;

    OldGate(String url, InstantSource clock) {
        this.url = url;
        this.clock = clock;
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(url);
    }

    void createTables() throws IOException, SQLException {
        try (InputStream file = OldGate.class.getResourceAsStream("old-tables.sql");
                Connection connection = connect()) {
            String script = new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate(script);
            }
        }
    }

    void open(String merchant, long singleLimit, long dayLimit) throws SQLException {
        try (Connection connection = connect()) {
            update(
                    connection,
                    "INSERT INTO merchant_limit (merchant_no, status, single_limit, day_limit, day_amount, day_amount_date,"
                            + " open_user, open_date, version) VALUES (?, 'open', ?, ?, 0, '', 'ops', '2026-01-01', 1)",
                    merchant,
                    singleLimit,
                    dayLimit);
        }
    }

    /** Takes the ticket, then the amount. */
    boolean admit(Payment payment) throws SQLException {
        if (!takeTicket(payment)) {
            return false;
        }
        boolean counted = add(payment.merchant(), payment.pence(), true);
        if (!counted) {
            setStatus(payment, "failed");
        }
        return counted;
    }

    /** Paid, or failed: then the amount is given back and the same payment may be tried again. */
    void report(Payment payment, boolean paid) throws SQLException {
        boolean reported = setStatus(payment, paid ? "done" : "failed");
        if (reported && !paid) {
            add(payment.merchant(), -payment.pence(), false);
        }
    }

    /** Writes down what Tollgate has admitted, and decides nothing. */
    void follow(Payment payment) throws SQLException {
        if (takeTicket(payment)) {
            add(payment.merchant(), payment.pence(), false);
        }
    }

    /** While this gate still decides, its ticket table knows how payments ended that are in doubt. */
    CompletionStage<Optional<Resolution>> resolve(Ticket ticket) {
        try (Connection connection = connect();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT status FROM biz_ticket WHERE biz_no = ? AND biz_scene = ?")) {
            select.setString(1, ticket.operation().businessNumber());
            select.setString(2, ticket.operation().scenario());
            try (ResultSet row = select.executeQuery()) {
                String status = row.next() ? row.getString(1) : "unknown";
                return CompletableFuture.completedFuture(
                        switch (status) {
                            case "done" -> Optional.of(Resolution.succeeded(null, "biz_ticket"));
                            case "failed" -> Optional.of(Resolution.released("biz_ticket"));
                            default -> Optional.empty();
                        });
            }
        } catch (SQLException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private boolean takeTicket(Payment payment) throws SQLException {
        try (Connection connection = connect()) {
            update(
                    connection,
                    "INSERT INTO payment (biz_no, biz_scene, merchant_no, amount, created_at)"
                            + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (biz_no, biz_scene) DO NOTHING",
                    payment.number(),
                    payment.scene(),
                    payment.merchant(),
                    payment.pence(),
                    clock.millis());
            return update(
                            connection,
                            "INSERT INTO biz_ticket (operator, biz_no, biz_scene, status) VALUES (?, ?, ?, 'running')"
                                    + " ON CONFLICT (biz_no, biz_scene) DO UPDATE SET status = 'running', operator = excluded.operator"
                                    + " WHERE status = 'failed'",
                            payment.operator(),
                            payment.number(),
                            payment.scene())
                    == 1;
        }
    }

    private boolean setStatus(Payment payment, String status) throws SQLException {
        try (Connection connection = connect()) {
            return update(
                            connection,
                            "UPDATE biz_ticket SET status = ? WHERE biz_no = ? AND biz_scene = ? AND status = 'running'",
                            status,
                            payment.number(),
                            payment.scene())
                    == 1;
        }
    }

    /** Reads, compares and sets, again and again. A negative amount gives back. */
    private boolean add(String merchant, long pence, boolean decides) throws SQLException {
        try (Connection connection = connect();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT status, single_limit, day_limit, day_amount, day_amount_date, version FROM merchant_limit WHERE merchant_no = ?")) {
            for (int tries = 0; tries < TRIES_MAX; tries++) {
                String today =
                        LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).toString();
                select.setString(1, merchant);
                long used;
                long version;
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    used = row.getString("day_amount_date").equals(today) ? row.getLong("day_amount") : 0;
                    version = row.getLong("version");
                    boolean fits = row.getString("status").equals("open")
                            && pence <= row.getLong("single_limit")
                            && used + pence <= row.getLong("day_limit");
                    if (decides && !fits) {
                        return false;
                    }
                }
                if (update(
                                connection,
                                "UPDATE merchant_limit SET day_amount = ?, day_amount_date = ?, version = ?"
                                        + " WHERE merchant_no = ? AND version = ?",
                                used + pence,
                                today,
                                version + 1,
                                merchant,
                                version)
                        == 1) {
                    return true;
                }
            }
        }
        throw new SQLException("gave up after " + TRIES_MAX + " tries: " + merchant);
    }

    private static int update(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement.executeUpdate();
        }
    }
}
