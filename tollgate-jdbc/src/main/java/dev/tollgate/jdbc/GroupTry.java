package dev.tollgate.jdbc;

import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.Decision;
import dev.tollgate.spi.Group;
import dev.tollgate.spi.GroupResult;
import dev.tollgate.spi.Snapshot;
import dev.tollgate.spi.TicketChange;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.WindowKey;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A group on its way: what it was decided on, what was decided, and in the end its result. */
final class GroupTry {
    private final Group group;
    private @Nullable Snapshot decidedOn;
    private @Nullable Decision decision;
    private @Nullable Snapshot lastRead;
    private @Nullable GroupResult result;

    GroupTry(Group group) {
        this.group = group;
    }

    Group group() {
        return group;
    }

    AccountKey account() {
        return group.account();
    }

    boolean isAnswered() {
        return result != null;
    }

    GroupResult result() {
        return Objects.requireNonNull(result);
    }

    void endUnless(GroupResult answer) {
        if (result == null) {
            result = answer;
        }
    }

    /** Lets it be decided anew. */
    void forget() {
        decidedOn = null;
        decision = null;
    }

    @Nullable
    Snapshot lastRead() {
        return lastRead;
    }

    boolean hasSomethingToWrite() {
        return decision != null && !decision.isEmpty();
    }

    /** The account row as the decision leaves it; null when it leaves it alone. */
    @Nullable
    AccountRow written() {
        return decision == null ? null : decision.accountAfter();
    }

    void addTo(Writes writes) {
        writes.add(group, Objects.requireNonNull(decidedOn), Objects.requireNonNull(decision));
    }

    /** Decides on what the engine remembers; false when that is not enough. */
    boolean decideOnMemory(long nowMillis) {
        Snapshot remembered = group.remembered();
        if (remembered == null) {
            return false;
        }
        try {
            Collection<WindowKey> windows = group.windows(remembered.account(), remembered.tickets(), nowMillis);
            if (!remembered.usage().keySet().containsAll(windows)) {
                return false;
            }
            Snapshot now = new Snapshot(remembered.account(), remembered.usage(), remembered.tickets(), nowMillis);
            decidedOn = now;
            decision = checked(group.decide(now));
            return !hasMoved(now, now, decision);
        } catch (RuntimeException | Error e) {
            // It is decided again on what is true, and then it is known for sure that it cannot be.
            return false;
        }
    }

    /**
     * Decides on what was read, or, when it was decided before, sees whether that still holds. Ends it when there is nothing to write.
     *
     * @return whether it had been decided before on something that has moved
     */
    boolean decide(Found found) {
        RuntimeException unreadable = found.unreadable(account());
        if (unreadable != null) {
            endUnless(new GroupResult.Unavailable(unreadable));
            return false;
        }
        try {
            Map<TicketKey, TicketRow> tickets = found.tickets(group.tickets());
            Collection<WindowKey> windows = group.windows(found.account(account()), tickets, found.storeTimeMillis());
            Snapshot fresh = found.snapshot(account(), tickets, windows);
            lastRead = fresh;
            Decision before = decision;
            if (before == null) {
                decidedOn = fresh;
                decision = checked(group.decide(fresh));
            }
            Decision decided = Objects.requireNonNull(decision);
            if (hasMoved(Objects.requireNonNull(decidedOn), fresh, decided)) {
                endUnless(new GroupResult.Conflict(fresh));
                return before != null;
            }
            if (decided.isEmpty()) {
                endUnless(GroupResult.APPLIED);
            }
        } catch (RuntimeException | Error e) {
            endUnless(new GroupResult.Unavailable(e));
        }
        return false;
    }

    private Decision checked(Decision decided) {
        if (decided.accountAfter() == null && !decided.usage().isEmpty()) {
            throw new IllegalStateException("usage of %s is to be written without its account".formatted(account()));
        }
        return decided;
    }

    private boolean hasMoved(Snapshot before, Snapshot now, Decision decided) {
        if (now.storeTimeMillis() >= decided.validUntilMillis()) {
            return true;
        }
        if ((decided.reliesOnAccount() || decided.accountAfter() != null)
                && !Objects.equals(version(decided.account()), version(now.account()))) {
            return true;
        }
        for (TicketKey key : group.tickets()) {
            if (!Objects.equals(
                    revision(before.tickets().get(key)), revision(now.tickets().get(key)))) {
                return true;
            }
        }
        for (TicketChange change : decided.tickets()) {
            TicketRow stored = now.tickets().get(change.key());
            if (stored != null && !Objects.equals(revision(change.before()), revision(stored))) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Long version(@Nullable AccountRow row) {
        return row == null ? null : row.version();
    }

    private static @Nullable Long revision(@Nullable TicketRow row) {
        return row == null ? null : row.revision();
    }
}
