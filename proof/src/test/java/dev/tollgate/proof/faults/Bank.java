package dev.tollgate.proof.faults;

import dev.tollgate.api.Operation;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Where operations are really run; it knows nothing of tickets and pays whenever it is told to. */
final class Bank {
    private final Map<Operation, AtomicInteger> payments = new ConcurrentHashMap<>();

    void pay(Operation operation) {
        payments.computeIfAbsent(operation, o -> new AtomicInteger()).incrementAndGet();
    }

    int payments(Operation operation) {
        AtomicInteger count = payments.get(operation);
        return count == null ? 0 : count.get();
    }

    int payments() {
        return payments.values().stream().mapToInt(AtomicInteger::get).sum();
    }
}
