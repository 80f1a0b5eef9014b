package dev.tollgate.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tollgate.api.StoreUnavailableException;
import dev.tollgate.servers.PostgresServer;
import dev.tollgate.spi.Finding;
import dev.tollgate.spi.Finding.Severity;
import dev.tollgate.spi.UnfitStoreException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresCheckTest {
    private static final String LOSES = "&options=-c%20synchronous_commit%3Doff";

    private static Finding finding(List<Finding> findings, String name) {
        return findings.stream()
                .filter(finding -> finding.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not among " + findings));
    }

    @Test
    void durableServerIsFit() {
        try (JdbcStore store = JdbcStore.open(PostgresServer.shared().freshDatabase())) {
            List<Finding> findings = store.check();

            assertThat(findings)
                    .extracting(Finding::name)
                    .containsExactly(
                            "server-version",
                            "fsync",
                            "full-page-writes",
                            "synchronous-commit",
                            "primary",
                            "encoding",
                            "transaction-age",
                            "isolation",
                            "key-identity",
                            "clock");
            assertThat(findings).extracting(Finding::severity).containsOnly(Severity.OK);
        }
    }

    @Test
    void synchronousCommitOfTheSessionCounts() {
        String url = PostgresServer.shared().freshDatabase() + LOSES;

        assertThatExceptionOfType(UnfitStoreException.class)
                .isThrownBy(() -> JdbcStore.open(url))
                .withMessageContaining("synchronous-commit: synchronous_commit=off")
                .withMessageContaining("mend: set synchronous_commit=on")
                .withMessageContaining("accept=synchronous-commit");
        try (JdbcStore store = JdbcStore.open(url + "&accept=synchronous-commit")) {
            assertThat(finding(store.check(), "synchronous-commit").severity()).isEqualTo(Severity.ACCEPTED);
        }
    }

    @ParameterizedTest
    @CsvSource({"on, OK", "remote_apply, OK", "remote_write, OK", "local, UNFIT", "off, UNFIT"})
    void standbysMustBeWaitedFor(String value, Severity severity) throws Exception {
        try (PostgresShell shell = PostgresShell.open(PostgresServer.shared().url());
                PostgresDialect dialect = new PostgresDialect(
                        PostgresSettings.parse(
                                PostgresServer.shared().url() + "&options=-c%20synchronous_commit%3D" + value),
                        null)) {
            shell.run("ALTER SYSTEM SET synchronous_standby_names = 'another'");
            try {
                shell.run("SELECT pg_reload_conf()");
                // A session sees what was set before it began.
                while (shell.rows("SHOW synchronous_standby_names").equals(List.of(""))) {
                    Thread.onSpinWait();
                }
                try (Session session = dialect.openWriter()) {
                    assertThat(finding(dialect.checkSettings(session), "synchronous-commit")
                                    .severity())
                            .isEqualTo(severity);
                }
            } finally {
                shell.run("ALTER SYSTEM RESET synchronous_standby_names");
                shell.run("SELECT pg_reload_conf()");
                while (!shell.rows("SHOW synchronous_standby_names").equals(List.of(""))) {
                    Thread.onSpinWait();
                }
            }
        }
    }

    @Test
    void serverThatDoesNotFlushIsRefusedUnlessAcceptedByName() {
        try (PostgresServer server = PostgresServer.open(Map.of("fsync", "off", "full_page_writes", "off"))) {
            assertThatExceptionOfType(UnfitStoreException.class)
                    .isThrownBy(() -> JdbcStore.open(server.url() + "&accept=fsync"))
                    .satisfies(e ->
                            assertThat(e.findings()).extracting(Finding::name).containsExactly("full-page-writes"));
            assertThatExceptionOfType(UnfitStoreException.class)
                    .isThrownBy(() -> JdbcStore.open(server.url()))
                    .satisfies(e -> assertThat(e.findings())
                            .extracting(Finding::name)
                            .containsExactly("fsync", "full-page-writes"));
            try (JdbcStore store = JdbcStore.open(server.url() + "&accept=fsync,full-page-writes")) {
                assertThat(finding(store.check(), "fsync").severity()).isEqualTo(Severity.ACCEPTED);
            }
        }
    }

    @Test
    void userWhoMayNotWriteIsRefused() {
        String url = PostgresServer.shared().freshDatabase() + "&options=-c%20default_transaction_read_only%3Don";

        assertThatExceptionOfType(UnfitStoreException.class)
                .isThrownBy(() -> JdbcStore.open(url))
                .withMessageContaining("default_transaction_read_only");
    }

    @Test
    void databaseThatCannotKeepEveryNameIsRefused() throws Exception {
        try (PostgresShell shell = PostgresShell.open(PostgresServer.shared().url())) {
            shell.run("DROP DATABASE IF EXISTS narrow");
            shell.run("CREATE DATABASE narrow ENCODING 'SQL_ASCII' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0");
            assertThatExceptionOfType(UnfitStoreException.class)
                    .isThrownBy(() -> JdbcStore.open(database("narrow")))
                    .satisfies(e ->
                            assertThat(e.findings()).extracting(Finding::name).containsExactly("encoding"));
            shell.run("DROP DATABASE narrow");
        }
    }

    private static String database(String name) {
        return PostgresServer.shared().url().replaceFirst("/[^/?]*\\?", "/" + name + "?");
    }

    @Test
    void keyThatIsComparedByLanguageIsRefused() throws Exception {
        String url = PostgresServer.shared().newDatabase();
        try (JdbcStore store = JdbcStore.open(url);
                PostgresShell shell = PostgresShell.open(url)) {
            shell.run("ALTER TABLE tollgate_ticket ALTER account TYPE text COLLATE \"unicode\"");

            Finding finding = finding(store.check(), "key-identity");
            assertThat(finding.severity()).isEqualTo(Severity.REFUSED);
            assertThat(finding.message()).contains("[account]");
        }
    }

    @Test
    void databaseThatDoesNotExistIsSaid() {
        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> JdbcStore.open(database("no_such_database")))
                .withMessageContaining("does not exist; create the database");
    }
}
