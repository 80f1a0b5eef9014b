package dev.tollgate.internal;

import dev.tollgate.spi.AccountKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** The calls of one account that wait, in order of arrival, and until when they have to. */
final class AccountQueue {
    final AccountKey account;
    private final Deque<Call> calls = new ArrayDeque<>();

    /** Not before this is the account tried again; meaningful while backing off. */
    private long readyAtNanos;

    private boolean backingOff;

    AccountQueue(AccountKey account) {
        this.account = account;
    }

    void add(Call call) {
        calls.addLast(call);
    }

    /** Puts calls back that were taken, before all others. */
    void putBack(List<Call> taken) {
        for (int i = taken.size() - 1; i >= 0; i--) {
            calls.addFirst(taken.get(i));
        }
    }

    boolean isEmpty() {
        return calls.isEmpty();
    }

    void backOff(long untilNanos) {
        backingOff = true;
        readyAtNanos = untilNanos;
    }

    boolean isBackingOff() {
        return backingOff;
    }

    boolean isBackOffOver(long nowNanos) {
        return nowNanos - readyAtNanos >= 0;
    }

    /**
     * Takes up to {@code max} calls to the store, in the order they are decided in. Those left are not backing off.
     *
     * @param over is given those that stay behind, because their time is up or because they have ended meanwhile
     */
    List<Call> take(int max, long nowNanos, Consumer<Call> over) {
        backingOff = false;
        List<Call> taken = new ArrayList<>(Math.min(max, calls.size()));
        while (taken.size() < max && !calls.isEmpty()) {
            Call call = calls.removeFirst();
            if (!call.isExpired(nowNanos) && call.begin()) {
                taken.add(call);
            } else {
                over.accept(call);
            }
        }
        taken.sort(Comparator.comparingInt(call -> call.command.rank()));
        return taken;
    }
}
