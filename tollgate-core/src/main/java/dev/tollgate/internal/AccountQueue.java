package dev.tollgate.internal;

import dev.tollgate.spi.AccountKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The calls of one account that wait in a lane, in order of arrival, and what the lane knows of the account meanwhile. */
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

    Iterable<Call> calls() {
        return calls;
    }

    void backOff(long untilNanos) {
        backingOff = true;
        readyAtNanos = untilNanos;
    }

    void ready() {
        backingOff = false;
    }

    boolean isReady(long nowNanos) {
        return !backingOff || nowNanos - readyAtNanos >= 0;
    }

    /**
     * Takes up to {@code max} calls to the store, in the order they are decided in.
     *
     * @param over is given those that have ended meanwhile and therefore stay behind
     */
    List<Call> take(int max, Consumer<Call> over) {
        List<Call> taken = new ArrayList<>(Math.min(max, calls.size()));
        for (Call call = pollFor(taken, max); call != null; call = pollFor(taken, max)) {
            if (call.begin()) {
                taken.add(call);
            } else {
                over.accept(call);
            }
        }
        taken.sort(Comparator.comparingInt(call -> call.command.rank()));
        return taken;
    }

    private @Nullable Call pollFor(List<Call> taken, int max) {
        return taken.size() < max ? calls.pollFirst() : null;
    }
}
