package dev.tollgate.jdbc;

import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.AuditRow;
import dev.tollgate.spi.Decision;
import dev.tollgate.spi.Group;
import dev.tollgate.spi.GroupResult;
import dev.tollgate.spi.Snapshot;
import dev.tollgate.spi.TicketChange;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.UsageRow;
import dev.tollgate.spi.WindowKey;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A batch on its way through one database transaction: all groups are loaded and decided, then all are written.
 *
 * <p>Groups do not spoil each other. One that cannot be decided has written nothing yet. One that cannot be written makes the whole
 * transaction roll back and run again {@link #oneByOne}, where each group stands behind a savepoint of its own; that is rare enough to
 * keep the savepoints off the ordinary way.
 */
final class Batch {
    private static final Logger LOG = LoggerFactory.getLogger(Batch.class);

    /** A group could not be written; the transaction is to be rolled back and run again one by one. */
    static final class SpoiledException extends Exception {
        private static final long serialVersionUID = 1L;

        SpoiledException(@Nullable Throwable cause) {
            super(null, cause, false, false);
        }
    }

    /** A row was not there as it had been read. */
    private static final class MovedException extends Exception {
        private static final long serialVersionUID = 1L;

        MovedException() {
            super(null, null, false, false);
        }
    }

    private static final String SAVEPOINT = "SAVEPOINT tollgate_group";
    private static final String ROLLBACK_TO = "ROLLBACK TO SAVEPOINT tollgate_group";
    private static final String RELEASE = "RELEASE SAVEPOINT tollgate_group";

    private final List<Group> groups;
    private final SerialDialect dialect;
    private final Tables tables;
    private final boolean oneByOne;
    private final @Nullable Loaded[] loaded;
    private final @Nullable GroupResult[] results;
    private final boolean[] written;

    private record Loaded(Snapshot snapshot, Decision decision) {}

    Batch(List<Group> groups, SerialDialect dialect, Tables tables) {
        this(groups, dialect, tables, false);
    }

    private Batch(List<Group> groups, SerialDialect dialect, Tables tables, boolean oneByOne) {
        this.groups = groups;
        this.dialect = dialect;
        this.tables = tables;
        this.oneByOne = oneByOne;
        loaded = new Loaded[groups.size()];
        results = new GroupResult[groups.size()];
        written = new boolean[groups.size()];
    }

    Batch oneByOne() {
        return new Batch(groups, dialect, tables, true);
    }

    int size() {
        return groups.size();
    }

    void decide(Session session) throws SQLException {
        long nowMillis = dialect.timeMillis();
        for (int i = 0; i < groups.size(); i++) {
            try {
                loaded[i] = decide(session, groups.get(i), nowMillis);
            } catch (RuntimeException | Error e) {
                results[i] = new GroupResult.Unavailable(e);
            }
        }
    }

    private Loaded decide(Session session, Group group, long nowMillis) throws SQLException {
        AccountKey key = group.account();
        AccountRow account = tables.accounts().load(session, key);
        Map<TicketKey, TicketRow> tickets = new HashMap<>();
        for (TicketKey ticket : group.tickets()) {
            TicketRow row = tables.tickets().load(session, ticket);
            if (row != null) {
                tickets.put(ticket, row);
            }
        }
        Map<TicketKey, TicketRow> found = Collections.unmodifiableMap(tickets);
        Collection<WindowKey> windows = group.windows(account, found, nowMillis);
        Map<WindowKey, UsageRow> usage =
                windows.isEmpty() ? Map.of() : tables.usage().load(session, key, windows);
        Snapshot snapshot = new Snapshot(account, usage, found, nowMillis);
        Decision decision = group.decide(snapshot);
        if (decision.accountAfter() == null && !decision.usage().isEmpty()) {
            throw new IllegalStateException("usage of %s is to be written without its account".formatted(key));
        }
        return new Loaded(snapshot, decision);
    }

    void write(Session session) throws SQLException, SpoiledException {
        for (int i = 0; i < groups.size(); i++) {
            Loaded group = loaded[i];
            if (group == null) {
                continue;
            }
            if (moved(group.decision(), group.snapshot())) {
                results[i] = new GroupResult.Conflict(group.snapshot());
            } else if (!group.decision().isEmpty()) {
                written[i] = true;
                if (oneByOne) {
                    results[i] = writeGuarded(session, i, group.decision());
                } else {
                    writeOrSpoil(session, group.decision());
                    results[i] = GroupResult.APPLIED;
                }
            } else {
                results[i] = GroupResult.APPLIED;
            }
        }
    }

    /** Tells before anything is written, so that an ordinary conflict costs its neighbours nothing. */
    private static boolean moved(Decision decision, Snapshot snapshot) {
        if ((decision.reliesOnAccount() || decision.accountAfter() != null)
                && !Objects.equals(version(decision.account()), version(snapshot.account()))) {
            return true;
        }
        for (TicketChange change : decision.tickets()) {
            TicketRow expected = change.before();
            TicketRow stored = snapshot.tickets().get(change.key());
            if (stored != null && (expected == null || expected.revision() != stored.revision())) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Long version(@Nullable AccountRow row) {
        return row == null ? null : row.version();
    }

    private void writeOrSpoil(Session session, Decision decision) throws SQLException, SpoiledException {
        try {
            write(session, decision);
        } catch (MovedException | RuntimeException e) {
            throw new SpoiledException(e);
        } catch (SQLException e) {
            if (dialect.failure(e) == SerialDialect.Failure.ROW) {
                throw new SpoiledException(e);
            }
            throw e;
        }
    }

    private GroupResult writeGuarded(Session session, int index, Decision decision) throws SQLException {
        session.sql(SAVEPOINT).run();
        GroupResult failure;
        try {
            write(session, decision);
            session.sql(RELEASE).run();
            return GroupResult.APPLIED;
        } catch (MovedException e) {
            failure = new GroupResult.Conflict(null);
        } catch (RuntimeException e) {
            failure = new GroupResult.Unavailable(e);
        } catch (SQLException e) {
            if (dialect.failure(e) != SerialDialect.Failure.ROW) {
                throw e;
            }
            failure = new GroupResult.Unavailable(dialect.unavailable(e));
        }
        session.sql(ROLLBACK_TO).run();
        session.sql(RELEASE).run();
        written[index] = false;
        if (failure instanceof GroupResult.Unavailable unavailable) {
            LOG.error(
                    "The group of account {} could not be written",
                    groups.get(index).account(),
                    unavailable.cause());
        }
        return failure;
    }

    private void write(Session session, Decision decision) throws SQLException, MovedException {
        AccountRow after = decision.accountAfter();
        if (after != null) {
            checkOne(tables.accounts().write(session, decision.account(), after), after.key());
            for (UsageRow row : decision.usage()) {
                tables.usage().write(session, after.key(), row);
            }
        }
        for (TicketChange change : decision.tickets()) {
            checkOne(tables.tickets().write(session, change), change.key());
        }
        for (AuditRow row : decision.audit()) {
            tables.audit().append(session, row);
        }
    }

    private static void checkOne(int rows, Object key) throws MovedException {
        if (rows == 0) {
            throw new MovedException();
        }
        if (rows > 1) {
            throw new IllegalStateException("%d rows have the key %s".formatted(rows, key));
        }
    }

    boolean wroteNothing() {
        for (boolean one : written) {
            if (one) {
                return false;
            }
        }
        return true;
    }

    /** One result per group, once all are written. */
    List<GroupResult> results() {
        return unwritten(GroupResult.APPLIED);
    }

    /** The results when what was written is not, or not surely, there: those groups get {@code result}, the others keep their own. */
    List<GroupResult> unwritten(GroupResult result) {
        List<GroupResult> all = new ArrayList<>(groups.size());
        for (int i = 0; i < groups.size(); i++) {
            GroupResult own = results[i];
            all.add(own == null || written[i] ? result : own);
        }
        return Collections.unmodifiableList(all);
    }

    /** The same result for every group. */
    List<GroupResult> all(GroupResult result) {
        return Collections.nCopies(groups.size(), result);
    }
}
