package dev.tollgate.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tollgate.api.StoreUnavailableException;
import dev.tollgate.spi.AccountFilter;
import dev.tollgate.spi.GroupResult;
import dev.tollgate.spi.TicketKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What goes wrong, and what is then said and stored. */
@Timeout(60)
class SqliteFailureTest {
    private static final TicketKey FIRST = Rows.key("first");
    private static final TicketKey SECOND = Rows.key("second");

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("t.db");
    }

    @Test
    void missingDirectoryIsNamed() {
        Path missing = directory.resolve("no/t.db");

        assertUnavailable(missing, "there is no directory " + directory.resolve("no"), "make it");
        assertThat(directory.resolve("no")).doesNotExist();
    }

    @Test
    void directoryIsNoFile() {
        assertUnavailable(directory, "is a directory; name a file");
    }

    @Test
    void fileOfSomethingElseIsRefusedAndLeftAsItIs() throws Exception {
        String text = "Dear reader, this is a letter and not a database. ".repeat(100);
        Files.writeString(file, text);

        assertUnavailable(file, "is not an SQLite database; name another file");
        assertThat(Files.readString(file)).isEqualTo(text);
    }

    @Test
    void damagedFileIsNamed() throws Exception {
        try (JdbcStore store = JdbcStore.open("sqlite:" + file)) {
            for (int i = 0; i < 200; i++) {
                Rows.insert(store, Rows.open(Rows.key("n" + i), 1));
            }
        }
        byte[] bytes = Files.readAllBytes(file);
        byte[] garbage = "garbage ".repeat(512).getBytes(StandardCharsets.UTF_8);
        for (int page = 2; page < bytes.length / garbage.length; page++) {
            System.arraycopy(garbage, 0, bytes, page * garbage.length, garbage.length);
        }
        Files.write(file, bytes);

        assertUnavailable(file, "is damaged; restore a backup");
    }

    @Test
    void writesOfAFullDiskAreRefusedUntilThereIsRoom() throws Exception {
        String[] pages = {"PRAGMA max_page_count = 60"};
        Dialect small = new ForwardingDialect(sqlite()) {
            @Override
            public Session openWriter() throws SQLException {
                Session session = super.openWriter();
                session.sql(pages[0]).run();
                return session;
            }
        };
        try (JdbcStore store = JdbcStore.open(small)) {
            List<GroupResult> results;
            int written = 0;
            do {
                results = insert(store, Rows.key("n" + written));
                written++;
            } while (results.equals(List.of(GroupResult.APPLIED)));

            assertThat(results)
                    .singleElement()
                    .isInstanceOfSatisfying(
                            GroupResult.Unavailable.class,
                            unavailable -> assertThat(unavailable.cause())
                                    .isInstanceOf(StoreUnavailableException.class)
                                    .hasMessageContaining(file + " has no room to grow; free space on its disk"));
            assertThat(stored(store, Rows.key("n" + (written - 1)))).isFalse();
            assertThat(stored(store, Rows.key("n" + (written - 2)))).isTrue();

            pages[0] = "PRAGMA max_page_count = 1000";
            assertThat(insert(store, SECOND)).containsExactly(GroupResult.APPLIED);
        }
    }

    @Test
    void commitWithoutAnAnswerIsAnUnknownOutcomeWhetherItHappenedOrNot() {
        for (boolean happens : new boolean[] {true, false}) {
            file = directory.resolve(happens + ".db");
            FailingCommit dialect = new FailingCommit(sqlite(), SQLiteErrorCode.SQLITE_IOERR_FSYNC, happens);
            try (JdbcStore store = JdbcStore.open(dialect)) {
                dialect.failures.set(1);

                assertThat(Rows.apply(
                                store,
                                HandMadeGroup.of(Rows.ACME, s -> Rows.tickets(Rows.insert(Rows.open(FIRST, 1)))),
                                HandMadeGroup.of(SECOND.account(), s -> Rows.nothing())))
                        .satisfiesExactly(
                                written -> assertThat(written).isInstanceOf(GroupResult.OutcomeUnknown.class),
                                nothing -> assertThat(nothing).isEqualTo(GroupResult.APPLIED));
                assertThat(stored(store, FIRST)).isEqualTo(happens);

                assertThat(insert(store, SECOND)).containsExactly(GroupResult.APPLIED);
                assertThat(stored(store, SECOND)).isTrue();
                assertThat(stored(store, FIRST)).isEqualTo(happens);
            }
        }
    }

    @Test
    void commitThatFoundNoRoomHasCertainlyNotHappened() {
        FailingCommit dialect = new FailingCommit(sqlite(), SQLiteErrorCode.SQLITE_FULL, false);
        try (JdbcStore store = JdbcStore.open(dialect)) {
            dialect.failures.set(1);

            assertThat(insert(store, FIRST)).singleElement().isInstanceOf(GroupResult.Unavailable.class);
            assertThat(stored(store, FIRST)).isFalse();
            assertThat(insert(store, FIRST)).containsExactly(GroupResult.APPLIED);
        }
    }

    private static final class FailingCommit extends ForwardingDialect {
        final AtomicInteger failures = new AtomicInteger();
        private final SQLiteErrorCode code;
        private final boolean happens;

        FailingCommit(SerialDialect real, SQLiteErrorCode code, boolean happens) {
            super(real);
            this.code = code;
            this.happens = happens;
        }

        @Override
        public void commit(Session session) throws SQLException {
            boolean fails = failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
            if (!fails || happens) {
                super.commit(session);
            }
            if (fails) {
                throw new SQLiteException("made to fail", code);
            }
        }
    }

    @Test
    void fileThatAForeignSessionHoldsIsNotWaitedFor() throws Exception {
        try (JdbcStore store = JdbcStore.open("sqlite:" + file);
                SqliteShell foreign = SqliteShell.open(file)) {
            Rows.insert(store, Rows.open(FIRST, 1));
            foreign.run("BEGIN IMMEDIATE");

            long began = System.nanoTime();
            assertThat(insert(store, SECOND)).containsExactly(new GroupResult.Held());
            assertThat((System.nanoTime() - began) / 1_000_000).isGreaterThanOrEqualTo(SqliteTurn.HELD_MILLIS_MAX);
            assertThat(stored(store, FIRST)).isTrue();

            foreign.run("ROLLBACK");
            assertThat(insert(store, SECOND)).containsExactly(GroupResult.APPLIED);
        }
    }

    @Test
    void foreignReaderHoldsNobodyUp() throws Exception {
        try (JdbcStore store = JdbcStore.open("sqlite:" + file);
                SqliteShell foreign = SqliteShell.open(file)) {
            foreign.run("BEGIN");
            assertThat(foreign.rows("SELECT count(*) FROM tollgate_ticket")).containsExactly("0");

            assertThat(insert(store, FIRST)).containsExactly(GroupResult.APPLIED);
            assertThat(foreign.rows("SELECT count(*) FROM tollgate_ticket")).containsExactly("0");
        }
    }

    /** Otherwise writes go to a file that nobody will ever see again, or everything is admitted once more in a new one. */
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "an open file cannot be moved there")
    void fileThatIsTakenAwayIsNotWrittenAnyMore() throws Exception {
        try (JdbcStore store = JdbcStore.open("sqlite:" + file)) {
            Rows.insert(store, Rows.open(FIRST, 1));
            Path away = directory.resolve("away.db");
            Files.move(file, away);

            assertThat(insert(store, SECOND))
                    .singleElement()
                    .isInstanceOfSatisfying(
                            GroupResult.Unavailable.class,
                            u -> assertThat(u.cause()).hasMessageContaining(file + " is gone since it was opened"));
            Files.createFile(file);
            assertThat(insert(store, SECOND))
                    .singleElement()
                    .isInstanceOfSatisfying(
                            GroupResult.Unavailable.class,
                            u -> assertThat(u.cause())
                                    .hasMessageContaining(file + " is another file than when it was opened"));

            Files.move(away, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            assertThat(insert(store, SECOND)).containsExactly(GroupResult.APPLIED);
            assertThat(stored(store, FIRST)).isTrue();
        }
    }

    @Test
    void tableThatIsGoneMakesTheStoreUnavailable() throws Exception {
        try (JdbcStore store = JdbcStore.open("sqlite:" + file);
                SqliteShell foreign = SqliteShell.open(file)) {
            foreign.run("ALTER TABLE tollgate_account RENAME TO gone");

            assertThat(insert(store, FIRST)).singleElement().isInstanceOf(GroupResult.Unavailable.class);
            assertThatExceptionOfType(StoreUnavailableException.class)
                    .isThrownBy(() -> store.accounts(new AccountFilter("default", null), Optional.empty(), 1))
                    .withMessageContaining("no such table: tollgate_account");

            foreign.run("ALTER TABLE gone RENAME TO tollgate_account");
            assertThat(insert(store, FIRST)).containsExactly(GroupResult.APPLIED);
        }
    }

    @Test
    void rowThatCannotBeReadMakesTheQueryUnavailable() throws Exception {
        try (JdbcStore store = JdbcStore.open("sqlite:" + file);
                SqliteShell foreign = SqliteShell.open(file)) {
            Rows.insert(store, Rows.open(FIRST, 1));
            foreign.run("UPDATE tollgate_ticket SET attributes = 'none'");

            assertThatExceptionOfType(StoreUnavailableException.class)
                    .isThrownBy(() -> store.read(Rows.ACME, List.of(FIRST)))
                    .withMessageContaining("holds a row that cannot be read: not a stored map of attributes");
        }
    }

    @Test
    void closedStoreAnswersNoQuery() {
        JdbcStore store = JdbcStore.open("sqlite:" + file);
        store.close();
        store.close();

        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> store.findLapsed(1))
                .withMessageContaining("closed");
    }

    @Test
    void whatIsCertainAboutAFailedCommitIsLittle() {
        for (SQLiteErrorCode code : SQLiteErrorCode.values()) {
            boolean certain = List.of(13, 5, 6, 19).contains(code.code & 0xFF);
            assertThat(SqliteErrors.surelyNotWritten(new SQLiteException("x", code)))
                    .as(code.name())
                    .isEqualTo(certain);
        }
        assertThat(SqliteErrors.surelyNotWritten(new SQLException("of the driver alone")))
                .isFalse();
    }

    private SerialDialect sqlite() {
        return new SqliteDialect(SqliteSettings.parse("sqlite:" + file), InstantSource.system());
    }

    private static void assertUnavailable(Path file, String... because) {
        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> JdbcStore.open("sqlite:" + file).close())
                .withMessageContainingAll(because)
                .withMessageContaining(file.toString())
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    private static List<GroupResult> insert(JdbcStore store, TicketKey key) {
        return Rows.apply(
                store,
                HandMadeGroup.of(key.account(), s -> Rows.tickets(Rows.insert(Rows.open(key, 1))))
                        .loading(key));
    }

    private static boolean stored(JdbcStore store, TicketKey key) {
        return store.read(key.account(), List.of(key)).tickets().containsKey(key);
    }
}
