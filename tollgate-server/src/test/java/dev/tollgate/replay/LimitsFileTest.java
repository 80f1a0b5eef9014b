package dev.tollgate.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.InvalidRequestException;
import dev.tollgate.api.Limit;
import dev.tollgate.api.WindowKind;
import dev.tollgate.json.AccountBody;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LimitsFileTest {

    @Test
    void accountsAndTheStandardAreRead() {
        LimitsFile file = LimitsFile.parse("""
                {"default": {"reason": "as agreed", "currency": "GBP", "limits": [{"name": "c", "metric": "count", "window": "day", "max": 100}]},
                 "accounts": {"acme": {}, "caf\u00e9.de": {"zone": "Europe/Berlin"}}}
                """);
        assertThat(file.standard())
                .contains(new AccountBody(AccountConfig.of("GBP", Limit.count("c", WindowKind.DAY, 100)), "as agreed"));
        assertThat(file.accounts()).containsOnlyKeys("acme", "caf\u00e9.de");
        assertThat(file.accounts().get("acme")).isEqualTo(new AccountBody(AccountConfig.EMPTY, null));
    }

    @Test
    void bothPartsMayBeAbsent() {
        assertThat(LimitsFile.parse("{}").standard()).isEmpty();
        assertThat(LimitsFile.parse("{\"accounts\": {}}").accounts()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"defaults\": {}} | defaults",
                "{\"default\": null} | default",
                "{\"default\": []} | default",
                "{\"accounts\": {\"acme\": 1}} | accounts.acme",
                "{\"accounts\": {\"acme\": {}, \"acme\": {}}} | accounts.acme",
                "{\"accounts\": {\"acme\": {\"limits\": [{\"name\": \"a\"}]}}} | accounts.acme.limits[0].metric",
                "{\"accounts\": {\"a.b\": {\"currency\": 1}}} | accounts[\"a.b\"].currency",
                "{\"default\": {\"limits\": [{\"name\": \"a\", \"metric\": \"amount\", \"window\": \"day\", \"max\": 1}]}} | default.currency",
            })
    void whatIsWrongIsToldWithItsPath(String json, String path) {
        assertThatThrownBy(() -> LimitsFile.parse(json))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        e -> assertThat(e.errors().get(0).field()).isEqualTo(path));
    }
}
