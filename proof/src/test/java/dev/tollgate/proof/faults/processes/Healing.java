package dev.tollgate.proof.faults.processes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.Tollgate;
import dev.tollgate.api.Admission;
import dev.tollgate.api.BlockingGate;
import dev.tollgate.api.TicketQuery;
import dev.tollgate.api.TicketState;
import dev.tollgate.api.Verification;
import dev.tollgate.proof.stores.ProofStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Brings everything to its end when no instance runs any more: lets leases end, asks the bank, delivers every operation once more. */
final class Healing {
    private static final int CALLERS = 16;
    private static final long HANGS_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private Healing() {}

    /**
     * Finishes the operations of a store.
     *
     * @param count how many there are
     * @return what was heard on the way
     */
    static List<Heard> finish(ProofStore kind, String url, Path folder, int count) throws InterruptedException {
        Bank bank = new Bank(folder);
        Path file = folder.resolve("healing.heard");
        try (Tollgate tollgate = Tollgate.on(kind.open(url))
                .resolver(new BankResolver(bank, true))
                .callTimeout(Duration.ofSeconds(30))
                .sweepEvery(Duration.ofMillis(100))
                .start()) {
            BlockingGate gate = tollgate.blocking();
            Caller caller = new Caller("healing", gate, bank, new Lines.Writer(file));
            awaitDecided(gate);
            assertThat(deliver(caller, count))
                    .as("how operations stand when everything is finished")
                    .allMatch(each -> each instanceof Admission.Admitted
                            || each instanceof Admission.Replayed
                            || each instanceof Admission.Declined);
            awaitDecided(gate);
            Verification recount = tollgate.verify();
            assertThat(recount.holds()).as(recount.toString()).isTrue();
        }
        return new Lines.Tail(file).next().stream().map(Heard::parse).toList();
    }

    private static void awaitDecided(BlockingGate gate) throws InterruptedException {
        long startNanos = System.nanoTime();
        for (TicketState state : List.of(TicketState.OPEN, TicketState.IN_DOUBT)) {
            while (!gate.tickets(TicketQuery.ALL.withState(state)).items().isEmpty()) {
                assertThat(System.nanoTime() - startNanos)
                        .as("tickets stay " + state)
                        .isLessThan(HANGS_NANOS);
                LockSupport.parkNanos(POLL_NANOS);
            }
        }
    }

    private static Collection<Admission> deliver(Caller caller, int count) throws InterruptedException {
        Map<Integer, Admission> admissions = new ConcurrentHashMap<>();
        AtomicInteger next = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            Thread thread = new Thread(() -> {
                try {
                    for (int number = next.getAndIncrement(); number < count; number = next.getAndIncrement()) {
                        admissions.put(number, caller.deliver(number));
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(admissions).hasSize(count);
        return admissions.values();
    }
}
