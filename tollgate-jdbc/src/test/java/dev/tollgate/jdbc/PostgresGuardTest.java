package dev.tollgate.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tollgate.api.Outcome;
import dev.tollgate.api.TicketState;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.Decision;
import dev.tollgate.spi.Group;
import dev.tollgate.spi.GroupResult;
import dev.tollgate.spi.Snapshot;
import dev.tollgate.spi.TicketChange;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketRow;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nothing is written, and nothing told, on what has moved between reading and writing. */
class PostgresGuardTest extends PostgresProxied {
    @Test
    void accountThatMovesBetweenReadAndWriteIsTheOnlyConflict() throws Exception {
        proxy.before(2, () -> moveB());

        List<GroupResult> results = Rows.apply(store, admitting(A, "1"), admitting(B, "1"), admitting(C, "1"));

        assertThat(results.get(0)).isEqualTo(GroupResult.APPLIED);
        assertThat(results.get(2)).isEqualTo(GroupResult.APPLIED);
        GroupResult.Conflict conflict = (GroupResult.Conflict) results.get(1);
        assertThat(conflict.fresh().account().version()).isEqualTo(2);
        assertThat(isThere(TICKET)).isFalse();
        assertThat(foreign.rows("SELECT account, version FROM tollgate_account ORDER BY 1"))
                .containsExactly("a,2", "b,2", "c,2");
    }

    private void moveB() {
        try {
            foreign.run("UPDATE tollgate_account SET version = version + 1 WHERE account = 'b'");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** Under row locks nobody else moves what was read. */
    @Test
    void accountThatIsLockedDoesNotMoveBetweenReadAndWrite() throws Exception {
        List<String> outcomes = new ArrayList<>();
        proxy.before(2, () -> {
            try {
                foreign.run("SET lock_timeout = 10");
                foreign.run("UPDATE tollgate_account SET version = version + 1 WHERE account = 'b'");
                outcomes.add("moved");
            } catch (SQLException e) {
                outcomes.add(e.getSQLState());
            }
        });

        assertThat(Rows.apply(store, admitting(B, "1").conflicting(3))).containsExactly(GroupResult.APPLIED);

        assertThat(outcomes).containsExactly("55P03");
    }

    @Test
    void optimisticReadTakesNoRowLocks() throws Exception {
        store.close();
        store = JdbcStore.open(proxy.url() + "&strategy=optimistic");
        proxy.before(2, () -> moveB());

        assertThat(Rows.apply(store, admitting(B, "1").conflicting(10)).get(0))
                .isInstanceOf(GroupResult.Conflict.class);
    }

    @Test
    void ticketThatWasOnlyReadMustNotMoveBeforeTheWrite() throws Exception {
        TicketRow row = Rows.open(TICKET, 1);
        Rows.insert(store, row);
        TicketKey other = Rows.key(B, "2");
        proxy.before(2, () -> {
            try {
                foreign.run("UPDATE tollgate_ticket SET revision = 2");
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        });

        GroupResult result = Rows.apply(
                        store,
                        HandMadeGroup.of(B, s -> Rows.tickets(new TicketChange(null, Rows.open(other, 1))))
                                .loading(TICKET, other))
                .get(0);

        assertThat(result).isInstanceOf(GroupResult.Conflict.class);
        assertThat(isThere(other)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            value = TicketState.class,
            names = {"SUCCEEDED", "OPEN", "RELEASED"})
    void ticketThatIsWrittenMustNotMoveBeforeThat(TicketState what) throws Exception {
        TicketRow row = Rows.open(TICKET, 1);
        Rows.insert(store, row);
        TicketRow after = switch (what) {
            case SUCCEEDED -> Rows.succeeded(row, 2, Outcome.text("x"));
            // Another admission time: more than a report writes.
            case OPEN -> Rows.ticket(TICKET, 2, TicketState.OPEN, 9, null, null);
            default -> null;
        };
        proxy.before(2, () -> {
            try {
                foreign.run("UPDATE tollgate_ticket SET revision = 7");
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        });

        GroupResult result = Rows.apply(
                        store,
                        HandMadeGroup.of(B, s -> Rows.tickets(new TicketChange(row, after)))
                                .loading(TICKET))
                .get(0);

        assertThat(result).isInstanceOf(GroupResult.Conflict.class);
        assertThat(foreign.rows("SELECT revision, state, admitted_at FROM tollgate_ticket"))
                .containsExactly("7,open,1");
    }

    private static HandMadeGroup relyingOn(AccountKey account, TicketKey ticket) {
        return HandMadeGroup.of(
                        account,
                        s -> new Decision(
                                s.account(),
                                true,
                                null,
                                List.of(),
                                List.of(Rows.insert(Rows.open(ticket, 1))),
                                List.of(),
                                Long.MAX_VALUE))
                .loading(ticket);
    }

    @Test
    void accountThatIsOnlyReliedUponMustNotMoveBeforeTheWrite() throws Exception {
        proxy.before(2, () -> moveB());

        assertThat(Rows.apply(store, relyingOn(B, TICKET)).get(0)).isInstanceOf(GroupResult.Conflict.class);
        assertThat(isThere(TICKET)).isFalse();
        assertThat(Rows.apply(store, relyingOn(B, TICKET))).containsExactly(GroupResult.APPLIED);
    }

    /** Whoever moves the account knows that nothing follows that was decided before. */
    @Test
    void accountThatIsOnlyReliedUponCannotMoveUntilTheCommitIsOver() throws Exception {
        foreign.run("CREATE FUNCTION hang() RETURNS trigger LANGUAGE plpgsql SET lock_timeout = 0 AS"
                + " $$ BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NULL; END $$;"
                + " CREATE TRIGGER hang AFTER INSERT ON tollgate_ticket FOR EACH STATEMENT EXECUTE FUNCTION hang();"
                + " SELECT pg_advisory_lock(1)");
        CompletableFuture<List<GroupResult>> hanging =
                CompletableFuture.supplyAsync(() -> Rows.apply(store, relyingOn(B, TICKET)));
        while (foreign.rows("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
                                + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())")
                        .isEmpty()
                && !hanging.isDone()) {
            Thread.onSpinWait();
        }

        foreign.run("SET lock_timeout = 10");
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> foreign.run("UPDATE tollgate_account SET version = version + 1 WHERE account = 'b'"))
                .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("55P03"));
        foreign.run("SELECT pg_advisory_unlock(1)");

        assertThat(hanging.join()).containsExactly(GroupResult.APPLIED);
    }

    /** Two statements write accounts, so each row that is written makes sure that the others are held by then. */
    @Test
    void accountsThatAreWrittenInTwoWaysAreHeldBeforeTheFirst() throws Exception {
        foreign.run("CREATE FUNCTION held() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                + " IF EXISTS (SELECT 1 FROM tollgate_account WHERE xmax <> pg_current_xact_id()::xid) THEN"
                + " RAISE EXCEPTION 'not held' USING ERRCODE = '22000'; END IF; RETURN NEW; END $$;"
                + " CREATE TRIGGER held BEFORE UPDATE ON tollgate_account FOR EACH ROW EXECUTE FUNCTION held()");
        HandMadeGroup reconfiguring = HandMadeGroup.of(A, s -> Rows.account(s.account(), reconfigured(s.account())));

        assertThat(Rows.apply(store, reconfiguring, admitting(B, "1"), admitting(C, "1")))
                .containsOnly(GroupResult.APPLIED);
    }

    private static AccountRow reconfigured(AccountRow row) {
        AccountRow moved = row.moved("batch", 2_000);
        return new AccountRow(
                moved.key(),
                moved.version(),
                moved.lastBatch(),
                moved.lastTimeMillis(),
                moved.status(),
                moved.config(),
                moved.configVersion() + 1,
                moved.totalStarts(),
                moved.retired(),
                moved.opened(),
                moved.modified(),
                moved.suspended(),
                moved.closed(),
                moved.reason());
    }

    /** One statement takes the rows in their order, so that two sessions never wait for each other. A row alone would always be in order, so it is not the row that is refused. */
    @Test
    void accountsAreMovedInTheOrderOfTheirKeys() throws Exception {
        foreign.run("CREATE FUNCTION held() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                + " IF NEW.account COLLATE \"C\" <= coalesce(current_setting('tollgate.last', true), '') THEN"
                + " RAISE EXCEPTION 'not in order' USING ERRCODE = 'P0001'; END IF;"
                + " PERFORM set_config('tollgate.last', NEW.account, true); RETURN NEW; END $$;"
                + " CREATE TRIGGER held BEFORE UPDATE ON tollgate_account FOR EACH ROW EXECUTE FUNCTION held()");
        for (String statistics :
                List.of("DELETE FROM tollgate_ticket", "ANALYZE", "DELETE FROM tollgate_ticket; ANALYZE")) {
            foreign.run(statistics);
            try (JdbcStore planned = JdbcStore.open(url)) {
                assertThat(Rows.apply(planned, admitting(A, "1"), admitting(B, "1"), admitting(C, "1")))
                        .as(statistics)
                        .containsOnly(GroupResult.APPLIED);
            }
        }
    }

    /** One session holds it for long: those who come with it need not be taken apart each time. */
    @Test
    void accountThatWasFoundHeldIsWrittenApart() throws Exception {
        foreign.run("BEGIN; SELECT 1 FROM tollgate_account WHERE account = 'b' FOR UPDATE");
        HeldAccounts held = new HeldAccounts(() -> 0);
        held.found(B);
        try (PostgresDialect dialect = new PostgresDialect(PostgresSettings.parse(proxy.url()), null);
                Session session = dialect.openWriter()) {
            proxy.asked();
            List<Group> groups = List.of(admitting(A, "1"), admitting(B, "1"), admitting(C, "1"));

            assertThat(new ServerBatch(groups, dialect, new WriterSession(session), held, new AccountHints()).results())
                    .containsExactly(GroupResult.APPLIED, new GroupResult.Held(), GroupResult.APPLIED);

            // Two for those that are free; a reading, a write and its end for the other.
            assertThat(proxy.asked()).isEqualTo(5);
        }
        foreign.run("ROLLBACK");
    }

    @AfterEach
    void dropTriggers() throws Exception {
        try (PostgresShell shell = PostgresShell.open(url)) {
            shell.run("DROP TRIGGER IF EXISTS hang ON tollgate_ticket; DROP FUNCTION IF EXISTS hang;"
                    + " DROP TRIGGER IF EXISTS held ON tollgate_account; DROP FUNCTION IF EXISTS held");
        }
    }

    @Test
    void accountWhoseAbsenceIsReliedUponMustNotComeBeforeTheWrite() throws Exception {
        AccountKey absent = new AccountKey("default", "d");
        TicketKey key = Rows.key(absent, "1");
        assertThat(Rows.apply(store, relyingOn(absent, Rows.key(absent, "0")))).containsExactly(GroupResult.APPLIED);
        try (JdbcStore rival = JdbcStore.open(url)) {
            proxy.before(2, () -> Rows.write(rival, absent, Rows.account(null, Rows.account(absent, 1))));

            assertThat(Rows.apply(store, relyingOn(absent, key)).get(0)).isInstanceOf(GroupResult.Conflict.class);
        }
        assertThat(isThere(key)).isFalse();
    }

    /** What is told without writing must be true as well, when it is decided on memory. */
    @Test
    void declineOnMemoryIsLookedUpBeforeItIsTold() throws Exception {
        List<Long> versions = new ArrayList<>();
        HandMadeGroup declining = onMemory(HandMadeGroup.of(B, s -> {
            versions.add(s.account().version());
            return new Decision(s.account(), true, null, List.of(), List.of(), List.of(), Long.MAX_VALUE);
        }));
        assertThat(Rows.apply(store, declining)).containsExactly(GroupResult.APPLIED);
        moveB();

        assertThat(Rows.apply(store, declining)).containsExactly(GroupResult.APPLIED);

        assertThat(versions).containsExactly(1L, 1L, 2L);
    }

    @Test
    void ticketReadOnMemoryIsLookedUpBeforeItIsTold() throws Exception {
        TicketRow row = Rows.open(TICKET, 1);
        Rows.insert(store, row);
        List<Long> revisions = new ArrayList<>();
        Snapshot read = store.read(B, List.of(TICKET));
        HandMadeGroup replaying = HandMadeGroup.of(B, s -> {
                    revisions.add(s.tickets().get(TICKET).revision());
                    return Rows.nothing();
                })
                .loading(TICKET)
                .remembering(read);
        foreign.run("UPDATE tollgate_ticket SET revision = 2");

        assertThat(Rows.apply(store, replaying)).containsExactly(GroupResult.APPLIED);

        assertThat(revisions).containsExactly(1L, 2L);
    }

    @Test
    void windowThatEndsBeforeAWriteOnMemoryIsSeenByTheServer() throws Exception {
        List<Long> times = new ArrayList<>();
        HandMadeGroup group = onMemory(HandMadeGroup.of(B, s -> {
            times.add(s.storeTimeMillis());
            long end = times.get(0) + 20;
            return new Decision(
                    s.account(),
                    true,
                    s.account().moved("late", s.storeTimeMillis()),
                    List.of(),
                    List.of(),
                    List.of(),
                    s.storeTimeMillis() < end ? end : Long.MAX_VALUE);
        }));
        proxy.before(1, () -> {
            try {
                foreign.run("SELECT pg_sleep(0.03)");
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        });

        assertThat(Rows.apply(store, group)).containsExactly(GroupResult.APPLIED);

        assertThat(times).hasSize(2);
        assertThat(foreign.rows("SELECT last_time FROM tollgate_account WHERE account = 'b'"))
                .containsExactly(Long.toString(times.get(1)));
    }

    @Test
    void decisionWhoseTimeEndsBeforeTheWriteIsAConflict() throws Exception {
        TicketKey key = Rows.key(B, "1");
        HandMadeGroup group = HandMadeGroup.of(
                B,
                s -> new Decision(
                        s.account(),
                        false,
                        null,
                        List.of(),
                        List.of(Rows.insert(Rows.open(key, 1))),
                        List.of(),
                        s.storeTimeMillis() + 20));
        proxy.before(2, () -> {
            try {
                foreign.run("SELECT pg_sleep(0.03)");
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        });

        assertThat(Rows.apply(store, group).get(0)).isInstanceOf(GroupResult.Conflict.class);
        assertThat(isThere(key)).isFalse();
    }
}
