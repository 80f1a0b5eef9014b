package dev.tollgate.proof.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.Tollgate;
import dev.tollgate.api.Admission;
import dev.tollgate.api.BlockingGate;
import dev.tollgate.api.Verification;
import dev.tollgate.proof.stores.Place;
import dev.tollgate.proof.stores.ProofStore;
import dev.tollgate.spi.Store;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Commits whose outcome nobody is told, hundreds of them, under the load of many callers of two instances. Afterwards the store holds what
 * the callers were told, and nothing else; and from the moment the network is whole again nobody waits long for an answer.
 */
@Tag("proof")
final class AmbiguousCommitsTest {
    private static final int CALLERS = 48;
    private static final int AMBIGUOUS_MIN = 500;
    private static final int ROUNDS_MIN = 8;
    private static final int ROUNDS_MAX = 80;
    private static final int PER_ROUND = 70;
    private static final Duration ROUND_MAX = Duration.ofMillis(1_500);
    /** Longer than anybody waits for the store's answer, so that what hangs arrives when it is given up. */
    private static final Duration LONG_ROUND = Duration.ofMillis(2_500);

    private static final int EVERY_LONG_ROUND = 4;
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(2);
    /** Shorter than it takes to find a connection broken, so that callers are told before their instance knows. */
    private static final Duration SHORT_CALL_TIMEOUT = Duration.ofMillis(300);

    private static final Duration FOUND_OUT_WITHIN = Duration.ofSeconds(5);
    private static final int HANG_SECONDS_MAX = 120;

    private final Books books = new Books();
    private final Bank bank = new Bank();
    private final List<Caller> callers = new ArrayList<>();
    private final AtomicBoolean stopped = new AtomicBoolean();

    @TempDir
    Path folder;

    @ParameterizedTest
    @MethodSource("dev.tollgate.proof.stores.ProofStore#all")
    @Timeout(600)
    void noneIsWrongAndAllAreFoundOutWithinFiveSecondsOfHealing(ProofStore kind) throws Exception {
        long seed = Long.getLong("tollgate.proof.seed", System.nanoTime());
        System.out.printf("Ambiguous commits on %s: -Dtollgate.proof.seed=%d%n", kind, seed);
        try (Place place = kind.own(folder)) {
            try (Tollgate tollgate = Tollgate.on(kind.open(place.url())).start()) {
                Accounts.configure(tollgate.blocking());
            }
            try (Storm storm = kind.isServer() ? new WireStorm(kind, place) : new FileStorm(kind, place.url())) {
                run(kind, place, storm, seed);
                check(kind, place);
            }
        }
    }

    private void run(ProofStore kind, Place place, Storm storm, long seed) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
        try (Tollgate one = start(storm.open(storm.url()), CALL_TIMEOUT);
                Tollgate other = start(storm.open(kind.otherWay(storm.url())), SHORT_CALL_TIMEOUT);
                Store witness = kind.open(place.url())) {
            Caller.Shared shared = new Caller.Shared(
                    List.<BlockingGate>of(one.blocking(), other.blocking()), witness, books, bank, stopped);
            List<Future<Void>> running = new ArrayList<>();
            long startNanos = System.nanoTime();
            for (int i = 0; i < CALLERS; i++) {
                Caller caller = new Caller(i, shared, seed);
                callers.add(caller);
                running.add(threads.submit(caller));
            }
            List<Long> foundOutNanos = new ArrayList<>();
            for (int round = 0; round < ROUNDS_MIN || storm.ambiguous() < AMBIGUOUS_MIN; round++) {
                assertThat(round)
                        .as("rounds, after %d ambiguous commits", storm.ambiguous())
                        .isLessThan(ROUNDS_MAX);
                foundOutNanos.add(
                        round(storm, seed + round, round % EVERY_LONG_ROUND == EVERY_LONG_ROUND - 1, running));
            }
            stopped.set(true);
            for (Future<Void> each : running) {
                each.get(HANG_SECONDS_MAX, TimeUnit.SECONDS);
            }
            storm.awaitQuiet();
            foundOutNanos.sort(null);
            long slowest = foundOutNanos.get(foundOutNanos.size() - 1);
            print(kind, storm, shared, System.nanoTime() - startNanos, foundOutNanos);
            assertThat(Duration.ofNanos(slowest)).isLessThanOrEqualTo(FOUND_OUT_WITHIN);
        } finally {
            stopped.set(true);
            threads.shutdownNow();
        }
    }

    private static Tollgate start(Store store, Duration callTimeout) {
        return Tollgate.on(store).callTimeout(callTimeout).start();
    }

    /** Lets the storm blow once; returns how long it took after it until everybody who had asked in it knew. */
    private long round(Storm storm, long seed, boolean isLong, List<Future<Void>> running) throws Exception {
        int enough = storm.ambiguous() + PER_ROUND;
        long endNanos = System.nanoTime() + (isLong ? LONG_ROUND : ROUND_MAX).toNanos();
        storm.blow(seed);
        while (System.nanoTime() < endNanos && (isLong || storm.ambiguous() < enough)) {
            LockSupport.parkNanos(2_000_000);
        }
        List<CompletableFuture<Long>> underWay =
                callers.stream().map(Caller::underWay).toList();
        long healedNanos = System.nanoTime();
        storm.heal();
        long last = healedNanos;
        for (int i = 0; i < underWay.size(); i++) {
            await(underWay.get(i), running.get(i));
            last = Math.max(last, underWay.get(i).join());
        }
        return last - healedNanos;
    }

    private static void await(CompletableFuture<Long> answer, Future<Void> caller) throws Exception {
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(HANG_SECONDS_MAX);
        while (!answer.isDone()) {
            if (caller.isDone()) {
                // It has failed, and says why.
                caller.get();
            }
            assertThat(System.nanoTime()).as("a caller waits for its answer").isLessThan(endNanos);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private void check(ProofStore kind, Place place) throws InterruptedException {
        try (Store store = kind.open(place.url())) {
            books.check(store, Accounts.all(), bank);
        }
        try (Tollgate tollgate = Tollgate.on(kind.open(place.url())).start()) {
            Verification verification = tollgate.verify();
            assertThat(verification.holds()).as("%s", verification).isTrue();
            for (Books.Asked asked : books.toldTooEarly()) {
                assertThat(tollgate.blocking().admit(asked.request)).isInstanceOf(Admission.Admitted.class);
            }
        }
        System.out.printf(
                "Ambiguous commits on %s: none wrong; %d tickets came after their callers, told that nobody knows, had asked again and"
                        + " been told that there is none.%n",
                kind, books.toldTooEarly().size());
    }

    private void print(ProofStore kind, Storm storm, Caller.Shared shared, long nanos, List<Long> foundOutNanos) {
        List<Books.Asked> unknown = books.toldUnknown();
        long written = unknown.stream().filter(asked -> asked.written).count();
        long later = unknown.stream()
                .filter(asked -> !asked.written && asked.answer instanceof Admission.Admitted)
                .count();
        System.out.printf(
                "Ambiguous commits on %s: %d (%s). %d callers, 2 instances, %d calls in %.1f s: %d admitted, %d declined, %d given up"
                        + " because nothing was written. Told that nobody knows: %d admissions, of which %d had been written and %d came later,"
                        + " and %d reports; told that nothing was written: %d reports, %d of them not looked at."
                        + " Healed %d times, all found out within %d ms (half of the times within %d ms). Load %.1f.%n",
                kind,
                storm.ambiguous(),
                storm.summary(),
                CALLERS,
                books.calls.get(),
                nanos / 1e9,
                books.admitted(),
                books.declined(),
                books.givenUp(),
                unknown.size(),
                written,
                later,
                books.unknownReports.get(),
                books.refusedReports.get(),
                shared.unwitnessed().get(),
                foundOutNanos.size(),
                TimeUnit.NANOSECONDS.toMillis(foundOutNanos.get(foundOutNanos.size() - 1)),
                TimeUnit.NANOSECONDS.toMillis(foundOutNanos.get(foundOutNanos.size() / 2)),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }
}
