package dev.tollgate.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.api.StoreUnavailableException;
import dev.tollgate.servers.Fault;
import dev.tollgate.servers.PostgresServer;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.GroupResult;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever goes wrong: what is certain is said, what is not is unknown, and others go on. */
class PostgresFailureTest extends PostgresProxied {
    private void assertGoesOn() {
        assertThat(Rows.apply(store, admitting(A, "on"), admitting(B, "on"))).containsOnly(GroupResult.APPLIED);
    }

    @ParameterizedTest
    @EnumSource(Fault.Where.class)
    void connectionThatBreaksAtTheWriteLeavesItUnknown(Fault.Where cut) throws Exception {
        proxy.next(2, Fault.cut(cut));

        GroupResult result = Rows.apply(store, admitting(B, "1")).get(0);

        assertThat(result).isInstanceOf(GroupResult.OutcomeUnknown.class);
        assertThat(isThere(TICKET)).isEqualTo(cut == Fault.Where.BEFORE_THE_ANSWER);
        assertGoesOn();
    }

    @ParameterizedTest
    @EnumSource(Fault.Where.class)
    void connectionThatBreaksAtAWriteOnMemoryLeavesItUnknown(Fault.Where cut) throws Exception {
        HandMadeGroup writing = onMemory(admitting(B, "1"));
        HandMadeGroup reading = onMemory(HandMadeGroup.of(C, s -> Rows.nothing()));
        proxy.next(1, Fault.cut(cut));

        List<GroupResult> results = Rows.apply(store, writing, reading);

        assertThat(results.get(0)).isInstanceOf(GroupResult.OutcomeUnknown.class);
        assertThat(results.get(1)).isInstanceOf(GroupResult.Unavailable.class);
        assertThat(isThere(TICKET)).isEqualTo(cut == Fault.Where.BEFORE_THE_ANSWER);
        assertGoesOn();
    }

    @ParameterizedTest
    @EnumSource(Fault.Where.class)
    void connectionThatBreaksAtTheReadIsCertain(Fault.Where cut) throws Exception {
        proxy.next(1, Fault.cut(cut));

        GroupResult result = Rows.apply(store, admitting(B, "1")).get(0);

        assertThat(result).isInstanceOf(GroupResult.Unavailable.class);
        assertThat(isThere(TICKET)).isFalse();
        assertGoesOn();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void sessionThatIsTerminatedIsUnknownOnlyAtTheWrite(int roundTrip) throws Exception {
        proxy.before(roundTrip, () -> terminateWriters());

        GroupResult result = Rows.apply(store, admitting(B, "1")).get(0);

        assertThat(result)
                .isInstanceOf(roundTrip == 1 ? GroupResult.Unavailable.class : GroupResult.OutcomeUnknown.class);
        assertThat(isThere(TICKET)).isFalse();
        assertGoesOn();
    }

    private void terminateWriters() {
        try {
            foreign.run(
                    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'tollgate'");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void heldAccountIsToldAndTheOthersGoOn() throws Exception {
        foreign.run("BEGIN; SELECT 1 FROM tollgate_account WHERE account = 'b' FOR UPDATE");

        for (int i = 0; i < 3; i++) {
            assertThat(Rows.apply(store, admitting(A, "1" + i), admitting(B, "1" + i), admitting(C, "1" + i)))
                    .containsExactly(GroupResult.APPLIED, new GroupResult.Held(), GroupResult.APPLIED);
        }
        foreign.run("ROLLBACK");

        assertGoesOn();
        assertThat(isThere(Rows.key(B, "10"))).isFalse();
    }

    @Test
    void heldAccountIsToldUnderRowLocksToo() throws Exception {
        foreign.run("BEGIN; SELECT 1 FROM tollgate_account WHERE account = 'b' FOR UPDATE");

        assertThat(Rows.apply(
                        store,
                        admitting(A, "1").conflicting(3),
                        admitting(B, "1").conflicting(3),
                        admitting(C, "1").conflicting(3)))
                .containsExactly(GroupResult.APPLIED, new GroupResult.Held(), GroupResult.APPLIED);
        foreign.run("ROLLBACK");
    }

    /** Each reading that waits takes 50 ms: waiting once more for each group would keep the lane for minutes. */
    @Test
    void tableThatIsBeingChangedIsWaitedForOnceByAll() throws Exception {
        HandMadeGroup[] groups = new HandMadeGroup[30];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = admitting(new AccountKey("default", "c" + (10 + i)), "1");
        }
        proxy.asked();
        foreign.run("BEGIN; LOCK TABLE tollgate_account IN ACCESS EXCLUSIVE MODE");
        for (int i = 0; i < 2; i++) {
            assertThat(Rows.apply(store, groups)).hasSize(30).containsOnly(new GroupResult.Held());
            assertThat(proxy.asked()).isEqualTo(1);
        }
        foreign.run("ROLLBACK");

        assertGoesOn();
    }

    /** What was told to be held is not tried again, or it would be written after all. */
    @Test
    void tableThatIsBeingChangedEndsABatchThatWasTakenApart() throws Exception {
        foreign.run("BEGIN; SELECT 1 FROM tollgate_account WHERE account = 'b' FOR UPDATE");
        proxy.asked();
        // A reading, a write and its end come before the reading of the first half.
        proxy.before(4, () -> {
            try {
                foreign.run("LOCK TABLE tollgate_account IN ACCESS EXCLUSIVE MODE");
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        });

        assertThat(Rows.apply(store, admitting(A, "1"), admitting(B, "1"), admitting(C, "1")))
                .containsOnly(new GroupResult.Held());

        assertThat(proxy.asked()).isEqualTo(4);
        foreign.run("ROLLBACK");
        assertGoesOn();
    }

    @Test
    void ticketThatSomebodyIsInsertingIsHeld() throws Exception {
        Rows.insert(store, Rows.open(Rows.key(A, "template"), 1));
        foreign.run("BEGIN; INSERT INTO tollgate_ticket SELECT tenant, 'b', scenario, '1', revision, fence, request_id,"
                + " operator, state, amount, currency, reversed, fingerprint, admitted_at, lease_until, renewed_at,"
                + " finished_at, on_lapse, flags, outcome_type, outcome, reason, attributes, windows, history"
                + " FROM tollgate_ticket");

        assertThat(Rows.apply(store, admitting(A, "1"), admitting(B, "1"), admitting(C, "1")))
                .containsExactly(GroupResult.APPLIED, new GroupResult.Held(), GroupResult.APPLIED);
        foreign.run("COMMIT");

        assertThat(Rows.apply(store, admitting(B, "1"))).containsExactly(GroupResult.APPLIED);
    }

    /** The foreign session takes the rows the other way round; nobody may wait for the other for long. */
    @Test
    void sessionThatTakesRowsTheOtherWayRoundStopsNobody() throws Exception {
        foreign.run("BEGIN; UPDATE tollgate_account SET reason = 'x' WHERE account = 'c'");
        assertThat(Rows.apply(store, admitting(A, "1"), admitting(B, "1"), admitting(C, "1")))
                .containsExactly(GroupResult.APPLIED, GroupResult.APPLIED, new GroupResult.Held());

        foreign.run("UPDATE tollgate_account SET reason = 'x' WHERE account = 'a'; COMMIT");
        assertGoesOn();
    }

    @Test
    void deadlockThatTheServerEndsIsTriedAgain() throws Exception {
        proxy.before(2, () -> failNextWrite("40P01"));

        assertThat(Rows.apply(store, admitting(A, "1"), admitting(B, "1"))).containsOnly(GroupResult.APPLIED);
    }

    @Test
    void serializationFailureIsTriedAgain() throws Exception {
        proxy.before(2, () -> failNextWrite("40001"));

        assertThat(Rows.apply(store, admitting(A, "1"), admitting(B, "1"))).containsOnly(GroupResult.APPLIED);
    }

    /** A trigger of the database's owner fails the first insert of a ticket, and no later one. */
    private void failNextWrite(String state) {
        try {
            foreign.run(
                    "CREATE SEQUENCE IF NOT EXISTS fail_count;"
                            + " CREATE OR REPLACE FUNCTION fail_once() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                            + " IF nextval('fail_count') = 1 THEN RAISE EXCEPTION 'as wanted' USING ERRCODE = '" + state
                            + "'; END IF; RETURN NULL; END $$;"
                            + " CREATE TRIGGER fail_once AFTER INSERT ON tollgate_ticket FOR EACH STATEMENT EXECUTE FUNCTION fail_once()");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void dropTrigger() throws Exception {
        try (PostgresShell shell = PostgresShell.open(url)) {
            shell.run("DROP TRIGGER IF EXISTS fail_once ON tollgate_ticket; DROP SEQUENCE IF EXISTS fail_count");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"25006", "53100", "53200", "57014"})
    void whatTheServerRefusesForNowIsCertain(String state) throws Exception {
        proxy.before(2, () -> failNextWrite(state));

        List<GroupResult> results = Rows.apply(store, admitting(A, "1"), admitting(B, "1"));

        assertThat(results).hasSize(2).hasOnlyElementsOfType(GroupResult.Unavailable.class);
        assertThat(isThere(TICKET)).isFalse();
        assertGoesOn();
    }

    /** After a failover the old connection may lead to a server that never takes writes again. */
    @Test
    void connectionOnWhichTheServerRefusedWritesIsNotUsedAgain() throws Exception {
        String writers =
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'tollgate'";
        List<String> before = foreign.rows(writers);
        assertGoesOn();
        assertThat(before).containsAll(foreign.rows(writers));
        proxy.before(2, () -> failNextWrite("25006"));

        assertThat(Rows.apply(store, admitting(B, "1")).get(0)).isInstanceOf(GroupResult.Unavailable.class);
        assertThat(Rows.apply(store, admitting(B, "1"))).containsExactly(GroupResult.APPLIED);

        assertThat(foreign.rows(writers)).isNotEmpty().anyMatch(pid -> !before.contains(pid));
    }

    /** The server goes on to the commit, whether or not the driver has room for its answers. */
    @Test
    void wantOfMemoryOfTheDriverItselfLeavesItUnknown() {
        assertThat(PostgresErrors.refusal(new SQLException("Ran out of memory retrieving query results.", "53200")))
                .isEqualTo(ServerDialect.Refusal.STORE);
        assertThat(PostgresErrors.refusal(new SQLException(
                        "Ran out of memory retrieving query results.", "53200", new OutOfMemoryError())))
                .isEqualTo(ServerDialect.Refusal.LOST);
    }

    @Test
    void lostConnectionsAreMetOnce() throws Exception {
        proxy.before(2, () -> Rows.apply(store, admitting(A, "other")));
        assertThat(Rows.apply(store, admitting(B, "1"))).containsExactly(GroupResult.APPLIED);
        terminateWriters();

        assertThat(Rows.apply(store, admitting(C, "1")).get(0)).isInstanceOf(GroupResult.Unavailable.class);

        assertGoesOn();
    }

    @Test
    void serverThatEndsAndComesBackIsToldTruly() throws Exception {
        try (PostgresServer server = PostgresServer.open();
                JdbcStore own = JdbcStore.open(server.url())) {
            Rows.write(own, A, Rows.account(null, Rows.account(A, 1)));
            server.kill();

            assertThat(Rows.apply(own, admitting(A, "1")).get(0)).isInstanceOf(GroupResult.Unavailable.class);
            GroupResult unreachable = Rows.apply(own, admitting(A, "1")).get(0);
            assertThat(((GroupResult.Unavailable) unreachable).cause())
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("cannot be reached");

            server.start();
            assertThat(Rows.apply(own, admitting(A, "1"))).containsExactly(GroupResult.APPLIED);
            assertThat(own.read(A, List.of(Rows.key(A, "1"))).tickets()).hasSize(1);
        }
    }

    @Test
    void serverThatHangsStopsNobodyForEver() throws Exception {
        try (PostgresServer server = PostgresServer.open();
                JdbcStore own = JdbcStore.open(server.url() + "&socketTimeout=1&connectTimeout=1")) {
            Rows.write(own, A, Rows.account(null, Rows.account(A, 1)));
            server.pause();
            try {
                assertThat(Rows.apply(own, admitting(A, "1")).get(0)).isInstanceOf(GroupResult.Unavailable.class);
                assertThat(Rows.apply(own, admitting(A, "1")).get(0)).isInstanceOf(GroupResult.Unavailable.class);
            } finally {
                server.resume();
            }
            assertThat(Rows.apply(own, admitting(A, "1"))).containsExactly(GroupResult.APPLIED);
        }
    }
}
