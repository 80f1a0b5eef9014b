package dev.tollgate.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.tollgate.api.StoreUnavailableException;
import dev.tollgate.spi.GroupResult;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class MigrationsTest {
    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("t.db");
    }

    @Test
    void newFileGetsEveryVersionInOrder() throws Exception {
        migrate("three");

        assertThat(rows("SELECT version, length(checksum), applied_at FROM tollgate_schema"))
                .containsExactly("1,32,5000", "2,32,5000", "3,32,5000");
        assertThat(rows("SELECT b, c FROM second")).containsExactly("one,copied", "two; still two,copied");
    }

    @Test
    void olderSchemaGetsWhatIsMissing() throws Exception {
        migrate("two");
        assertThat(rows("SELECT version FROM tollgate_schema")).containsExactly("1", "2");

        migrate("three");
        migrate("three");

        assertThat(rows("SELECT version FROM tollgate_schema")).containsExactly("1", "2", "3");
        assertThat(rows("SELECT count(*) FROM second")).containsExactly("2");
    }

    @Test
    void newerSchemaIsRefused() {
        assertThatNoException().isThrownBy(() -> migrate("three"));

        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> migrate("two"))
                .withMessage(
                        "the store's schema has version 3, which is newer than this program (2); use a newer program");
    }

    @Test
    void schemaOfANewerProgramIsRefusedByTheStoreItself() throws Exception {
        JdbcStore.open("sqlite:" + file).close();
        run("INSERT INTO tollgate_schema (version, checksum, applied_at) VALUES (999, 'x', 1)");

        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> JdbcStore.open("sqlite:" + file))
                .withMessageContaining("has version 999, which is newer than this program");
    }

    @Test
    void changedChecksumIsRefused() throws Exception {
        migrate("two");
        run("UPDATE tollgate_schema SET checksum = 'other' WHERE version = 2");

        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> migrate("three"))
                .withMessageContaining("version 2 of the store's schema was not made by this program");
        assertThat(rows("SELECT version FROM tollgate_schema")).containsExactly("1", "2");
    }

    @Test
    void versionThatFailsLeavesNothingBehind() throws Exception {
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> migrate("broken"))
                .withMessageContaining("nowhere");

        assertThat(rows("SELECT version FROM tollgate_schema")).containsExactly("1");
        assertThat(rows("SELECT name FROM sqlite_schema WHERE name = 'second'")).isEmpty();
        migrate("two");
        assertThat(rows("SELECT version FROM tollgate_schema")).containsExactly("1", "2");
    }

    @Test
    void tablesOfOthersStayAsTheyAre() throws Exception {
        run("CREATE TABLE account (name TEXT)");
        run("INSERT INTO account VALUES ('mine')");

        JdbcStore.open("sqlite:" + file).close();

        assertThat(rows("SELECT name FROM account")).containsExactly("mine");
    }

    @Test
    void tenThatOpenANewFileAtOnceAllSucceed() throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(10);
        try {
            for (int round = 0; round < 10; round++) {
                Path shared = directory.resolve("shared" + round + ".db");
                CyclicBarrier start = new CyclicBarrier(10);
                List<Future<List<GroupResult>>> opened = new ArrayList<>();
                for (int i = 0; i < 10; i++) {
                    String number = "n" + i;
                    opened.add(executor.submit(() -> {
                        start.await();
                        return openAndInsert(shared, number);
                    }));
                }
                for (Future<List<GroupResult>> one : opened) {
                    assertThat(one.get()).containsExactly(GroupResult.APPLIED);
                }
                try (SqliteShell shell = SqliteShell.open(shared)) {
                    assertThat(shell.rows("SELECT version FROM tollgate_schema"))
                            .containsExactly("1");
                    assertThat(shell.rows("SELECT count(*) FROM tollgate_ticket"))
                            .containsExactly("10");
                }
            }
        } finally {
            executor.shutdownNow();
        }
    }

    private static List<GroupResult> openAndInsert(Path file, String number) {
        try (JdbcStore store = JdbcStore.open("sqlite:" + file)) {
            List<GroupResult> results;
            do {
                results = Rows.apply(
                        store,
                        HandMadeGroup.of(Rows.ACME, s -> Rows.tickets(Rows.insert(Rows.open(Rows.key(number), 1)))));
                // Ten on two cores may hold the file for long in turn; whoever meets that asks again, as the engine
                // does.
            } while (results.contains(new GroupResult.Held()));
            return results;
        }
    }

    private void migrate(String folder) throws SQLException {
        Dialect dialect =
                new ForwardingDialect(
                        new SqliteDialect(SqliteSettings.parse("sqlite:" + file), () -> Instant.ofEpochMilli(5_000))) {
                    @Override
                    public String migrations() {
                        return folder;
                    }
                };
        try (dialect;
                Session session = dialect.openWriter()) {
            new Migrations(dialect).apply(session);
        }
    }

    private void run(String sql) throws SQLException {
        try (SqliteShell shell = SqliteShell.open(file)) {
            shell.run(sql);
        }
    }

    private List<String> rows(String sql) throws SQLException {
        try (SqliteShell shell = SqliteShell.open(file)) {
            return shell.rows(sql);
        }
    }
}
