package dev.tollgate.spi;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one account that are decided together. Made by the engine, used by one store call at a time.
 *
 * <p>A store loads the account row and the rows of {@link #tickets()}, then the usage rows of {@link #windows}, hands all of it to
 * {@link #decide} and writes what comes back if, and only if, nothing that was read has moved. It may call {@code decide} again
 * with a fresher snapshot; the decision that came last is the one to apply.
 */
public interface Group {

    AccountKey account();

    /**
     * How many times in a row groups of this account conflicted, and for a while after that at least 3. A store that can decide under
     * row locks as well takes them from three on, unless told which way to go.
     */
    int conflictsInARow();

    /** The tickets to load, sorted, each once. */
    List<TicketKey> tickets();

    /** The usage rows that the decision will need, given what was loaded so far. */
    Collection<WindowKey> windows(
            @Nullable AccountRow account, Map<TicketKey, TicketRow> tickets, long storeTimeMillis);

    /**
     * What the engine remembers from its last batch of this account; null when it does not, or must not be relied upon. A store may
     * decide on it and save the read. A ticket that is missing in it is then taken to be absent; usage rows that are missing are not
     * known to be zero: use it only if all of {@link #windows} are there.
     *
     * <p>Its time is that of the last batch, perhaps hours ago, and nothing is decided at that time: {@link #windows} and
     * {@link #decide} get the store's own time, or an estimate that is never ahead of it, such as the time the store told last and what
     * a monotonic clock has counted since.
     *
     * <p>The write must itself check that the account's version has not moved if {@link Decision#reliesOnAccount()}, that every ticket of
     * {@link #tickets()} still has the remembered revision or is still absent, and that the store's time is before
     * {@link Decision#validUntilMillis()}. If not, nothing is written, and the store loads and decides anew; or it answers with a
     * {@link GroupResult.Conflict}, which counts towards {@link #conflictsInARow()}. A decision with nothing to write is checked too.
     */
    @Nullable
    Snapshot remembered();

    /** Decides. Pure, quick, never null; must see the account, every ticket and every usage row asked for. */
    Decision decide(Snapshot snapshot);
}
