package dev.tollgate.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.Tollgate;
import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.By;
import dev.tollgate.api.Limit;
import dev.tollgate.api.Window;
import dev.tollgate.api.WindowKind;
import dev.tollgate.memory.MemoryStore;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The days of {@code docs/concepts.md}. */
class ConceptsTest {
    @ParameterizedTest(name = "{4}")
    @CsvSource({
        "2026-03-29T12:00:00Z, 00:00, 2026-03-29T00:00:00Z, 2026-03-29T23:00:00Z, 23 hours",
        "2026-10-25T12:00:00Z, 00:00, 2026-10-24T23:00:00Z, 2026-10-26T00:00:00Z, 25 hours",
        "2026-02-06T16:59:59Z, 17:00, 2026-02-05T17:00:00Z, 2026-02-06T17:00:00Z, Thursday until Friday at five",
        "2026-02-06T17:00:00Z, 17:00, 2026-02-06T17:00:00Z, 2026-02-07T17:00:00Z, Friday from five",
        "2026-03-29T12:00:00Z, 01:30, 2026-03-29T01:30:00Z, 2026-03-30T00:30:00Z, cut-off that is skipped",
        "2026-10-25T12:00:00Z, 01:30, 2026-10-25T00:30:00Z, 2026-10-26T01:30:00Z, cut-off that comes twice"
    })
    void dayInLondonGoesFromCutOffToCutOff(Instant now, LocalTime cutOff, Instant start, Instant end, String what)
            throws Exception {
        InstantSource clock = InstantSource.fixed(now);
        try (Tollgate tollgate = Tollgate.on(new MemoryStore(clock)).start()) {
            AccountConfig config = AccountConfig.of("GBP", Limit.amount("daily", WindowKind.DAY, 1))
                    .withZone(ZoneId.of("Europe/London"))
                    .withCutOff(cutOff);
            tollgate.blocking().configure("acme", config, By.of("ops"));

            assertThat(tollgate.blocking().usage("acme").orElseThrow())
                    .singleElement()
                    .satisfies(usage -> assertThat(usage.window()).as(what).isEqualTo(new Window(start, end)));
        }
    }
}
