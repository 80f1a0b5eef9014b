package dev.tollgate.jdbc;

import dev.tollgate.api.InvalidRequestException;
import dev.tollgate.api.StoreUnavailableException;
import dev.tollgate.spi.AccountFilter;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.AuditRow;
import dev.tollgate.spi.Finding;
import dev.tollgate.spi.Group;
import dev.tollgate.spi.GroupResult;
import dev.tollgate.spi.Inspection;
import dev.tollgate.spi.Snapshot;
import dev.tollgate.spi.Store;
import dev.tollgate.spi.TicketFilter;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketPosition;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.UnfitStoreException;
import dev.tollgate.spi.UsageRow;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The store in a relational database: an SQLite file, a PostgreSQL or a MariaDB database.
 *
 * <p>Several processes may open one store at once. Writes are acknowledged when they are flushed to the disk. Batches are applied in the
 * calling thread: on SQLite one at a time, on a server several, each on a connection of its own. Safe for concurrent use.
 */
public final class JdbcStore implements Store {
    private final Dialect dialect;
    private final Tables tables;
    private final Reader reader;
    private final Writer writer;

    private JdbcStore(Dialect dialect, Session first) {
        this.dialect = dialect;
        tables = Tables.create(dialect.search());
        reader = new Reader(dialect);
        writer = dialect.writer(tables, first);
    }

    /**
     * Opens a store, and makes or brings up to date its tables. Blocks, for seconds when other processes do the same.
     *
     * @param url {@code sqlite:<file>}, {@code jdbc:postgresql://<host>/<database>} or {@code jdbc:mariadb://<host>/<database>}, then optionally {@code ?} and parameters with
     *     {@code &} between them:
     *     <ul>
     *       <li>{@code strategy=auto|optimistic|pessimistic}: whether a server locks rows when it reads; {@code auto}, which locks those
     *           of accounts that keep conflicting, unless said otherwise. Without effect on SQLite, which has one writer
     *       <li>{@code accept=<name>}: opens the store in spite of what its check would refuse; may come several times
     *       <li>{@code synchronous=full|extra|normal|off} of SQLite: when writes are flushed; {@code full} unless said otherwise
     *       <li>{@code user}, {@code password} and all others of a server go to its driver
     *     </ul>
     *
     * @throws InvalidRequestException naming the parameter that is unknown or out of its range
     * @throws UnfitStoreException when the store can lose an acknowledged write and that is not accepted by name
     * @throws StoreUnavailableException when the store cannot be reached or opened, or its tables were made by a newer program
     */
    public static JdbcStore open(String url) {
        return open(dialect(url, null));
    }

    /**
     * Opens a store as {@link #open(String)} does, with a clock of its own instead of the machine's or the server's: for tests.
     *
     * @param clock the store's time
     */
    public static JdbcStore open(String url, InstantSource clock) {
        return open(dialect(url, clock));
    }

    /**
     * Opens a store as {@link #open(String)} does, but makes none: for those who only want to look.
     *
     * @throws StoreUnavailableException also when there is no store at the address
     */
    public static JdbcStore openExisting(String url) {
        return open(dialect(url, null), false);
    }

    private static Dialect dialect(String url, @Nullable InstantSource clock) {
        if (url.startsWith(PostgresSettings.PREFIX)) {
            return new PostgresDialect(PostgresSettings.parse(url), clock);
        }
        if (url.startsWith(MariadbSettings.PREFIX)) {
            return new MariadbDialect(MariadbSettings.parse(url), clock);
        }
        return new SqliteDialect(SqliteSettings.parse(url), clock == null ? InstantSource.system() : clock);
    }

    static JdbcStore open(Dialect dialect) {
        return open(dialect, true);
    }

    /** Closes the dialect when it fails. */
    private static JdbcStore open(Dialect dialect, boolean make) {
        try {
            if (!make) {
                dialect.checkThere();
            }
            Session first = dialect.openWriter();
            try {
                refuseUnfit(dialect.checkSettings(first));
                Migrations migrations = new Migrations(dialect);
                if (!make) {
                    migrations.checkBegun(first);
                }
                migrations.apply(first);
                return new JdbcStore(dialect, first);
            } catch (SQLException | RuntimeException e) {
                first.close();
                throw e;
            }
        } catch (SQLException e) {
            dialect.close();
            throw dialect.unavailable(e);
        } catch (RuntimeException e) {
            dialect.close();
            throw e;
        }
    }

    private static void refuseUnfit(List<Finding> findings) {
        List<Finding> unfit = findings.stream()
                .filter(finding -> finding.severity().isRefused())
                .toList();
        if (!unfit.isEmpty()) {
            throw new UnfitStoreException(unfit);
        }
    }

    @Override
    public CompletionStage<List<GroupResult>> apply(List<Group> batch) {
        return CompletableFuture.completedFuture(writer.apply(batch));
    }

    @Override
    public int lanesMax() {
        return dialect.lanesMax();
    }

    @Override
    public boolean usesRemembered() {
        return dialect.usesRemembered();
    }

    @Override
    public long timeMillis() {
        try {
            return dialect.timeMillis();
        } catch (SQLException e) {
            throw dialect.unavailable(e);
        }
    }

    @Override
    public List<TicketKey> findLapsed(int max) {
        return reader.read(session -> tables.queries().lapsed(session, dialect.timeMillis(session), max));
    }

    @Override
    public List<TicketRow> findInDoubt(Optional<TicketPosition> after, int max) {
        return reader.read(session -> tables.queries().inDoubt(session, after, max));
    }

    @Override
    public List<TicketKey> findOutcomesFinishedBefore(long beforeMillis, int max) {
        return reader.read(session -> tables.queries().outcomesFinishedBefore(session, beforeMillis, max));
    }

    @Override
    public List<TicketKey> findFinishedBefore(long beforeMillis, int max) {
        return reader.read(session -> tables.queries().finishedBefore(session, beforeMillis, max));
    }

    @Override
    public Snapshot read(AccountKey account, List<TicketKey> tickets) {
        return reader.read(session -> {
            AccountRow row = tables.accounts().load(session, account);
            Map<TicketKey, TicketRow> found = new HashMap<>();
            for (TicketKey key : tickets) {
                TicketRow ticket = tables.tickets().load(session, key);
                if (ticket != null) {
                    found.put(key, ticket);
                }
            }
            return new Snapshot(row, Map.of(), Map.copyOf(found), dialect.timeMillis(session));
        });
    }

    @Override
    public List<UsageRow> usage(AccountKey account, long fromMillis, long toMillis, int max) {
        return reader.read(session -> tables.usage().between(session, account, fromMillis, toMillis, max));
    }

    @Override
    public List<TicketRow> tickets(TicketFilter filter, Optional<TicketPosition> after, int max) {
        return reader.read(session -> tables.queries().list(session, filter, after, max));
    }

    @Override
    public List<AccountRow> accounts(AccountFilter filter, Optional<String> after, int max) {
        return reader.read(session -> tables.accounts().list(session, filter, after, max));
    }

    @Override
    public List<AuditRow> audit(AccountKey account, Optional<String> beforeId, int max) {
        return reader.read(session -> tables.audit().newest(session, account, beforeId, max));
    }

    @Override
    public Inspection inspect() {
        return new JdbcInspection(reader, reader.open(), tables);
    }

    @Override
    public List<Finding> check() {
        return reader.read(session -> {
            List<Finding> findings = new ArrayList<>(dialect.checkSettings(session));
            findings.addAll(dialect.check(session));
            return List.copyOf(findings);
        });
    }

    @Override
    public void close() {
        writer.close();
        dialect.close();
    }

    @Override
    public String toString() {
        return dialect.toString();
    }
}
