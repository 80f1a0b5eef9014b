package dev.tollgate.internal;

import dev.tollgate.spi.AccountKey;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The calls that wait for a lane, in a queue for each account. An account that a lane has taken is left alone until the lane gives it
 * back, so that no two lanes ever have the same. Safe for concurrent use.
 */
final class Waiting {
    private final Map<AccountKey, AccountQueue> queues = new LinkedHashMap<>();
    private final Set<AccountKey> taken = ConcurrentHashMap.newKeySet();

    /** The calls of one account that a lane has taken. */
    record Taken(AccountKey account, List<Call> calls) {}

    /**
     * What a lane takes.
     *
     * @param calls how many, of all accounts
     * @param more whether there was no room for all accounts
     */
    record Load(List<Taken> accounts, int calls, boolean more) {}

    /**
     * Whether the account's calls have to wait: until the lane that has the account gives it back, and then looks, or until its back-off is
     * over, and then a lane is nudged.
     */
    boolean isTaken(AccountKey account) {
        return taken.contains(account);
    }

    /**
     * Sorts what has arrived into the queues. In one go, because two lanes that took turns with each other would mix up the order.
     *
     * @return whether nothing waits
     */
    synchronized boolean sort(Arrivals<Call> arrivals) {
        for (Call call = arrivals.poll(); call != null; call = arrivals.poll()) {
            queues.computeIfAbsent(call.command.account(), AccountQueue::new).add(call);
        }
        return queues.isEmpty();
    }

    /**
     * Takes calls of accounts that are ready and that no lane has, up to {@code max} in all. Accounts come in the order in which their
     * calls began to wait; one that has more calls than there is room for goes behind all others with the rest.
     *
     * @param over is given the calls whose time is up, or that somebody else has ended
     */
    synchronized Load take(int max, long nowNanos, Consumer<Call> over) {
        int room = max;
        List<Taken> accounts = new ArrayList<>();
        List<AccountQueue> rest = new ArrayList<>();
        Iterator<AccountQueue> all = queues.values().iterator();
        while (all.hasNext() && room > 0) {
            AccountQueue queue = all.next();
            boolean isAvailable = queue.isBackingOff() ? queue.isBackOffOver(nowNanos) : !taken.contains(queue.account);
            if (!isAvailable) {
                continue;
            }
            all.remove();
            List<Call> calls = queue.take(room, nowNanos, over);
            if (calls.isEmpty()) {
                // All were over; it may have been backing off with them.
                taken.remove(queue.account);
                continue;
            }
            room -= calls.size();
            taken.add(queue.account);
            accounts.add(new Taken(queue.account, calls));
            if (!queue.isEmpty()) {
                rest.add(queue);
            }
        }
        boolean more = all.hasNext();
        rest.forEach(queue -> queues.put(queue.account, queue));
        return new Load(accounts, max - room, more);
    }

    /**
     * Gives an account back.
     *
     * @param again its calls that are to be tried again, before all that have arrived meanwhile
     * @param readyAtNanos not before this, and until then the account stays taken; null for at once
     */
    synchronized void giveBack(AccountKey account, List<Call> again, @Nullable Long readyAtNanos) {
        if (readyAtNanos == null) {
            taken.remove(account);
        }
        if (again.isEmpty()) {
            return;
        }
        AccountQueue arrived = queues.remove(account);
        AccountQueue queue = arrived == null ? new AccountQueue(account) : arrived;
        queue.putBack(again);
        if (readyAtNanos != null) {
            queue.backOff(readyAtNanos);
        }
        queues.put(account, queue);
    }
}
