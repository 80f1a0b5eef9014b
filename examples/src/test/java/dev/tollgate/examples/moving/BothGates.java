package dev.tollgate.examples.moving;

import dev.tollgate.Tollgate;
import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.BlockingGate;
import dev.tollgate.api.By;
import dev.tollgate.api.Limit;
import dev.tollgate.api.Usage;
import dev.tollgate.api.WindowKind;
import dev.tollgate.examples.SqlScript;
import dev.tollgate.jdbc.JdbcStore;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** An old gate and a Tollgate, each with its own database, and the scripts of the documentation on both. */
final class BothGates implements AutoCloseable {
    static final Instant MONDAY = Instant.parse("2026-03-02T10:00:00Z");
    static final Instant TUESDAY = Instant.parse("2026-03-03T10:00:00Z");

    final AtomicReference<Instant> clock = new AtomicReference<>(MONDAY);
    final OldGate old;
    final Tollgate tollgate;
    final BlockingGate gate;
    private final Path folder;

    BothGates(Path folder) throws Exception {
        this.folder = folder;
        // Durability is not what is tested here, and the old gate writes a lot.
        old = new OldGate(
                "jdbc:sqlite:" + folder.resolve("old.db") + "?synchronous=OFF&journal_mode=WAL&busy_timeout=30000",
                clock::get);
        old.createTables();
        old.open("acme", 500, 1000);
        tollgate = Tollgate.on(JdbcStore.open("sqlite:" + folder.resolve("tollgate.db"), clock::get))
                .resolver(old::resolve)
                .sweepEvery(Duration.ZERO)
                .start();
        gate = tollgate.blocking();
    }

    static Payment payment(String number, long pence) {
        return new Payment("acme", "payment", number, "clerk-7", pence);
    }

    void limits(boolean enforced) throws InterruptedException {
        Limit single = Limit.amount("per-payment", WindowKind.OPERATION, 500);
        Limit daily = Limit.amount("daily", WindowKind.DAY, 1000);
        AccountConfig config = enforced
                ? AccountConfig.of("GBP", single, daily)
                : AccountConfig.of("GBP", single.asShadow(), daily.asShadow());
        gate.configure("acme", config, By.of("ops"));
    }

    void payOld(String number, long pence) throws SQLException {
        if (old.admit(payment(number, pence))) {
            old.report(payment(number, pence), true);
        }
    }

    Map<Backfill.Result, Integer> backfill() throws SQLException {
        try (Connection connection = old.connect()) {
            return new Backfill(tollgate.gate()).run(connection, clock.get().plusSeconds(1));
        }
    }

    long used(Instant at) throws InterruptedException {
        return gate.usage("acme", at, at.plusMillis(1)).orElseThrow().stream()
                .mapToLong(Usage::used)
                .sum();
    }

    /** What a script answers on the old database with Tollgate's beside it. */
    List<String> script(String name) throws IOException, SQLException {
        try (Connection connection = old.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("ATTACH '" + folder.resolve("tollgate.db") + "' AS tollgate");
            return SqlScript.run(Path.of("..", "docs", "moving", name), connection)
                    .answers();
        }
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = old.connect();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    @Override
    public void close() {
        tollgate.close();
    }
}
