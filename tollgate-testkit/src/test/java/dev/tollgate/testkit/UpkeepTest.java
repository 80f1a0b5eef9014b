package dev.tollgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.Tollgate;
import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.Admission;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.BlockingGate;
import dev.tollgate.api.By;
import dev.tollgate.api.Gate;
import dev.tollgate.api.InvalidRequestException;
import dev.tollgate.api.Limit;
import dev.tollgate.api.OnceResult;
import dev.tollgate.api.Operation;
import dev.tollgate.api.TicketHandle;
import dev.tollgate.api.TicketState;
import dev.tollgate.api.Usage;
import dev.tollgate.api.WindowKind;
import dev.tollgate.memory.MemoryStore;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the engine does by itself goes on whatever happens to one ticket, one resolver or one account. */
@Timeout(60)
class UpkeepTest {
    private static final Instant TEN = Instant.parse("2026-03-02T10:00:00Z");
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final SettableClock clock = new SettableClock(TEN);
    private final MemoryStore memory = new MemoryStore(clock);
    private final SingleThreadEnvironment environment = new SingleThreadEnvironment(1);

    private static AdmitRequest plain(String account, String number) {
        return AdmitRequest.of(new Operation(account, "payment", number), "clerk-7")
                .withLease(SECOND);
    }

    private <T> T run(CompletionStage<T> call) {
        environment.runUntilIdle();
        return call.toCompletableFuture().join();
    }

    private TicketHandle admit(Gate gate, AdmitRequest request) {
        return ((Admission.Admitted) run(gate.admit(request))).ticket().handle();
    }

    private List<TicketState> states(String account, String number) {
        TicketKey key = TicketKey.of(Tollgate.DEFAULT_TENANT, new Operation(account, "payment", number));
        return memory.read(key.account(), List.of(key)).tickets().values().stream()
                .map(TicketRow::state)
                .toList();
    }

    private void pass(Duration duration) {
        clock.advance(duration);
        environment.advance(duration);
    }

    @Test
    void aResolverThatNeverAnswersKeepsNoLeaseWaiting() {
        List<String> asked = new ArrayList<>();
        Tollgate tollgate = Tollgate.on(memory)
                .environment(environment)
                .resolver(ticket -> {
                    asked.add(ticket.operation().businessNumber());
                    return new CompletableFuture<>();
                })
                .start();
        Gate gate = tollgate.gate();
        run(gate.doubt(admit(gate, plain("acme", "1")), null));
        pass(SECOND.multipliedBy(3));
        assertThat(asked).containsExactly("1");
        admit(gate, plain("acme", "2"));
        pass(SECOND.multipliedBy(3));
        assertThat(states("acme", "2")).containsExactly(TicketState.IN_DOUBT);
        pass(Duration.ofMinutes(2));
        assertThat(asked).as("after a minute others are asked about").contains("2");
    }

    @Test
    void aTicketThatCannotBeLapsedKeepsNothingFromBeingPurged() {
        FaultScript script = new FaultScript();
        Tollgate tollgate = Tollgate.on(new FaultyStore(memory, script, environment))
                .environment(environment)
                .callTimeout(SECOND)
                .outcomeRetention(SECOND)
                .ticketRetention(SECOND)
                .start();
        Gate gate = tollgate.gate();
        run(gate.succeed(admit(gate, plain("acme", "1")), null));
        admit(gate, plain("stuck", "1"));
        script.always("stuck", Fault.HELD);
        pass(SECOND.multipliedBy(3));
        assertThat(states("acme", "1")).as("purged").isEmpty();
        assertThat(states("stuck", "1")).containsExactly(TicketState.OPEN);
    }

    @Test
    void anAccountThatIsHeldKeepsNoOtherLeaseWaiting() {
        FaultScript script = new FaultScript();
        Tollgate tollgate = Tollgate.on(new FaultyStore(memory, script, environment))
                .environment(environment)
                .callTimeout(Duration.ofMinutes(10))
                .start();
        Gate gate = tollgate.gate();
        for (int i = 0; i < 600; i++) {
            admit(gate, plain("stuck", "ORD-" + i));
        }
        script.always("stuck", Fault.HELD);
        pass(SECOND.multipliedBy(3));
        for (int i = 0; i < 3; i++) {
            admit(gate, plain("acme", "ORD-" + i));
            pass(SECOND.multipliedBy(3));
            assertThat(states("acme", "ORD-" + i)).containsExactly(TicketState.IN_DOUBT);
        }
        script.heal();
        pass(SECOND.multipliedBy(3));
        for (int i = 0; i < 600; i++) {
            assertThat(states("stuck", "ORD-" + i)).containsExactly(TicketState.IN_DOUBT);
        }
    }

    @Test
    void aGateThatTriesOnceAgainAfterAConflictDoes() throws InterruptedException {
        FaultScript script = new FaultScript();
        try (Tollgate tollgate = Tollgate.on(new FaultyStore(memory, script))
                .sweepEvery(Duration.ZERO)
                .conflictTriesMax(1)
                .start()) {
            script.next(Fault.CONFLICT);
            assertThat(tollgate.blocking().admit(plain("acme", "1"))).isInstanceOf(Admission.Admitted.class);
        }
    }

    @Test
    void usageIsShownHoweverManyWindowsThereWereBefore() throws InterruptedException {
        try (Tollgate tollgate = Tollgate.on(memory).sweepEvery(Duration.ZERO).start()) {
            BlockingGate gate = tollgate.blocking();
            List<Limit> limits = new ArrayList<>();
            for (int i = 0; i < 19; i++) {
                limits.add(Limit.count("daily-" + i, WindowKind.DAY, 1_000));
            }
            limits.add(Limit.count("ever", WindowKind.TOTAL, 1_000));
            gate.configure("acme", AccountConfig.of("GBP", limits.toArray(Limit[]::new)), By.of("clerk-7"));
            int days = 530;
            for (int day = 0; day < days; day++) {
                Instant at = TEN.plus(Duration.ofDays(day));
                assertThat(gate.admit(plain("acme", "ORD-" + day).withOccurredAt(at)))
                        .isInstanceOf(Admission.Admitted.class);
            }
            Instant last = TEN.plus(Duration.ofDays(days - 1));
            clock.set(last);
            assertThat(gate.usage("acme").orElseThrow())
                    .hasSize(20)
                    .allSatisfy(usage ->
                            assertThat(usage.used()).isEqualTo(usage.limit().equals("ever") ? days : 1));
            assertThat(gate.usage("acme", last, last.plus(SECOND)).orElseThrow().stream()
                            .map(Usage::limit)
                            .collect(Collectors.toSet()))
                    .hasSize(20);
            assertThatThrownBy(() -> gate.usage("acme", TEN.minus(SECOND), last.plus(SECOND)))
                    .isInstanceOf(InvalidRequestException.class);
        }
    }

    @Test
    void whateverIsThrownPutsTheTicketInDoubt() {
        Tollgate tollgate = Tollgate.on(memory)
                .environment(environment)
                .sweepEvery(Duration.ZERO)
                .start();
        AssertionError thrown = new AssertionError("a bug");
        CompletableFuture<OnceResult> result = tollgate.gate()
                .runOnce(plain("acme", "1"), ticket -> {
                    throw thrown;
                })
                .toCompletableFuture();
        environment.runUntilIdle();
        assertThatThrownBy(result::join).isInstanceOf(CompletionException.class).hasCause(thrown);
        assertThat(states("acme", "1")).containsExactly(TicketState.IN_DOUBT);
    }
}
