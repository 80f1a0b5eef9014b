package dev.tollgate.testkit.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.Admission;
import dev.tollgate.api.Limit;
import dev.tollgate.api.WindowKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Histories by the hundred: what came about in an order has one, and of a few calls all orders can be tried. */
class RandomHistoriesTest {
    private static final AccountConfig TIGHT = AccountConfig.of(
            "GBP", Limit.amount("amount", WindowKind.TOTAL, 120_000), Limit.count("count", WindowKind.TOTAL, 3));

    @Test
    void whatCameAboutInAnOrderHasOne() {
        HistoryChecker checker = new HistoryChecker(Map.of(Callers.HOT, TIGHT));
        for (int seed = 1; seed <= 80; seed++) {
            History history = new Callers(seed, TIGHT, 40, seed % 2 == 0)
                    .run(2 + seed % 7, 60)
                    .history();
            assertThat(checker.check(history)).as("seed %d", seed).isInstanceOf(Verdict.Linearizable.class);
        }
    }

    @Test
    void ofAFewCallsItFindsWhatTryingAllOrdersFinds() {
        HistoryChecker checker = new HistoryChecker(Map.of(Callers.HOT, TIGHT));
        int ordered = 0;
        int histories = 800;
        for (int seed = 1; seed <= histories; seed++) {
            History history = mutated(
                    new Callers(seed, TIGHT, 150, seed % 2 == 0).run(3, 7).history(), new SplittableRandom(seed));
            boolean hasOne = new AllOrders(TIGHT, history).hasOne();
            ordered += hasOne ? 1 : 0;
            assertThat(checker.check(history))
                    .as("seed %d: %s", seed, history.calls())
                    .isInstanceOf(hasOne ? Verdict.Linearizable.class : Verdict.NotLinearizable.class);
        }
        assertThat(ordered).isBetween(histories / 5, histories * 4 / 5);
    }

    /** An admission as it is answered when its ticket is found again after a lost answer. */
    private static RecordedCall foundAgain(RecordedCall call) {
        return call.answer() instanceof Admission.Admitted admitted
                ? new RecordedCall(
                        call.number(),
                        call.asked(),
                        call.start(),
                        call.end(),
                        new Admission.Admitted(admitted.ticket(), List.of(), List.of()))
                : call;
    }

    /** Swaps the times of two calls, or leaves one out, or forgets an answer or its usage; twice. */
    private static History mutated(History history, SplittableRandom random) {
        List<RecordedCall> calls = new ArrayList<>(history.calls());
        for (int i = 0; i < 2; i++) {
            int one = random.nextInt(calls.size());
            RecordedCall a = calls.get(one);
            switch (random.nextInt(5)) {
                case 0 -> calls.remove(one);
                case 1 -> calls.set(one, RecordedCall.unknown(a.number(), a.asked(), a.start()));
                case 2 -> calls.set(one, foundAgain(a));
                default -> {
                    int other = random.nextInt(calls.size());
                    RecordedCall b = calls.get(other);
                    if (a.answer() != null && b.answer() != null) {
                        calls.set(one, new RecordedCall(a.number(), a.asked(), b.start(), b.end(), a.answer()));
                        calls.set(other, new RecordedCall(b.number(), b.asked(), a.start(), a.end(), b.answer()));
                    }
                }
            }
        }
        return new History(calls);
    }
}
