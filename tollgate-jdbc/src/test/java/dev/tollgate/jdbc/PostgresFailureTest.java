package dev.tollgate.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.api.StoreUnavailableException;
import dev.tollgate.jdbc.PostgresProxy.Cut;
import dev.tollgate.servers.PostgresServer;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.Decision;
import dev.tollgate.spi.GroupResult;
import dev.tollgate.spi.Snapshot;
import dev.tollgate.spi.TicketChange;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketRow;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever goes wrong: what is certain is said, what is not is unknown, and others go on. */
class PostgresFailureTest {
    private static final AccountKey A = new AccountKey("default", "a");
    private static final AccountKey B = new AccountKey("default", "b");
    private static final AccountKey C = new AccountKey("default", "c");
    private static final TicketKey TICKET = Rows.key(B, "1");

    private final String url = PostgresServer.shared().freshDatabase();
    private PostgresProxy proxy;
    private JdbcStore store;
    private PostgresShell foreign;

    @BeforeEach
    void start() throws Exception {
        proxy = new PostgresProxy(url);
        store = JdbcStore.open(proxy.url());
        foreign = PostgresShell.open(url);
        for (AccountKey key : List.of(A, B, C)) {
            Rows.write(store, key, Rows.account(null, Rows.account(key, 1)));
        }
    }

    @AfterEach
    void stop() throws Exception {
        store.close();
        foreign.close();
        proxy.close();
    }

    /** Moves the account and admits a ticket. */
    private static HandMadeGroup admitting(AccountKey account, String number) {
        TicketKey key = Rows.key(account, number);
        return HandMadeGroup.of(account, snapshot -> admitting(snapshot, key)).loading(key);
    }

    private static Decision admitting(Snapshot snapshot, TicketKey key) {
        AccountRow row = snapshot.account();
        return new Decision(
                row,
                true,
                row == null ? null : row.moved(key.businessNumber(), 2_000),
                List.of(),
                snapshot.tickets().containsKey(key) ? List.of() : List.of(Rows.insert(Rows.open(key, 1))),
                List.of(),
                Long.MAX_VALUE);
    }

    private HandMadeGroup onMemory(HandMadeGroup group) {
        Snapshot read = store.read(group.account(), List.of());
        return group.remembering(new Snapshot(read.account(), Map.of(), Map.of(), read.storeTimeMillis()));
    }

    private boolean isThere(TicketKey key) throws SQLException {
        return !foreign.rows("SELECT 1 FROM tollgate_ticket WHERE account = '%s' AND business_no = '%s'"
                        .formatted(key.account().account(), key.businessNumber()))
                .isEmpty();
    }

    private void assertGoesOn() {
        assertThat(Rows.apply(store, admitting(A, "on"), admitting(B, "on"))).containsOnly(GroupResult.APPLIED);
    }

    @ParameterizedTest
    @EnumSource(Cut.class)
    void connectionThatBreaksAtTheWriteLeavesItUnknown(Cut cut) throws Exception {
        proxy.cut(2, cut);

        GroupResult result = Rows.apply(store, admitting(B, "1")).get(0);

        assertThat(result).isInstanceOf(GroupResult.OutcomeUnknown.class);
        assertThat(isThere(TICKET)).isEqualTo(cut == Cut.BEFORE_THE_ANSWER);
        assertGoesOn();
    }

    @ParameterizedTest
    @EnumSource(Cut.class)
    void connectionThatBreaksAtAWriteOnMemoryLeavesItUnknown(Cut cut) throws Exception {
        HandMadeGroup writing = onMemory(admitting(B, "1"));
        HandMadeGroup reading = onMemory(HandMadeGroup.of(C, s -> Rows.nothing()));
        proxy.cut(1, cut);

        List<GroupResult> results = Rows.apply(store, writing, reading);

        assertThat(results.get(0)).isInstanceOf(GroupResult.OutcomeUnknown.class);
        assertThat(results.get(1)).isInstanceOf(GroupResult.Unavailable.class);
        assertThat(isThere(TICKET)).isEqualTo(cut == Cut.BEFORE_THE_ANSWER);
        assertGoesOn();
    }

    @ParameterizedTest
    @EnumSource(Cut.class)
    void connectionThatBreaksAtTheReadIsCertain(Cut cut) throws Exception {
        proxy.cut(1, cut);

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

    /** Those that wait have broken with the one that is met first. */
    @Test
    void lostConnectionsAreMetOnce() throws Exception {
        proxy.before(2, () -> Rows.apply(store, admitting(A, "other")));
        assertThat(Rows.apply(store, admitting(B, "1"))).containsExactly(GroupResult.APPLIED);
        terminateWriters();

        assertThat(Rows.apply(store, admitting(C, "1")).get(0)).isInstanceOf(GroupResult.Unavailable.class);

        assertGoesOn();
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
