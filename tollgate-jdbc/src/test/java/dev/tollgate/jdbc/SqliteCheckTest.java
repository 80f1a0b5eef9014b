package dev.tollgate.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tollgate.spi.Finding;
import dev.tollgate.spi.Finding.Severity;
import dev.tollgate.spi.UnfitStoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteCheckTest {
    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("t.db");
    }

    @Test
    void orderlyStoreIsFit() {
        try (JdbcStore store = JdbcStore.open("sqlite:" + file)) {
            List<Finding> findings = store.check();

            assertThat(findings)
                    .extracting(Finding::name)
                    .containsExactly(
                            "synchronous",
                            "journal-mode",
                            "file-system",
                            "file",
                            "free-space",
                            "encoding",
                            "key-identity",
                            "clock",
                            "pages");
            // Where the tests run may be in memory or nearly full, which is worth a note and nothing more.
            assertThat(findings)
                    .filteredOn(finding -> !List.of("file-system", "free-space").contains(finding.name()))
                    .allSatisfy(finding -> {
                        assertThat(finding.severity()).as(finding.message()).isEqualTo(Severity.OK);
                        assertThat(finding.mend()).isNull();
                    });
            assertThat(findings)
                    .extracting(Finding::severity)
                    .doesNotContain(Severity.UNFIT, Severity.REFUSED, Severity.ACCEPTED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"normal", "off"})
    void settingThatCanLoseAcknowledgedWritesIsRefused(String synchronous) throws Exception {
        String url = "sqlite:" + file + "?synchronous=" + synchronous;

        assertThatExceptionOfType(UnfitStoreException.class)
                .isThrownBy(() -> JdbcStore.open(url))
                .withMessageContaining("synchronous=" + synchronous)
                .withMessageContaining("accept=synchronous")
                .satisfies(e -> assertThat(e.findings()).hasSize(1));
        assertThatExceptionOfType(UnfitStoreException.class)
                .isThrownBy(() -> JdbcStore.open(url + "&accept=file-system"));
        try (SqliteShell shell = SqliteShell.open(file)) {
            assertThat(shell.rows("SELECT name FROM sqlite_schema")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"normal", "off"})
    void settingThatIsAcceptedByNameTakesEffectAndSaysSo(String synchronous) {
        try (JdbcStore store = JdbcStore.open("sqlite:" + file + "?accept=synchronous&synchronous=" + synchronous)) {
            Rows.insert(store, Rows.open(Rows.key("n"), 1));

            assertThat(finding(store, "synchronous"))
                    .satisfies(finding -> assertThat(finding.severity()).isEqualTo(Severity.ACCEPTED))
                    .satisfies(finding -> assertThat(finding.message()).contains("loses power"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"full", "extra"})
    void settingsThatFlushEveryCommitAreFit(String synchronous) {
        try (JdbcStore store = JdbcStore.open("sqlite:" + file + "?synchronous=" + synchronous)) {
            assertThat(finding(store, "synchronous").severity()).isEqualTo(Severity.OK);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"full", "extra", "normal", "off"})
    void connectionThatWritesHasTheSettingsOfTheAddress(String synchronous) throws Exception {
        SqliteSettings settings = SqliteSettings.parse("sqlite:" + file + "?synchronous=" + synchronous);
        try (SqliteDialect dialect = new SqliteDialect(settings, Instant::now);
                Session writer = dialect.openWriter()) {
            String number =
                    Integer.toString(List.of("off", "normal", "full", "extra").indexOf(synchronous));

            assertThat(pragma(writer, "synchronous")).isEqualTo(number);
            assertThat(pragma(writer, "journal_mode")).isEqualTo("wal");
            try (Session reader = dialect.openReader()) {
                assertThat(pragma(reader, "query_only")).isEqualTo("1");
            }
        }
    }

    private static String pragma(Session session, String name) throws Exception {
        try (Cursor rows = session.sql("PRAGMA " + name).query()) {
            rows.next();
            return rows.text();
        }
    }

    @Test
    void clockThatWasSetBackIsNoted() {
        Instant then = Instant.parse("2026-03-02T10:00:00Z");
        try (JdbcStore store = JdbcStore.open("sqlite:" + file, () -> then)) {
            Rows.insert(store, Rows.open(Rows.key("n"), then.toEpochMilli()));
            assertThat(finding(store, "clock").severity()).isEqualTo(Severity.OK);
        }
        try (JdbcStore store = JdbcStore.open("sqlite:" + file, () -> then.minus(Duration.ofMinutes(90)))) {
            assertThat(finding(store, "clock").severity()).isEqualTo(Severity.NOTE);
            assertThat(finding(store, "clock").message()).contains("PT1H30M behind");
        }
        try (JdbcStore store = JdbcStore.open("sqlite:" + file, () -> Instant.EPOCH)) {
            assertThat(finding(store, "clock").message()).contains("before this program was written");
        }
    }

    @Test
    void keyThatDoesNotCompareByteForByteIsUnfit() throws Exception {
        JdbcStore.open("sqlite:" + file).close();
        try (SqliteShell shell = SqliteShell.open(file)) {
            String table = shell.rows("SELECT sql FROM sqlite_schema WHERE name = 'tollgate_ticket'")
                    .get(0);
            shell.run("DROP TABLE tollgate_ticket");
            shell.run(table.replace("business_no TEXT NOT NULL", "business_no TEXT NOT NULL COLLATE NOCASE"));
        }
        try (JdbcStore store = JdbcStore.open("sqlite:" + file)) {
            assertThat(finding(store, "key-identity").severity()).isEqualTo(Severity.REFUSED);
            assertThat(finding(store, "key-identity").message()).contains("[business_no]");
        }
    }

    @Test
    void otherEncodingIsNotedAndKeepsNamesApart() throws Exception {
        try (SqliteShell shell = SqliteShell.open(file)) {
            shell.run("PRAGMA encoding = 'UTF-16'");
            shell.run("CREATE TABLE mine (a TEXT)");
        }
        try (JdbcStore store = JdbcStore.open("sqlite:" + file)) {
            assertThat(finding(store, "encoding").severity()).isEqualTo(Severity.NOTE);
            Rows.insert(store, Rows.open(Rows.key("páy 😀"), 1), Rows.open(Rows.key("pa\u0301y 😀"), 1));
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "an open file cannot be moved there")
    void fileThatWasTakenAwayIsUnfit() throws Exception {
        try (JdbcStore store = JdbcStore.open("sqlite:" + file)) {
            store.findLapsed(1);
            Files.move(file, directory.resolve("away.db"));

            assertThat(finding(store, "file").severity()).isEqualTo(Severity.REFUSED);
            Files.move(directory.resolve("away.db"), file);
        }
    }

    @Test
    void damagedPageIsUnfit() throws Exception {
        try (JdbcStore store = JdbcStore.open("sqlite:" + file)) {
            Rows.insert(
                    store,
                    IntStream.range(0, 300)
                            .mapToObj(i -> Rows.open(Rows.key("n" + i), 1))
                            .toArray(dev.tollgate.spi.TicketRow[]::new));
        }
        byte[] bytes = Files.readAllBytes(file);
        int root;
        try (SqliteShell shell = SqliteShell.open(file)) {
            root = Integer.parseInt(
                    shell.rows("SELECT rootpage FROM sqlite_schema WHERE name = 'tollgate_ticket_by_account'")
                            .get(0));
        }
        bytes[(root - 1) * 4096 + 3] ^= 0x55;
        Files.write(file, bytes);

        try (JdbcStore store = JdbcStore.open("sqlite:" + file)) {
            assertThat(finding(store, "pages").severity()).isEqualTo(Severity.REFUSED);
            assertThat(finding(store, "pages").message()).startsWith("damaged: ");
        }
    }

    private static Finding finding(JdbcStore store, String name) {
        return store.check().stream()
                .filter(finding -> finding.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
