package dev.tollgate.testkit.history;

import static dev.tollgate.testkit.history.Told.admit;
import static dev.tollgate.testkit.history.Told.admitted;
import static dev.tollgate.testkit.history.Told.declined;
import static dev.tollgate.testkit.history.Told.done;
import static dev.tollgate.testkit.history.Told.fail;
import static dev.tollgate.testkit.history.Told.find;
import static dev.tollgate.testkit.history.Told.found;
import static dev.tollgate.testkit.history.Told.foundAgain;
import static dev.tollgate.testkit.history.Told.inProgress;
import static dev.tollgate.testkit.history.Told.release;
import static dev.tollgate.testkit.history.Told.releasedLongAgo;
import static dev.tollgate.testkit.history.Told.replayed;
import static dev.tollgate.testkit.history.Told.succeed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.api.TicketState;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Histories of a few calls: each that has no order is one answer away from one that has. */
class HistoryCheckerTest {

    private static void hasAnOrder(Told told) {
        assertThat(told.verdict()).isInstanceOf(Verdict.Linearizable.class);
    }

    private static void hasNone(Told told) {
        assertThat(told.verdict()).isInstanceOf(Verdict.NotLinearizable.class);
    }

    @Test
    void callsThatOverlapMayHaveHappenedEitherWayRound() {
        hasAnOrder(new Told()
                .call(1, 10, admit("A", "a", 100), admitted("A", "a", 1, 100, 300, 2))
                .call(2, 9, admit("B", "b", 200), admitted("B", "b", 1, 200, 200, 1)));
    }

    @Test
    void callsThatFollowEachOtherHappenedInThatOrder() {
        hasNone(new Told()
                .call(1, 2, admit("A", "a", 100), admitted("A", "a", 1, 100, 300, 2))
                .call(3, 9, admit("B", "b", 200), admitted("B", "b", 1, 200, 200, 1)));
    }

    @Test
    void oneOperationIsNotAdmittedTwice() {
        hasAnOrder(new Told()
                .call(1, 5, admit("A", "a", 100), admitted("A", "a", 1, 100, 100, 1))
                .call(2, 6, admit("A", "b", 100), inProgress(1)));
        hasNone(new Told()
                .call(1, 5, admit("A", "a", 100), admitted("A", "a", 1, 100, 100, 1))
                .call(2, 6, admit("A", "b", 100), admitted("A", "b", 1, 100, 200, 2)));
    }

    @Test
    void anAdmissionIsNotLost() {
        hasAnOrder(new Told()
                .call(1, 2, admit("A", "a", 100), admitted("A", "a", 1, 100, 100, 1))
                .call(3, 4, find("A"), found("A", "a", TicketState.OPEN, 100)));
        hasNone(new Told()
                .call(1, 2, admit("A", "a", 100), admitted("A", "a", 1, 100, 100, 1))
                .call(3, 4, find("A"), Optional.empty()));
        hasNone(new Told()
                .call(1, 2, admit("A", "a", 100), admitted("A", "a", 1, 100, 100, 1))
                .call(3, 4, admit("B", "b", 200), admitted("B", "b", 1, 200, 200, 1)));
    }

    @Test
    void anAnswerDoesNotIgnoreAnEarlierReport() {
        hasAnOrder(new Told()
                .call(1, 2, admit("A", "a", 100), admitted("A", "a", 1, 100, 100, 1))
                .call(3, 6, succeed("A", "a"), done("A", "a", TicketState.SUCCEEDED, 100))
                .call(5, 8, admit("A", "b", 100), inProgress(1))
                .call(9, 10, admit("A", "c", 100), replayed("A", "a", TicketState.SUCCEEDED, 100)));
        hasNone(new Told()
                .call(1, 2, admit("A", "a", 100), admitted("A", "a", 1, 100, 100, 1))
                .call(3, 4, succeed("A", "a"), done("A", "a", TicketState.SUCCEEDED, 100))
                .call(5, 8, admit("A", "b", 100), inProgress(1)));
    }

    @Test
    void aLimitIsNotPassed() {
        hasAnOrder(new Told()
                .call(1, 2, admit("A", "a", 900), admitted("A", "a", 1, 900, 900, 1))
                .call(3, 4, admit("B", "b", 101), declined(101, 900)));
        hasNone(new Told()
                .call(1, 2, admit("A", "a", 900), admitted("A", "a", 1, 900, 900, 1))
                .call(3, 4, admit("B", "b", 101), admitted("B", "b", 1, 101, 1_001, 2)));
    }

    @Test
    void aDeclineHasAReason() {
        hasNone(new Told()
                .call(1, 2, admit("A", "a", 900), admitted("A", "a", 1, 900, 900, 1))
                .call(3, 4, admit("B", "b", 100), declined(100, 900)));
        hasNone(new Told()
                .call(1, 2, admit("A", "a", 900), admitted("A", "a", 1, 900, 900, 1))
                .call(3, 4, fail("A", "a"), done("A", "a", TicketState.FAILED, 900))
                .call(5, 6, admit("B", "b", 101), declined(101, 900)));
    }

    @Test
    void aDeclineMayBeFromWhileAnotherWasHeld() {
        hasAnOrder(new Told()
                .call(1, 2, admit("A", "a", 900), admitted("A", "a", 1, 900, 900, 1))
                .call(3, 6, fail("A", "a"), done("A", "a", TicketState.FAILED, 900))
                .call(5, 8, admit("B", "b", 101), declined(101, 900))
                .call(4, 7, admit("C", "c", 200), admitted("C", "c", 1, 200, 200, 1)));
    }

    @Test
    void anAmountIsGivenBackOnce() {
        Told once = new Told()
                .call(1, 2, admit("A", "a", 100), admitted("A", "a", 1, 100, 100, 1))
                .call(3, 4, admit("B", "b", 300), admitted("B", "b", 1, 300, 400, 2))
                .call(5, 6, release("A", "a"), done("A", "a", TicketState.RELEASED, 100))
                .call(7, 8, release("A", "a"), done("A", "a", TicketState.RELEASED, 100));
        hasAnOrder(once.call(9, 10, admit("C", "c", 50), admitted("C", "c", 1, 50, 350, 2)));
        Told twice = new Told()
                .call(1, 2, admit("A", "a", 100), admitted("A", "a", 1, 100, 100, 1))
                .call(3, 4, admit("B", "b", 300), admitted("B", "b", 1, 300, 400, 2))
                .call(5, 6, release("A", "a"), done("A", "a", TicketState.RELEASED, 100))
                .call(7, 8, release("A", "a"), done("A", "a", TicketState.RELEASED, 100));
        hasNone(twice.call(9, 10, admit("C", "c", 50), admitted("C", "c", 1, 50, 250, 1)));
    }

    @Test
    void anUnknownCallMayHaveTakenEffectOrNot() {
        hasAnOrder(new Told()
                .unknown(1, admit("A", "a", 100))
                .call(3, 4, admit("B", "b", 200), admitted("B", "b", 1, 200, 200, 1)));
        hasAnOrder(new Told()
                .unknown(1, admit("A", "a", 100))
                .call(3, 4, admit("B", "b", 200), admitted("B", "b", 1, 200, 300, 2)));
    }

    @Test
    void anUnknownCallMayTakeEffectLongAfter() {
        hasAnOrder(new Told()
                .unknown(1, admit("A", "a", 100))
                .call(3, 4, admit("B", "b", 200), admitted("B", "b", 1, 200, 200, 1))
                .call(5, 6, admit("C", "c", 10), admitted("C", "c", 1, 10, 210, 2))
                .call(7, 8, admit("D", "d", 20), admitted("D", "d", 1, 20, 330, 4)));
    }

    @Test
    void anAdmissionThatTellsNoUsageStillNeedsRoom() {
        Told room = new Told()
                .call(1, 2, admit("B", "b", 1_000), admitted("B", "b", 1, 1_000, 1_000, 1))
                .call(3, 10, release("B", "b"), done("B", "b", TicketState.RELEASED, 1_000));
        hasAnOrder(room.call(4, 8, admit("A", "a", 400), foundAgain("A", "a", 400)));
        hasNone(new Told()
                .call(1, 2, admit("B", "b", 1_000), admitted("B", "b", 1, 1_000, 1_000, 1))
                .call(3, 8, admit("A", "a", 400), foundAgain("A", "a", 400))
                .call(9, 10, release("B", "b"), done("B", "b", TicketState.RELEASED, 1_000)));
    }

    @Test
    void whatItsOwnTicketGivesBackMakesRoomForOthers() {
        hasAnOrder(new Told()
                .call(1, 2, admit("A", "a", 1_000), admitted("A", "a", 1, 1_000, 1_000, 1))
                .unknown(3, admit("B", "b", 600))
                .call(4, 10, release("A", "a"), done("A", "a", TicketState.RELEASED, 1_000))
                .call(5, 8, admit("A", "c", 400), admitted("A", "c", 2, 400, 1_000, 2)));
    }

    @Test
    void aReleaseMayBeToldOfNewerAttempts() {
        Told released = new Told()
                .call(1, 2, admit("A", "a", 100), admitted("A", "a", 1, 100, 100, 1))
                .call(3, 8, release("A", "a"), releasedLongAgo("A", "a", 100))
                .call(4, 6, admit("A", "b", 100), admitted("A", "b", 2, 100, 100, 1));
        hasAnOrder(released);
        hasNone(new Told()
                .call(1, 2, admit("A", "a", 100), admitted("A", "a", 1, 100, 100, 1))
                .call(4, 6, admit("A", "b", 100), admitted("A", "b", 2, 100, 100, 1))
                .call(7, 8, release("A", "a"), releasedLongAgo("A", "a", 100)));
    }

    @Test
    void anUnknownCallDoesNotTakeEffectBeforeItIsMade() {
        hasNone(new Told()
                .call(3, 4, admit("B", "b", 200), admitted("B", "b", 1, 200, 300, 2))
                .unknown(5, admit("A", "a", 100)));
    }

    @Test
    void anUnknownCallDoesNotTakeEffectTwice() {
        hasNone(new Told()
                .unknown(1, admit("A", "a", 100))
                .call(3, 4, admit("B", "b", 200), admitted("B", "b", 1, 200, 400, 3)));
        hasNone(new Told()
                .unknown(1, admit("A", "a", 100))
                .call(3, 4, admit("A", "a", 100), admitted("A", "a", 1, 100, 200, 2)));
    }

    @Test
    void anUnknownCallWhoseTicketIsNotThereHadNoEffect() {
        hasNone(new Told()
                .unknown(1, admit("A", "a", 100))
                .call(3, 4, admit("B", "b", 200), admitted("B", "b", 1, 200, 300, 2))
                .call(5, 6, find("A"), Optional.empty()));
    }

    @Test
    void anUnknownCallIsNotUndone() {
        hasNone(new Told()
                .unknown(1, admit("A", "a", 100))
                .call(3, 4, admit("B", "b", 200), admitted("B", "b", 1, 200, 300, 2))
                .call(5, 6, admit("C", "c", 10), admitted("C", "c", 1, 10, 210, 2)));
    }

    @Test
    void aReleasedOperationIsAdmittedAgainWithTheNextFence() {
        Told told = new Told()
                .call(1, 2, admit("A", "a", 100), admitted("A", "a", 1, 100, 100, 1))
                .call(3, 4, release("A", "a"), done("A", "a", TicketState.RELEASED, 100));
        hasAnOrder(told.call(5, 6, admit("A", "b", 70), admitted("A", "b", 2, 70, 70, 1)));
        Told same = new Told()
                .call(1, 2, admit("A", "a", 100), admitted("A", "a", 1, 100, 100, 1))
                .call(3, 4, release("A", "a"), done("A", "a", TicketState.RELEASED, 100));
        hasNone(same.call(5, 6, admit("A", "b", 70), admitted("A", "b", 1, 70, 70, 1)));
    }

    @Test
    void theExplanationShowsTheCallsAndWhatTheyNeed() {
        Told told = new Told()
                .call(1, 2, admit("A", "a", 900), admitted("A", "a", 1, 900, 900, 1))
                .call(3, 4, admit("B", "b", 100), admitted("B", "b", 1, 100, 150, 2));
        assertThatThrownBy(() -> new HistoryChecker(Map.of("acme", Told.LIMITS)).assertLinearizable(told.history()))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("amount 900 of 1000, count 1 of 10")
                .hasMessageContaining(
                        "call 1 [3, 4] admit acme/payment/B for 100 as b -> Admitted #1, amount 150, count 2")
                .hasMessageContaining("needs before it: amount 50 of 1000, count 1 of 10")
                .hasMessageNotContaining("call 0");
    }

    @Test
    void accountsHaveNothingToDoWithEachOther() {
        hasAnOrder(new Told()
                .call(1, 2, admit("A", "a", 900), admitted("A", "a", 1, 900, 900, 1))
                .call(3, 4, new Asked.Find(new dev.tollgate.api.Operation("other", "payment", "A")), Optional.empty()));
    }
}
