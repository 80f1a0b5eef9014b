package dev.tollgate.proof.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.Tollgate;
import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.Admission;
import dev.tollgate.api.BlockingGate;
import dev.tollgate.api.By;
import dev.tollgate.api.Limit;
import dev.tollgate.api.Operation;
import dev.tollgate.api.WindowKind;
import dev.tollgate.memory.MemoryStore;
import dev.tollgate.proof.stores.ProofStore;
import dev.tollgate.spi.Store;
import dev.tollgate.testkit.Fault;
import dev.tollgate.testkit.FaultPlan;
import dev.tollgate.testkit.FaultyStore;
import dev.tollgate.testkit.ForwardingStore;
import dev.tollgate.testkit.history.History;
import dev.tollgate.testkit.history.HistoryChecker;
import dev.tollgate.testkit.history.RecordedCall;
import dev.tollgate.testkit.history.Recorder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Three instances with 32 callers each on one store, most of them on one account whose limits decline, while answers are lost between
 * engine and store and between caller and engine: what all of them were answered is what they would have been one after the other.
 */
@Tag("proof")
@Timeout(300)
class ClusterHistoryTest {
    private static final int INSTANCES = 3;
    private static final int CALLERS = 32;
    private static final int CALLS_EACH = 210;
    private static final List<Fault> FAULTS = List.of(
            Fault.ERROR_BEFORE,
            Fault.ERROR_AFTER,
            Fault.ANSWER_LOST,
            new Fault.AppliedLate(1),
            Fault.CONFLICT,
            Fault.HELD);
    private static final AccountConfig LIMITS = AccountConfig.of(
            "GBP",
            Limit.amount("amount", WindowKind.TOTAL, 60 * Callers.AMOUNT_MAX),
            Limit.count("count", WindowKind.TOTAL, 110));

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    @TempDir
    private Path folder;

    static List<ProofStore> stores() {
        return ProofStore.all();
    }

    @ParameterizedTest
    @MethodSource("stores")
    void answersOfThreeInstancesAreThoseOfOneAfterTheOther(ProofStore store) throws Exception {
        String url = store.fresh(folder);
        answersHaveAnOrder(store.toString(), () -> store.open(url));
    }

    @Test
    void soAreThoseOfTheStoreInMemory() throws Exception {
        MemoryStore contents = new MemoryStore();
        answersHaveAnOrder("MEMORY", () -> new ForwardingStore(contents));
    }

    @AfterEach
    void closeAll() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    private void answersHaveAnOrder(String name, Supplier<Store> store) throws Exception {
        Map<String, AccountConfig> accounts = Map.of("hot", LIMITS, "cold-0", LIMITS, "cold-1", LIMITS);
        Tollgate first = start(store.get());
        for (String account : accounts.keySet()) {
            first.blocking().configure(account, LIMITS, By.of("admin"));
        }
        Recorder recorder = new Recorder(100_000);
        List<BlockingGate> gates = new ArrayList<>();
        for (int i = 0; i < INSTANCES; i++) {
            Tollgate instance = start(new FaultyStore(store.get(), FaultPlan.seeded(i, 10, FAULTS)));
            gates.add(new BlockingGate(recorder.on(LosingWay.to(instance.gate(), i, 5))));
        }
        List<Operation> asked = new Callers(gates, CALLS_EACH).run(CALLERS);
        BlockingGate afterwards = new BlockingGate(recorder.on(first.gate()));
        for (Operation operation : asked) {
            afterwards.find(operation);
        }
        History history = recorder.history();
        long startNanos = System.nanoTime();
        new HistoryChecker(accounts).assertLinearizable(history);
        print(name, history, System.nanoTime() - startNanos);
        assertThat(history.calls()).hasSizeGreaterThan(INSTANCES * CALLERS * CALLS_EACH * 9 / 10);
        assertThat(count(history, Admission.Declined.class)).isPositive();
        assertThat(count(history, Admission.InProgress.class)).isPositive();
        assertThat(history.calls()).anyMatch(call -> call.answer() == null);
        assertThat(history.calls().stream()
                        .filter(ClusterHistoryTest::tellsUsage)
                        .count())
                .as("most admissions tell the sums that put them in order")
                .isGreaterThan(count(history, Admission.Admitted.class) * 3 / 4);
    }

    private Tollgate start(Store store) {
        Tollgate tollgate = Tollgate.on(store)
                .sweepEvery(Duration.ZERO)
                .callTimeout(Duration.ofSeconds(20))
                .start();
        opened.push(tollgate);
        return tollgate;
    }

    private static boolean tellsUsage(RecordedCall call) {
        return call.answer() instanceof Admission.Admitted admitted
                && !admitted.usage().isEmpty();
    }

    private static long count(History history, Class<?> answer) {
        return history.calls().stream()
                .filter(call -> answer.isInstance(call.answer()))
                .count();
    }

    private static void print(String name, History history, long nanos) {
        System.out.printf(
                "%s: %d calls, %d of unknown outcome, %d admitted, %d declined; checked in %d ms%n",
                name,
                history.calls().size(),
                history.calls().stream()
                        .filter(call -> call.end() == RecordedCall.NEVER)
                        .count(),
                count(history, Admission.Admitted.class),
                count(history, Admission.Declined.class),
                nanos / 1_000_000);
    }
}
