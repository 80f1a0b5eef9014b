package dev.tollgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.Tollgate;
import dev.tollgate.api.Admission;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.Gate;
import dev.tollgate.api.Operation;
import dev.tollgate.memory.MemoryStore;
import dev.tollgate.spi.Group;
import dev.tollgate.spi.GroupResult;
import dev.tollgate.spi.Store;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How lanes share the work, on a store whose batches stay under way until the test lets them come back. */
@Timeout(60)
class LanesTest {
    private static final int LANES = 2;
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);

    private final SingleThreadEnvironment environment = new SingleThreadEnvironment(1);
    private final Deque<UnderWay> underWay = new ArrayDeque<>();
    private final List<CompletableFuture<Admission>> calls = new ArrayList<>();
    private final Gate gate = Tollgate.on(new Holding(new MemoryStore()))
            .environment(environment)
            .sweepEvery(Duration.ZERO)
            .callTimeout(CALL_TIMEOUT)
            .lanes(LANES)
            .batchMax(20)
            .start()
            .gate();
    private int numbers;

    private record UnderWay(List<Group> batch, CompletableFuture<List<GroupResult>> answer) {
        Set<String> accounts() {
            return batch.stream().map(group -> group.account().account()).collect(Collectors.toSet());
        }

        int size() {
            return batch.stream().mapToInt(group -> group.tickets().size()).sum();
        }
    }

    private final class Holding extends ForwardingStore {
        Holding(Store inner) {
            super(inner);
        }

        @Override
        public CompletionStage<List<GroupResult>> apply(List<Group> batch) {
            UnderWay held = new UnderWay(batch, new CompletableFuture<>());
            underWay.add(held);
            return held.answer.thenCompose(go -> inner().apply(batch));
        }
    }

    private void submit(String account) {
        calls.add(gate.admit(AdmitRequest.of(new Operation(account, "payment", "ORD-" + numbers++), "clerk-7"))
                .toCompletableFuture());
    }

    private void ask(String account) {
        submit(account);
        environment.runUntilIdle();
    }

    private void askOfEach(String prefix, int accounts) {
        IntStream.range(0, accounts).forEach(i -> ask(prefix + i));
    }

    /** In one lane; the other is asleep. */
    private void nineAreUnderWay() {
        ask("first");
        askOfEach("a", 10);
        theFirstComesBack();
        theFirstComesBack();
        assertThat(underWay)
                .singleElement()
                .satisfies(held -> assertThat(held.size()).isEqualTo(9));
    }

    private void comesBack(UnderWay batch) {
        underWay.remove(batch);
        batch.answer.complete(List.of());
        environment.runUntilIdle();
    }

    private void theFirstComesBack() {
        comesBack(underWay.getFirst());
    }

    private void allComeBack() {
        while (!underWay.isEmpty()) {
            theFirstComesBack();
        }
        assertThat(calls).allSatisfy(call -> assertThat(call).isCompleted());
    }

    @Test
    void asManyBatchesAreUnderWayAsThereAreLanes() {
        ask("a");
        ask("b");
        ask("c");
        assertThat(underWay).hasSize(LANES);
        allComeBack();
    }

    @Test
    void noTwoLanesHaveTheSameAccount() {
        for (int round = 0; round < 50; round++) {
            ask("busy");
            ask("busy");
            ask("other-" + round);
            Set<String> accounts = new HashSet<>();
            assertThat(underWay)
                    .allSatisfy(held -> assertThat(held.accounts())
                            .allSatisfy(account -> assertThat(accounts.add(account))
                                    .as("%s is with one lane", account)
                                    .isTrue()));
            if (round % 3 == 0) {
                comesBack(underWay.getLast());
            }
        }
        allComeBack();
    }

    @Test
    void callsOfATakenAccountWaitAndGoTogether() {
        ask("busy");
        IntStream.range(0, 7).forEach(i -> submit("busy"));
        assertThat(environment.runOne()).as("the other lane is not even woken").isFalse();
        theFirstComesBack();
        assertThat(underWay)
                .singleElement()
                .satisfies(next -> assertThat(next.size()).isEqualTo(7));
        allComeBack();
    }

    @Test
    void aFreeLaneLeavesFewCallsWhereTheyAreUntilTheyAreAShare() {
        nineAreUnderWay();
        int asked = 0;
        while (underWay.size() == 1) {
            ask("b" + asked++);
        }
        assertThat(asked).as("a third of all that are unanswered").isEqualTo(5);
        assertThat(underWay.getLast().size()).isEqualTo(5);
        allComeBack();
    }

    @Test
    void whatIsLessThanAShareGoesWithTheNextBatch() {
        nineAreUnderWay();
        submit("few");
        assertThat(environment.runOne()).as("no lane is woken for it").isFalse();
        theFirstComesBack();
        assertThat(underWay)
                .singleElement()
                .satisfies(next -> assertThat(next.accounts()).containsExactly("few"));
        allComeBack();
    }

    @Test
    void aLaneThatComesBackLeavesFewCallsToo() {
        nineAreUnderWay();
        UnderWay nine = underWay.getLast();
        askOfEach("b", 5);
        assertThat(underWay).hasSize(2);
        ask("few");
        comesBack(underWay.getLast());
        assertThat(underWay).containsExactly(nine);
        allComeBack();
    }

    @Test
    void aStoreThatKeepsABatchKeepsNoOtherCalls() {
        nineAreUnderWay();
        UnderWay kept = underWay.getLast();
        ask("few");
        environment.advance(Duration.ofMillis(600));
        assertThat(underWay).hasSize(2);
        comesBack(underWay.getLast());
        ask("another");
        assertThat(underWay).as("it is not waited for any more").hasSize(2).contains(kept);
        allComeBack();
    }

    @Test
    void callsOfAnAccountThatBacksOffWakeNoLaneAndGoWithItsOthers() {
        ask("busy");
        underWay.remove().answer.completeExceptionally(new IllegalStateException("no answer"));
        environment.runUntilIdle();
        assertThat(underWay).as("it looks later what has become of it").isEmpty();
        submit("busy");
        assertThat(environment.runOne()).isFalse();
        environment.advance(Duration.ofMillis(100));
        assertThat(underWay)
                .singleElement()
                .satisfies(next -> assertThat(next.size()).isEqualTo(2));
        allComeBack();
    }

    @Test
    void anAccountWhoseCallsEndWhileItBacksOffIsNotKept() {
        submit("busy");
        CompletableFuture<Admission> late = calls.remove(0);
        environment.advance(CALL_TIMEOUT.minusMillis(1));
        underWay.remove().answer.completeExceptionally(new IllegalStateException("no answer"));
        environment.advance(Duration.ofSeconds(1));
        assertThat(underWay).isEmpty();
        assertThat(late).isCompletedExceptionally();
        ask("busy");
        assertThat(underWay).hasSize(1);
        allComeBack();
    }

    @Test
    void accountsThatABatchHasNoRoomForAreTakenByAnotherLane() {
        IntStream.range(0, 50).forEach(i -> submit("a" + i));
        environment.runUntilIdle();
        assertThat(underWay).hasSize(LANES);
        assertThat(underWay).allSatisfy(held -> assertThat(held.size()).isEqualTo(20));
        allComeBack();
    }
}
