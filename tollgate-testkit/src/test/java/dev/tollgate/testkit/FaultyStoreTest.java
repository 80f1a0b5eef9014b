package dev.tollgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.api.StoreUnavailableException;
import dev.tollgate.api.TicketState;
import dev.tollgate.memory.MemoryStore;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.Group;
import dev.tollgate.spi.GroupResult;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.testkit.HandMadeGroup.Writing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FaultyStoreTest {
    private static final AccountKey ACME = new AccountKey("default", "acme");
    private static final AccountKey OTHER = new AccountKey("default", "other");

    private final SingleThreadEnvironment environment = new SingleThreadEnvironment(1);
    private final FaultScript script = new FaultScript();
    private final MemoryStore inner = new MemoryStore(new SettableClock(Rung.MONDAY_TEN));
    private final FaultyStore store = new FaultyStore(inner, script, environment);

    private static HandMadeGroup inserting(AccountKey account, String number) {
        TicketRow row = Rows.ticket(new TicketKey(account, "payment", number));
        return HandMadeGroup.writing(account, new Writing(null).insert(row).decision());
    }

    private List<GroupResult> apply(Group... groups) {
        return store.apply(List.of(groups)).toCompletableFuture().join();
    }

    private boolean holds(AccountKey account, String number) {
        TicketKey key = new TicketKey(account, "payment", number);
        return inner.read(account, List.of(key)).tickets().containsKey(key);
    }

    @Test
    void withoutAFaultItIsTheStoreItself() {
        assertThat(apply(inserting(ACME, "1"), inserting(OTHER, "1")))
                .containsExactly(GroupResult.APPLIED, GroupResult.APPLIED);
        assertThat(holds(ACME, "1")).isTrue();
        assertThat(script.met()).isZero();
    }

    @Test
    void anErrorBeforeIsUnavailableAndNothingIsWritten() {
        script.next(Fault.ERROR_BEFORE);
        assertThat(apply(inserting(ACME, "1")).get(0)).isInstanceOf(GroupResult.Unavailable.class);
        assertThat(holds(ACME, "1")).isFalse();
        assertThat(apply(inserting(ACME, "1"))).containsExactly(GroupResult.APPLIED);
    }

    @Test
    void anErrorAfterIsUnknownAndWritten() {
        script.next(Fault.ERROR_AFTER);
        assertThat(apply(inserting(ACME, "1")).get(0)).isInstanceOf(GroupResult.OutcomeUnknown.class);
        assertThat(holds(ACME, "1")).isTrue();
    }

    @Test
    void aLostAnswerIsUnknownAndNeverWrittenAlthoughItWasDecided() {
        script.next(Fault.ANSWER_LOST);
        HandMadeGroup group = inserting(ACME, "1");
        assertThat(apply(group).get(0)).isInstanceOf(GroupResult.OutcomeUnknown.class);
        assertThat(group.shown()).hasSize(1);
        store.landAll();
        assertThat(holds(ACME, "1")).isFalse();
    }

    @Test
    void heldAndConflictWriteNothing() {
        script.next(Fault.HELD, Fault.CONFLICT);
        List<GroupResult> results = apply(inserting(ACME, "1"), inserting(OTHER, "1"));
        assertThat(results.get(0)).isInstanceOf(GroupResult.Held.class);
        assertThat(results.get(1)).isInstanceOf(GroupResult.Conflict.class);
        assertThat(holds(ACME, "1")).isFalse();
        assertThat(holds(OTHER, "1")).isFalse();
    }

    @Test
    void oneGroupsFaultLeavesItsNeighboursAlone() {
        script.always("acme", Fault.ERROR_BEFORE);
        AccountKey third = new AccountKey("default", "third");
        List<GroupResult> results = apply(inserting(ACME, "1"), inserting(OTHER, "1"), inserting(third, "1"));
        assertThat(results.get(0)).isInstanceOf(GroupResult.Unavailable.class);
        assertThat(results.subList(1, 3)).containsExactly(GroupResult.APPLIED, GroupResult.APPLIED);
        assertThat(holds(third, "1")).isTrue();
        script.heal();
        assertThat(apply(inserting(ACME, "1"))).containsExactly(GroupResult.APPLIED);
    }

    @Test
    void aLateOneArrivesRightBeforeTheCallItWaitedFor() {
        script.next(new Fault.AppliedLate(2));
        assertThat(apply(inserting(ACME, "1")).get(0)).isInstanceOf(GroupResult.OutcomeUnknown.class);
        assertThat(holds(ACME, "1")).isFalse();
        assertThat(store.read(ACME, List.of()).tickets()).isEmpty();
        assertThat(holds(ACME, "1")).as("after the first call").isFalse();
        TicketKey key = new TicketKey(ACME, "payment", "1");
        assertThat(store.read(ACME, List.of(key)).tickets())
                .as("seen by the second")
                .containsKey(key);
    }

    @Test
    void aLateOneThatWasOvertakenChangesNothing() {
        script.next(new Fault.AppliedLate(9));
        AccountRow mine = Rows.account(ACME);
        apply(HandMadeGroup.writing(ACME, new Writing(null).account(mine).decision()));
        AccountRow theirs = mine.moved("theirs", 1);
        assertThat(apply(HandMadeGroup.writing(
                        ACME, new Writing(null).account(theirs).decision())))
                .containsExactly(GroupResult.APPLIED);
        store.landAll();
        assertThat(inner.read(ACME, List.of()).account()).isEqualTo(theirs);
    }

    @Test
    void aLateTicketThatWasOvertakenChangesNothing() {
        apply(inserting(ACME, "1"));
        TicketRow row = Rows.ticket(new TicketKey(ACME, "payment", "1"));
        script.next(new Fault.AppliedLate(9));
        TicketRow mine = Rows.moved(row, TicketState.SUCCEEDED, 5L);
        apply(HandMadeGroup.writing(ACME, new Writing(null).update(row, mine).decision()));
        TicketRow theirs = Rows.moved(row, TicketState.IN_DOUBT, null);
        apply(HandMadeGroup.writing(ACME, new Writing(null).update(row, theirs).decision()));
        store.landAll();
        assertThat(inner.read(ACME, List.of(row.key())).tickets().get(row.key()))
                .isEqualTo(theirs);
    }

    @Test
    void everyTryOfALateOneIsOnItsWayByItself() {
        script.next(new Fault.AppliedLate(50), new Fault.AppliedLate(60));
        apply(inserting(ACME, "1"));
        apply(inserting(ACME, "2"));
        store.landAll();
        assertThat(holds(ACME, "1")).isTrue();
        assertThat(holds(ACME, "2")).isTrue();
    }

    @Test
    void aSlowOneIsWrittenAtOnceAndAnsweredAfterItsTime() {
        script.next(new Fault.Slow(Duration.ofSeconds(2)), Fault.NONE);
        CompletableFuture<List<GroupResult>> answer = store.apply(List.of(inserting(ACME, "1"), inserting(OTHER, "1")))
                .toCompletableFuture();
        assertThat(holds(ACME, "1")).isTrue();
        environment.advance(Duration.ofMillis(1_999));
        assertThat(answer).isNotDone();
        environment.advance(Duration.ofMillis(1));
        assertThat(answer).isCompletedWithValue(List.of(GroupResult.APPLIED, GroupResult.APPLIED));
    }

    @Test
    void queriesFailAsOftenAsTheyAreToldTo() {
        script.failQueries(2);
        assertThatThrownBy(() -> store.findLapsed(1)).isInstanceOf(StoreUnavailableException.class);
        assertThatThrownBy(() -> store.findInDoubt(Optional.empty(), 1)).isInstanceOf(StoreUnavailableException.class);
        assertThat(store.findLapsed(1)).isEmpty();
    }

    @Test
    void aSeedMeansTheSameFaultsEveryTimeAndTheChanceIsKept() {
        List<Fault> kinds = List.of(Fault.ERROR_BEFORE, Fault.HELD);
        List<Fault> first = drawn(FaultPlan.seeded(5, 300, kinds));
        assertThat(drawn(FaultPlan.seeded(5, 300, kinds))).isEqualTo(first);
        assertThat(drawn(FaultPlan.seeded(6, 300, kinds))).isNotEqualTo(first);
        assertThat(first.stream().filter(fault -> fault != Fault.NONE).count()).isBetween(200L, 400L);
        assertThat(first).contains(Fault.ERROR_BEFORE, Fault.HELD);
        assertThat(drawn(FaultPlan.none())).containsOnly(Fault.NONE);
    }

    private static List<Fault> drawn(FaultPlan plan) {
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            faults.addAll(plan.faultsOf(List.of(inserting(ACME, "1"))));
        }
        return faults;
    }
}
