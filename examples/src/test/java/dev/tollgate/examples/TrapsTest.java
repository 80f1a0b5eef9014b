package dev.tollgate.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The timelines of {@code docs/coming-from-a-version-column.md} really go wrong. */
class TrapsTest {
    private static final Path DOCS = Path.of("..", "docs");
    private static final Path TRAPS = DOCS.resolve("traps");
    private static final Pattern TIMELINE =
            Pattern.compile("```sql\n(-- Timeline of (\\S+)\n)(.*?)```", Pattern.DOTALL);

    static List<Path> scripts() throws IOException {
        try (Stream<Path> files = Files.list(TRAPS)) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void everyQueryAnswersWhatTheScriptSays(Path script) throws Exception {
        SqlScript run = SqlScript.run(script);

        assertThat(run.answers()).hasSizeGreaterThan(1).isEqualTo(run.expected());
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void everyScriptIsShownInTheDocumentAsItStands(Path script) throws Exception {
        Matcher timelines = TIMELINE.matcher(Files.readString(DOCS.resolve("coming-from-a-version-column.md")));
        String shown = timelines
                .results()
                .filter(t -> t.group(2).equals(script.getFileName().toString()))
                .map(t -> t.group(3))
                .findFirst()
                .orElseThrow();

        assertThat(Files.readString(script)).contains(shown);
    }

    @Test
    void thereAreEight() throws Exception {
        assertThat(scripts()).hasSize(8);
    }

    @Test
    void versionThatRestartsLetsTheLimitBePassed() throws Exception {
        paidAllowedCounted("1-version-that-restarts.sql", 1750, 1000, 1000);
    }

    @Test
    void giveBackAfterMidnightLetsTheLimitBePassed() throws Exception {
        paidAllowedCounted("2-give-back-after-midnight.sql", 1870, 1000, 1000);
    }

    @Test
    void dateFromTheRequestLetsTheLimitBePassed() throws Exception {
        paidAllowedCounted("3-date-from-the-request.sql", 1980, 1000, 990);
    }

    @Test
    void giveBackTwiceLetsTheLimitBePassed() throws Exception {
        paidAllowedCounted("4-give-back-twice.sql", 1400, 1000, 1000);
    }

    @Test
    void lostAnswerIsCountedTwice() throws Exception {
        assertThat(SqlScript.run(TRAPS.resolve("5-answer-lost.sql")).conclusion())
                .containsExactly(100L, 200L);
    }

    @Test
    void oneRowForEverythingReopensAClosedMerchant() throws Exception {
        List<String> answers =
                SqlScript.run(TRAPS.resolve("6-one-row-for-everything.sql")).answers();

        assertThat(answers.get(answers.size() - 1)).isEqualTo("open|1");
    }

    @Test
    void expiryThatFreesTheAmountLetsTheLimitBePassed() throws Exception {
        paidAllowedCounted("7-expiry-frees-the-amount.sql", 1200, 1000, 600);
    }

    @Test
    void ticketAndCounterApartLetTheLimitBePassed() throws Exception {
        paidAllowedCounted("8-ticket-and-counter-apart.sql", 1600, 1000, 1000);
    }

    private static void paidAllowedCounted(String script, long paid, long allowed, long counted) throws Exception {
        assertThat(SqlScript.run(TRAPS.resolve(script)).conclusion()).containsExactly(paid, allowed, counted);
        assertThat(paid).isGreaterThan(allowed);
    }
}
