package dev.tollgate.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Bad input is refused where it is built, and every bad field is named. */
class RequestsTest {

    private static void assertRefused(ThrowingCallable call, String... fields) {
        InvalidRequestException e = catchThrowableOfType(InvalidRequestException.class, call);
        assertThat(e).as("nothing was refused").isNotNull();
        assertThat(e.errors())
                .extracting(InvalidRequestException.FieldError::field)
                .containsExactly(fields);
    }

    @Test
    void everyBadNameOfAnOperationIsNamedAtOnce() {
        assertRefused(() -> new Operation("", "s".repeat(65), "a\nb"), "account", "scenario", "businessNumber");
        assertRefused(() -> new Operation("..", "s", "1"), "account");
        assertRefused(() -> new Operation("a", "s", "\u007f"), "businessNumber");
        assertRefused(() -> new Operation("a", "s", "\ud800"), "businessNumber");
    }

    @Test
    void namesAreMeasuredInBytesNotCharacters() {
        assertThat(new Operation("é".repeat(64), "s", "1").account()).hasSize(64);
        assertRefused(() -> new Operation("é".repeat(64) + "x", "s", "1"), "account");
        assertThat(new Operation("😀".repeat(32), "s", "1").account()).hasSize(64);
        assertRefused(() -> new Operation("😀".repeat(32) + "x", "s", "1"), "account");
        assertRefused(() -> new Operation("漢".repeat(43), "s", "1"), "account");
    }

    @Test
    void amountsHaveARangeAndACurrency() {
        assertThat(new Amount(Bounds.AMOUNT_MAX, "GBP").minorUnits()).isEqualTo(9_007_199_254_740_991L);
        assertRefused(() -> new Amount(0, "GBP"), "amount");
        assertRefused(() -> new Amount(-1, "gbp"), "amount", "currency");
        assertRefused(() -> new Amount(Bounds.AMOUNT_MAX + 1, "GBP"), "amount");
    }

    @Test
    void leaseAttributesAndTimeHaveBounds() {
        AdmitRequest request = AdmitRequest.of(new Operation("a", "s", "1"), "op");
        assertRefused(() -> request.withLease(Duration.ofMillis(999)), "lease");
        assertRefused(() -> request.withLease(Duration.ofHours(24).plusMillis(1)), "lease");
        assertRefused(() -> request.withOccurredAt(Instant.MAX), "occurredAt");
        Map<String, String> many = new HashMap<>();
        for (int i = 0; i < 17; i++) {
            many.put("k" + i, "v");
        }
        assertRefused(() -> request.withAttributes(many), "attributes");
        assertRefused(() -> request.withAttributes(Map.of("k", "v".repeat(257))), "attributes.k");
        assertRefused(() -> request.withRequestId(""), "requestId");
        assertRefused(() -> request.withFingerprint("f".repeat(129)), "fingerprint");
    }

    @Test
    void limitsAndConfigurationsAreChecked() {
        Limit daily = Limit.amount("daily", WindowKind.DAY, 100);
        assertRefused(() -> daily.withMin(1), "min");
        assertRefused(() -> Limit.amount("each", WindowKind.OPERATION, 100).withMin(101), "min");
        assertRefused(() -> Limit.count("n", WindowKind.DAY, -1), "max");
        assertRefused(() -> AccountConfig.of(null, daily), "currency");
        assertRefused(() -> AccountConfig.of("GBP", daily, daily), "limits");
        assertRefused(() -> AccountConfig.EMPTY.withCutOff(LocalTime.of(1, 2, 3)), "cutOff");
        assertThat(Limit.count("n", WindowKind.DAY, 0).max()).isZero();
    }

    @Test
    void outcomeHasABoundAndIsComparedByTypeAndBytes() {
        byte[] most = new byte[Bounds.OUTCOME_BYTES_MAX];
        assertThat(new Outcome("a/b", most).bytes()).hasSize(65_536);
        assertRefused(() -> new Outcome("a/b", new byte[Bounds.OUTCOME_BYTES_MAX + 1]), "outcome");
        assertThat(Outcome.json("null")).isEqualTo(Outcome.json("null")).isNotEqualTo(Outcome.text("null"));
    }

    @Test
    void outcomeKeepsItsOwnBytes() {
        byte[] bytes = {1};
        Outcome outcome = new Outcome("a/b", bytes);
        bytes[0] = 2;
        outcome.bytes()[0] = 3;
        assertThat(outcome.bytes()).containsExactly(1);
    }

    @Test
    void reasonIsCutAtAWholeCharacter() {
        assertThat(Bounds.fitReason("x".repeat(511) + "é")).isEqualTo("x".repeat(511));
        assertThat(Bounds.fitReason("x".repeat(508) + "😀")).hasSize(510);
        assertThat(Bounds.fitReason("x".repeat(509) + "😀")).hasSize(509);
    }

    @Test
    void textThatNotEveryDatabaseCanKeepIsRefused() {
        AdmitRequest request = AdmitRequest.of(new Operation("a", "s", "1"), "o");
        assertRefused(() -> request.withAttributes(Map.of("k", "a\u0000b")), "attributes.k");
        assertRefused(() -> new By("ops", "a\u0000b"), "reason");
        assertRefused(() -> new By("ops", "\ud83d"), "reason");
        assertRefused(() -> new Reversal("r-1", null, "\u0000"), "reason");
        assertRefused(() -> Bounds.checkReason("\u0000"), "reason");
        Bounds.checkReason("\u0001\n\u007f");
        Bounds.checkReason(null);
    }

    @Test
    void reasonMadeOfAnyTextCanBeKept() {
        assertThat(Bounds.fitReason("a\u0000b\ud83d")).isEqualTo("a\ufffdb\ufffd");
        assertThat(Bounds.fitReason("\u0000".repeat(512))).isEqualTo("\ufffd".repeat(170));
        Bounds.checkReason(Bounds.fitReason("\ude00\u0000".repeat(300)));
    }

    @Test
    void messageNamesFieldAndWhatIsWrong() {
        assertThatThrownBy(() -> new Operation("a".repeat(129), "s", "1"))
                .hasMessage("account must be at most 128 bytes of UTF-8 but has 129");
        assertThat(List.of(Reason.Code.values()))
                .extracting(Reason.Code::text)
                .contains("amount-limit-exceeded", "currency-not-allowed");
    }

    @Test
    void aListIsNotAskedForWithANameThatNothingHas() {
        assertRefused(() -> TicketQuery.ALL.withAccount("a\u0000b"), "account");
        assertRefused(() -> TicketQuery.ALL.withScenario("s".repeat(65)), "scenario");
        assertRefused(() -> TicketQuery.ALL.withBusinessNumber("\ud83d"), "businessNumber");
    }
}
