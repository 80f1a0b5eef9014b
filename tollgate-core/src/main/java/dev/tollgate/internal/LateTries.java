package dev.tollgate.internal;

import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.Decision;
import dev.tollgate.spi.Snapshot;
import dev.tollgate.spi.TicketChange;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketRow;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Keeps out tries that may still be on their way to the store.
 *
 * <p>A try whose answer was lost is written later if nothing it was decided on has moved until then. Once one of its calls is decided
 * anew and answered, that must not happen any more: somebody who was declined would be admitted after all. What is written now moves
 * what that try was decided on; where nothing is to be written, the account row and the tickets of those calls are moved on as they are.
 */
final class LateTries {
    private LateTries() {}

    /**
     * The decision with what it takes to keep them out.
     *
     * @param open the calls that were decided anew
     */
    static Decision keptOut(Decision decision, Snapshot snapshot, List<Call> open, String batchId) {
        List<Call> unknown = open.stream().filter(Call::isUnknown).toList();
        if (unknown.isEmpty()) {
            return decision;
        }
        AccountRow account = decision.accountAfter();
        AccountRow read = snapshot.account();
        if (account == null && read != null) {
            account = read.moved(batchId, snapshot.storeTimeMillis());
        }
        List<TicketChange> tickets = new ArrayList<>(decision.tickets());
        Set<TicketKey> written = new HashSet<>();
        tickets.forEach(change -> written.add(change.key()));
        for (Call call : unknown) {
            TicketKey key = call.command.ticket();
            TicketRow row = key == null ? null : snapshot.tickets().get(key);
            if (row != null && written.add(row.key())) {
                tickets.add(new TicketChange(row, row.moved()));
            }
        }
        return new Decision(
                decision.account(),
                decision.reliesOnAccount() || account != null,
                account,
                decision.usage(),
                tickets,
                decision.audit(),
                decision.validUntilMillis());
    }
}
