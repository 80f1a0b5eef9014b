package dev.tollgate.jdbc;

import dev.tollgate.jdbc.ServerDialect.Refusal;
import dev.tollgate.jdbc.ServerDialect.Strategy;
import dev.tollgate.spi.Group;
import dev.tollgate.spi.GroupResult;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A batch on its way through a server, in as few round trips as can be.
 *
 * <p><b>On memory, one.</b> When the engine remembers enough of every group, all are decided on that, at an estimate of the server's
 * time, and the write checks it. If anything has moved nothing is written, and the batch goes the next way.
 *
 * <p><b>Optimistic, two.</b> Read as of one moment, decide, write where nothing has moved. If something has, read again: groups that have
 * moved are conflicts, the others are written as they were decided.
 *
 * <p><b>Pessimistic, two.</b> Read with row locks, decide, write.
 *
 * <p><b>Groups do not spoil each other.</b> When rows are held, refused, or moved for a reason that the reading does not show, the groups
 * are halved until those concerned stand alone.
 */
final class ServerBatch {
    private static final Logger LOG = LoggerFactory.getLogger(ServerBatch.class);

    private static final int WRITES_MAX = 3;
    private static final int CONFLICTS_FOR_ROW_LOCKS = 3;

    private final List<GroupTry> tries = new ArrayList<>();
    private final ServerDialect dialect;
    private final WriterSession writer;
    private final Session session;
    private final HeldAccounts held;
    private final GroupReader reader;
    private boolean committing;

    ServerBatch(
            List<Group> groups, ServerDialect dialect, WriterSession writer, HeldAccounts held, AccountHints hints) {
        for (Group group : groups) {
            tries.add(new GroupTry(group));
        }
        this.dialect = dialect;
        this.writer = writer;
        this.session = writer.session();
        this.held = held;
        this.reader = new GroupReader(dialect, session, hints);
    }

    /** Applies the batch; one result per group. */
    List<GroupResult> results() {
        try {
            run();
        } catch (RuntimeException | Error e) {
            LOG.error("A batch of {} groups failed", tries.size(), e);
            writer.broken();
            GroupResult unwritten = new GroupResult.Unavailable(e);
            GroupResult unknown = new GroupResult.OutcomeUnknown(e);
            unanswered(tries)
                    .forEach(one -> one.endUnless(committing && one.hasSomethingToWrite() ? unknown : unwritten));
        }
        return tries.stream().map(GroupTry::result).toList();
    }

    private void run() {
        List<GroupTry> free = new ArrayList<>(tries.size());
        List<GroupTry> apart = new ArrayList<>();
        for (GroupTry one : tries) {
            (held.isHeld(one.account()) ? apart : free).add(one);
        }
        if (!free.isEmpty()) {
            Refusal refusal = mayRelyOnMemory(free) ? runOnMemory(free) : null;
            // Whoever is held up has waited already.
            together(unanswered(free), refusal == Refusal.HELD ? Bulk.Patience.NONE : Bulk.Patience.ORDINARY);
        }
        for (GroupTry one : apart) {
            together(List.of(one), Bulk.Patience.NONE);
            if (!(one.result() instanceof GroupResult.Held)) {
                held.free(one.account());
            }
        }
    }

    private static List<GroupTry> unanswered(List<GroupTry> of) {
        return of.stream().filter(one -> !one.isAnswered()).toList();
    }

    private boolean takesRowLocks(List<GroupTry> some) {
        return switch (dialect.strategy()) {
            case OPTIMISTIC -> false;
            case PESSIMISTIC -> true;
            case AUTO -> some.stream().anyMatch(one -> one.group().conflictsInARow() >= CONFLICTS_FOR_ROW_LOCKS);
        };
    }

    private boolean mayRelyOnMemory(List<GroupTry> some) {
        if (dialect.strategy() == Strategy.PESSIMISTIC || takesRowLocks(some)) {
            return false;
        }
        for (GroupTry one : some) {
            if (one.group().remembered() == null) {
                return false;
            }
        }
        return writer.mayRelyOnMemory();
    }

    /** Tries to write these as decided on memory; some or all may have no answer afterwards. Null when it was written or not tried. */
    private @Nullable Refusal runOnMemory(List<GroupTry> some) {
        OptionalLong estimated = dialect.estimatedMillis();
        if (estimated.isEmpty()) {
            return null;
        }
        long nowMillis = estimated.getAsLong();
        Writes writes = new Writes();
        writes.decidedAt(nowMillis);
        for (GroupTry one : some) {
            if (!one.decideOnMemory(nowMillis)) {
                return null;
            }
            one.addTo(writes);
        }
        Refusal refusal = write(some, writes, false, Bulk.Patience.ORDINARY);
        if (refusal == null) {
            writer.memoryHeld();
        } else if (refusal == Refusal.MOVED || refusal == Refusal.GIVE_WAY) {
            writer.memoryFailed();
        }
        return refusal;
    }

    /** Reads, decides and writes those of these that have no answer; each has one afterwards. */
    private void together(List<GroupTry> of, Bulk.Patience patience) {
        List<GroupTry> some = unanswered(of);
        if (some.isEmpty()) {
            return;
        }
        if (writer.isBroken()) {
            GroupResult result = new GroupResult.Unavailable(dialect.unavailable(connectionLost()));
            some.forEach(one -> one.endUnless(result));
            return;
        }
        some.forEach(GroupTry::forget);
        boolean rowLocks = takesRowLocks(some);
        List<GroupTry> left = some;
        Refusal refusal = null;
        for (int i = 0; i < WRITES_MAX; i++) {
            Found found = rowLocks ? readHeld(left, patience) : read(left);
            if (found == null) {
                divideUnanswered(left);
                return;
            }
            boolean oneHasMoved = false;
            for (GroupTry one : left) {
                oneHasMoved |= one.decide(found);
            }
            left = unanswered(left);
            if (left.isEmpty()) {
                rollbackIf(rowLocks);
                return;
            }
            if (refusal == Refusal.MOVED && !oneHasMoved) {
                // Something the reading does not show.
                rollbackIf(rowLocks);
                divide(left);
                return;
            }
            refusal = write(left, writesOf(left), rowLocks, patience);
            left = unanswered(left);
            if (left.isEmpty()) {
                return;
            }
            if (refusal != Refusal.MOVED && refusal != Refusal.GIVE_WAY) {
                divide(left);
                return;
            }
        }
        left.forEach(one -> one.endUnless(new GroupResult.Conflict(one.lastRead())));
    }

    private static SQLException connectionLost() {
        return new SQLException("the connection was lost by the group before", "08006");
    }

    private static Writes writesOf(List<GroupTry> some) {
        Writes writes = new Writes();
        some.forEach(one -> one.addTo(writes));
        return writes;
    }

    /** Runs groups that cannot be written together in halves; one that stands alone ends. */
    private void divide(List<GroupTry> some) {
        if (some.size() == 1) {
            GroupTry one = some.get(0);
            one.endUnless(new GroupResult.Conflict(one.lastRead()));
            return;
        }
        int half = some.size() / 2;
        together(some.subList(0, half), Bulk.Patience.NONE);
        together(some.subList(half, some.size()), Bulk.Patience.NONE);
    }

    private void divideUnanswered(List<GroupTry> some) {
        List<GroupTry> left = unanswered(some);
        if (!left.isEmpty()) {
            divide(left);
        }
    }

    private @Nullable Found read(List<GroupTry> some) {
        try {
            return reader.read(some);
        } catch (SQLException e) {
            if (dialect.refusal(e) == Refusal.HELD) {
                // No row keeps a plain reading waiting, but a table that is being changed does, and it would keep each
                // of the others.
                unanswered(tries).forEach(one -> one.endUnless(new GroupResult.Held()));
            } else {
                failed(some, e, false);
            }
            return null;
        }
    }

    private @Nullable Found readHeld(List<GroupTry> some, Bulk.Patience patience) {
        try {
            return reader.readHeld(some, patience);
        } catch (SQLException e) {
            failed(some, e, false);
            rollback();
            return null;
        }
    }

    /** Writes what was decided; null when it is written, otherwise why it is not. Ends the groups for which that is an answer. */
    private @Nullable Refusal write(List<GroupTry> some, Writes writes, boolean rowLocks, Bulk.Patience patience) {
        try {
            committing = true;
            dialect.write(session, writes, rowLocks, patience);
            some.forEach(one -> one.endUnless(GroupResult.APPLIED));
            committing = false;
            some.forEach(one -> reader.remember(one.written()));
            return null;
        } catch (SQLException e) {
            Refusal refusal = failed(some, e, true);
            committing = false;
            rollback();
            return refusal;
        } catch (IllegalArgumentException e) {
            committing = false;
            rollbackIf(rowLocks);
            if (some.size() == 1) {
                endAlone(some.get(0), e);
            }
            return Refusal.ROW;
        }
    }

    private void endAlone(GroupTry one, Exception e) {
        LOG.error("The group of account {} could not be written", one.account(), e);
        one.endUnless(new GroupResult.Unavailable(dialect.unavailable(e)));
    }

    /** Ends the groups for which this failure is an answer: all of them, one that stands alone, or none. */
    private Refusal failed(List<GroupTry> some, SQLException e, boolean committing) {
        Refusal refusal = dialect.refusal(e);
        switch (refusal) {
            case MOVED, GIVE_WAY -> {}
            case HELD -> {
                if (some.size() == 1) {
                    held.found(some.get(0).account());
                    some.get(0).endUnless(new GroupResult.Held());
                }
            }
            case ROW -> {
                if (some.size() == 1) {
                    endAlone(some.get(0), e);
                }
            }
            case STORE -> {
                writer.refused();
                GroupResult result = new GroupResult.Unavailable(dialect.unavailable(e));
                some.forEach(one -> one.endUnless(result));
            }
            case LOST -> {
                writer.broken();
                GroupResult unwritten = new GroupResult.Unavailable(dialect.unavailable(e));
                GroupResult unknown = new GroupResult.OutcomeUnknown(dialect.unavailable(e));
                some.forEach(one -> one.endUnless(committing && one.hasSomethingToWrite() ? unknown : unwritten));
                if (committing) {
                    LOG.warn("A commit failed; it may have been written: {}", e.getMessage());
                }
            }
        }
        return refusal;
    }

    private void rollbackIf(boolean begun) {
        if (begun) {
            rollback();
        }
    }

    private void rollback() {
        if (writer.isBroken()) {
            return;
        }
        try {
            dialect.rollback(session);
        } catch (SQLException | RuntimeException e) {
            LOG.debug("A rollback failed", e);
            writer.broken();
        }
    }
}
