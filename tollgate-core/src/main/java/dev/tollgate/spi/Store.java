package dev.tollgate.spi;

import dev.tollgate.api.StoreUnavailableException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Applies decisions, and answers only whether they applied. The algorithm stands once above this interface; a store holds rows,
 * compares versions and keeps what it acknowledged.
 *
 * <p>Safe for concurrent calls. Names are compared byte for byte. Every method but {@link #apply} may block and throws
 * {@link StoreUnavailableException} when the store cannot answer.
 */
public interface Store extends AutoCloseable {

    /**
     * Applies a batch: for each group loads, decides and writes, atomically per group. A batch is only a transport: a store may
     * put all its groups into one database transaction or apply each by itself, but a group that conflicts never takes its
     * neighbours with it.
     *
     * <p>May do its work in the calling thread. Never fails: whatever goes wrong is a {@link GroupResult}, and what may have been
     * written is {@link GroupResult.OutcomeUnknown}, never guessed. Never waits for rows that a foreign session holds longer than 50
     * ms: that is {@link GroupResult.Held}.
     *
     * @param batch sorted by account, each account once
     * @return one result per group, in order
     */
    CompletionStage<List<GroupResult>> apply(List<Group> batch);

    /** How many batches are worth having under way at once; 1 for a store with a single writer. */
    int lanesMax();

    /** Whether {@link #apply} makes use of {@link Group#remembered()}; if not, the engine remembers nothing. */
    default boolean usesRemembered() {
        return false;
    }

    /** The store's own time, in epoch milliseconds. */
    long timeMillis();

    /** Open tickets whose lease ended by the store's time, the longest ago first. */
    List<TicketKey> findLapsed(int max);

    /** Tickets in doubt, the longest waiting first, after {@code after} (by {@link TicketPosition}); for resolvers. */
    List<TicketRow> findInDoubt(Optional<TicketPosition> after, int max);

    /** Finished tickets that finished before a time, still have the bytes of an outcome, the longest ago first. */
    List<TicketKey> findOutcomesFinishedBefore(long beforeMillis, int max);

    /** Finished tickets that finished before a time, the longest ago first. Never open ones, ones in doubt or disputed ones. */
    List<TicketKey> findFinishedBefore(long beforeMillis, int max);

    /** The account and these tickets with their history, as of one moment; no usage rows. */
    Snapshot read(AccountKey account, List<TicketKey> tickets);

    /** Usage rows of an account whose window starts from {@code fromMillis} (inclusive) to {@code toMillis} (exclusive), by start. */
    List<UsageRow> usage(AccountKey account, long fromMillis, long toMillis, int max);

    /** Tickets newest admission first, then by key backwards; history may be left out. */
    List<TicketRow> tickets(TicketFilter filter, Optional<TicketPosition> after, int max);

    /** Accounts of a tenant by name, after a name. */
    List<AccountRow> accounts(AccountFilter filter, Optional<String> after, int max);

    /** Audit entries of an account, newest (highest id) first, before an id. */
    List<AuditRow> audit(AccountKey account, Optional<String> beforeId, int max);

    /** Opens a view for recounting usage. One call at a time; close it. */
    Inspection inspect();

    /** Is this store fit for money: one finding per thing looked at, with the mend where there is one. */
    List<Finding> check();

    @Override
    void close();
}
