package dev.tollgate.spi;

import dev.tollgate.api.Account;
import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.AccountStatus;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The account row, the aggregate root.
 *
 * @param version rises by one with every write of the row and never restarts
 * @param lastBatch the id of the batch that moved the row last, at most 64 ASCII characters
 * @param lastTimeMillis the latest time the account was decided at; its time never goes back behind it
 * @param totalStarts when each limit of window {@code total} was made, by name, in epoch milliseconds
 * @param retired limits that were taken out, so that they can only come back in the same shape
 */
public record AccountRow(
        AccountKey key,
        long version,
        String lastBatch,
        long lastTimeMillis,
        AccountStatus status,
        AccountConfig config,
        long configVersion,
        Map<String, Long> totalStarts,
        List<RetiredLimit> retired,
        Account.Change opened,
        Account.@Nullable Change modified,
        Account.@Nullable Change suspended,
        Account.@Nullable Change closed,
        @Nullable String reason) {

    /** The same row moved on by a batch. */
    public AccountRow moved(String batch, long timeMillis) {
        return new AccountRow(
                key,
                version + 1,
                batch,
                Math.max(lastTimeMillis, timeMillis),
                status,
                config,
                configVersion,
                totalStarts,
                retired,
                opened,
                modified,
                suspended,
                closed,
                reason);
    }
}
