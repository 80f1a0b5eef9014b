package dev.tollgate.bench;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class VerificationTest {
    private static final Load LOAD = Load.hot(1).onAccounts(0, 2, false).withLimit(100);
    private static final Map<Integer, Books> TOLD = Map.of(0, new Books(90, 3, 3));

    @Test
    void whatCallersWereToldIsWhatTheStoreHas() {
        assertThatCode(() -> Verification.verify("any", Half.BOTH, LOAD, TOLD, TOLD))
                .doesNotThrowAnyException();
    }

    @Test
    void anAmountThatWasCountedTwiceIsFound() {
        isRefused(Map.of(0, new Books(180, 3, 3)));
    }

    @Test
    void aTicketNobodyWasToldOfIsFound() {
        isRefused(Map.of(0, new Books(90, 4, 3)));
    }

    @Test
    void aReportThatWasLostIsFound() {
        isRefused(Map.of(0, new Books(90, 3, 2)));
    }

    @Test
    void anAccountThatIsMissingIsFound() {
        isRefused(Map.of(1, new Books(90, 3, 3)));
    }

    @Test
    void aLimitThatWasPassedIsFound() {
        Map<Integer, Books> over = Map.of(0, new Books(101, 1, 1));
        assertThatThrownBy(() -> Verification.verify("any", Half.BOTH, LOAD, over, over))
                .hasMessageContaining("101 of 100");
    }

    @Test
    void aWayThatDidNothingHasNoNumber() {
        assertThatThrownBy(() -> Verification.verify("any", Half.BOTH, LOAD, Map.of(), Map.of()))
                .hasMessageContaining("nothing");
    }

    private static void isRefused(Map<Integer, Books> stored) {
        assertThatThrownBy(() -> Verification.verify("any", Half.BOTH, LOAD, TOLD, stored))
                .isInstanceOf(UnverifiedException.class)
                .hasMessageContaining("any is wrong");
    }

    @Test
    void aWayIsOnlyHeldToTheHalfItDoes() {
        Map<Integer, Books> onceOnly = Map.of(0, new Books(0, 3, 0));
        Map<Integer, Books> limitsOnly = Map.of(0, new Books(90, 0, 0));
        assertThatCode(() -> Verification.verify("any", Half.ONCE, LOAD, TOLD, onceOnly))
                .doesNotThrowAnyException();
        assertThatCode(() -> Verification.verify("any", Half.LIMITS, LOAD, TOLD, limitsOnly))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> Verification.verify("any", Half.ONCE, LOAD, TOLD, limitsOnly))
                .isInstanceOf(UnverifiedException.class);
        assertThatThrownBy(() -> Verification.verify("any", Half.LIMITS, LOAD, TOLD, onceOnly))
                .isInstanceOf(UnverifiedException.class);
    }
}
