package dev.tollgate.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.api.InvalidRequestException;
import dev.tollgate.api.Limit;
import dev.tollgate.api.WindowKind;
import java.time.LocalTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StrictObjectTest {

    @Test
    void anAccountIsReadWithItsStandardValues() {
        AccountBody body = read("{}");
        assertThat(body.config().currency()).isNull();
        assertThat(body.config().zone()).isEqualTo(ZoneId.of("UTC"));
        assertThat(body.config().cutOff()).isEqualTo(LocalTime.MIDNIGHT);
        assertThat(body.config().limits()).isEmpty();
        assertThat(body.reason()).isNull();
    }

    @Test
    void anAccountIsReadWithEverythingItCanSay() {
        AccountBody body = read("""
                {"currency": "GBP", "zone": "Europe/London", "cutOff": "05:30", "reason": "new contract",
                 "limits": [
                   {"name": "per-payment", "metric": "amount", "window": "operation", "min": 100, "max": 500000},
                   {"name": "daily-count", "metric": "count", "window": "day", "max": 2000,
                    "scenarios": ["payment"], "mode": "shadow"}]}
                """);
        assertThat(body.reason()).isEqualTo("new contract");
        assertThat(body.config().cutOff()).isEqualTo(LocalTime.of(5, 30));
        assertThat(body.config().limits())
                .containsExactly(
                        Limit.amount("per-payment", WindowKind.OPERATION, 500_000)
                                .withMin(100),
                        Limit.count("daily-count", WindowKind.DAY, 2_000)
                                .withScenarios("payment")
                                .asShadow());
    }

    @Test
    void whatIsWrittenIsReadAsTheSame() {
        AccountBody body = read("""
                {"currency": "JPY", "zone": "Asia/Tokyo", "cutOff": "23:59", "limits": [
                  {"name": "a b", "metric": "count", "window": "total", "max": 0, "scenarios": ["x", "y"]},
                  {"name": "w", "metric": "amount", "window": "week", "max": 9007199254740991, "mode": "shadow"}]}
                """);
        assertThat(read(Json.text(AccountView.config(body.config()))).config()).isEqualTo(body.config());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"currency\": 5} | currency | must be text but is the number 5",
                "{\"currency\": null} | currency | must not be null",
                "{\"currency\": \"gbp\"} | currency | is not an ISO 4217 code",
                "{\"zone\": \"Mars/Olympus\"} | zone | is not a time zone",
                "{\"cutOff\": \"24:00\"} | cutOff | must be a time such as 05:30",
                "{\"cutOff\": \"05:30:00\"} | cutOff | must be a time such as 05:30",
                "{\"colour\": \"red\"} | colour | is not known here",
                "{\"zone\": \"UTC\", \"zone\": \"UTC\"} | zone | Duplicate",
                "{\"limits\": {}} | limits | must be an array but is an object",
                "{\"limits\": [7]} | limits[0] | must be an object but is the number 7",
                "{\"limits\": [{}]} | limits[0].name | is required",
                "{\"limits\": [{\"name\": \"a\", \"metric\": \"sum\"}]} | limits[0].metric | must be one of amount, count but is 'sum'",
                "{\"limits\": [{\"name\": \"a\", \"metric\": \"count\", \"window\": \"day\", \"max\": 1.0}]} | limits[0].max | must be a whole number but is the number 1.0",
                "{\"limits\": [{\"name\": \"a\", \"metric\": \"count\", \"window\": \"day\", \"max\": \"1\"}]} | limits[0].max | must be a whole number but is the text '1'",
                "{\"limits\": [{\"name\": \"a\", \"metric\": \"count\", \"window\": \"day\", \"max\": 99999999999999999999}]} | limits[0].max | must be a whole number",
                "{\"limits\": [{\"name\": \"a\", \"metric\": \"count\", \"window\": \"day\", \"max\": -1}]} | limits[0].max | must be between",
                "{\"limits\": [{\"name\": \"a\", \"metric\": \"count\", \"window\": \"day\", \"max\": 1, \"scenarios\": []}]} | limits[0].scenarios | must name at least one",
                "{\"limits\": [{\"name\": \"a\", \"metric\": \"count\", \"window\": \"day\", \"max\": 1, \"scenarios\": [1]}]} | limits[0].scenarios[0] | must be text",
                "{\"limits\": [{\"name\": \"a\", \"metric\": \"count\", \"window\": \"day\", \"max\": 1, \"name\": \"b\"}]} | limits[0].name | Duplicate",
                "{\"limits\": [{\"name\": \"a\", \"metric\": \"amount\", \"window\": \"day\", \"max\": 1}]} | currency | is required because there is an amount limit",
                "[] | (document) | must be a JSON object but is an array",
                "{} {} | (document) | holds more after the end",
                "{\"zone\": | zone | is not valid JSON",
                "`` | (document) | is empty",
                "{'zone': 1} | (document) | is not valid JSON",
            })
    void whatIsWrongIsToldWithItsPath(String json, String path, String message) {
        assertThatThrownBy(() -> read(json == null ? "" : json))
                .isInstanceOfSatisfying(InvalidRequestException.class, e -> {
                    assertThat(e.errors()).hasSize(1);
                    assertThat(e.errors().get(0).field()).isEqualTo(path);
                    assertThat(e.errors().get(0).message()).contains(message);
                });
    }

    @Test
    void aMemberThatIsNoPlainWordIsQuotedInThePath() {
        StrictObject root = StrictObject.parse("{\"a b.c\\\"\": {\"x\": 1}}");
        assertThatThrownBy(() -> root.object("a b.c\"").orElseThrow().text("x"))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        e -> assertThat(e.errors().get(0).field()).isEqualTo("[\"a b.c\\\"\"].x"));
    }

    private static AccountBody read(String json) {
        return AccountBody.read(StrictObject.parse(json));
    }

    @Test
    void whatIsBeyondTheReadersBoundsIsRefusedInWords() {
        for (String text :
                new String[] {"[".repeat(1_001), "{\"a\":".repeat(1_001), "{\"max\": " + "9".repeat(1_001) + "}"}) {
            assertThatThrownBy(() -> StrictObject.parse(text))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("is not valid JSON: ");
        }
    }

    @Test
    void jsonThatStandsWithinADocumentLeavesItReadable() {
        assertThat(Json.isJson("[".repeat(500) + "]".repeat(500))).isTrue();
        assertThat(Json.isJson("[".repeat(501) + "]".repeat(501))).isFalse();
    }
}
