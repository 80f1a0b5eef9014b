package dev.tollgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.Tollgate;
import dev.tollgate.api.Admission;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.ContentionException;
import dev.tollgate.api.Gate;
import dev.tollgate.api.Operation;
import dev.tollgate.memory.MemoryStore;
import dev.tollgate.spi.Group;
import dev.tollgate.spi.GroupResult;
import dev.tollgate.spi.Snapshot;
import dev.tollgate.spi.Store;
import dev.tollgate.spi.TicketKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a lane hands to the store, and when. */
@Timeout(60)
class LaneTest {
    private final SingleThreadEnvironment environment = new SingleThreadEnvironment(1);
    private final FaultScript script = new FaultScript();
    private final List<List<Group>> batches = new ArrayList<>();

    private Gate start(UnaryOperator<Tollgate.Builder> knobs) {
        Store noting = new ForwardingStore(new FaultyStore(new MemoryStore(), script, environment)) {
            @Override
            public CompletionStage<List<GroupResult>> apply(List<Group> batch) {
                batches.add(batch);
                return inner().apply(batch);
            }
        };
        return knobs.apply(Tollgate.on(noting)
                        .environment(environment)
                        .sweepEvery(Duration.ZERO)
                        .lanes(1))
                .start()
                .gate();
    }

    private static CompletableFuture<Admission> admit(Gate gate, String account, String number) {
        return gate.admit(AdmitRequest.of(new Operation(account, "payment", number), "clerk-7"))
                .toCompletableFuture();
    }

    @Test
    void groupsComeSortedByAccount() {
        Gate gate = start(knobs -> knobs);
        List<CompletableFuture<Admission>> calls = new ArrayList<>();
        for (String account : List.of("c", "a", "\uD83D\uDE00", "b", "\uFFFC")) {
            calls.add(admit(gate, account, "1"));
        }
        environment.runUntilIdle();
        assertThat(calls).allSatisfy(call -> assertThat(call).isCompleted());
        assertThat(batches)
                .singleElement()
                .satisfies(batch -> assertThat(
                                batch.stream().map(group -> group.account().account()))
                        .as("as UTF-8 sorts")
                        .containsExactly("a", "b", "c", "\uFFFC", "\uD83D\uDE00"));
    }

    @Test
    void aBatchHoldsNoMoreThanItMayAndNobodyIsForgotten() {
        Gate gate = start(knobs -> knobs.batchMax(3));
        List<CompletableFuture<Admission>> calls = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            calls.add(admit(gate, i < 7 ? "busy" : "other-" + i, "ORD-" + i));
        }
        environment.runUntilIdle();
        assertThat(calls).allSatisfy(call -> assertThat(call).isCompleted());
        assertThat(batches)
                .hasSizeGreaterThanOrEqualTo(4)
                .allSatisfy(batch -> assertThat(batch.stream()
                                .mapToInt(group -> group.tickets().size())
                                .sum())
                        .isLessThanOrEqualTo(3));
    }

    @Test
    void anAccountThatIsHeldIsPassedOverWithoutWaiting() {
        Gate gate = start(knobs -> knobs);
        script.always("held", Fault.HELD);
        CompletableFuture<Admission> held = admit(gate, "held", "1");
        environment.runUntilIdle();
        CompletableFuture<Admission> free = admit(gate, "free", "1");
        environment.runUntilIdle();
        assertThat(free).as("no time has passed").isCompleted();
        assertThat(held).isNotDone();
    }

    @Test
    void conflictsAreTriedAgainAsOftenAsTheKnobSaysAndNoOftener() {
        Gate gate = start(knobs -> knobs.conflictTriesMax(5).callTimeout(Duration.ofMinutes(1)));
        script.always("busy", Fault.CONFLICT);
        CompletableFuture<Admission> call = admit(gate, "busy", "1");
        environment.advance(Duration.ofSeconds(30));
        assertThat(call).isDone();
        assertThatThrownBy(call::join).hasCauseInstanceOf(ContentionException.class);
        assertThat(batches).as("the first and five more").hasSize(6);
    }

    @Test
    void ofAnAccountWithManyOpenTicketsTheLastAdmittedAreRemembered() {
        Gate gate = start(knobs -> knobs);
        int open = 1_500;
        for (int i = 0; i < open; i++) {
            CompletableFuture<Admission> call = admit(gate, "busy", "ORD-" + i);
            environment.runUntilIdle();
            assertThat(call).isCompleted();
        }
        assertThat(rememberedWhenAskedFor(gate, "ORD-" + (open - 1))).containsExactly("ORD-" + (open - 1));
        assertThat(rememberedWhenAskedFor(gate, "ORD-0")).isEmpty();
        assertThat(rememberedWhenAskedFor(gate, "next"))
                .as("only what the calls name")
                .isEmpty();
    }

    private List<String> rememberedWhenAskedFor(Gate gate, String number) {
        int before = batches.size();
        CompletableFuture<Admission> call = admit(gate, "busy", number);
        environment.runUntilIdle();
        assertThat(call).isCompleted();
        Snapshot remembered = batches.get(before).get(0).remembered();
        assertThat(remembered).isNotNull();
        return remembered.tickets().keySet().stream()
                .map(TicketKey::businessNumber)
                .toList();
    }
}
