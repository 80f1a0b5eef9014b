package dev.tollgate.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tollgate.api.Outcome;
import dev.tollgate.api.StoreUnavailableException;
import dev.tollgate.servers.Fault;
import dev.tollgate.servers.FaultProxy;
import dev.tollgate.servers.MariadbServer;
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
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever goes wrong: what is certain is said, what is not is unknown, and others go on. */
@Timeout(60)
class MariadbFailureTest {
    private static final AccountKey A = new AccountKey("default", "a");
    private static final AccountKey B = new AccountKey("default", "b");
    private static final AccountKey C = new AccountKey("default", "c");
    private static final TicketKey TICKET = Rows.key(B, "1");
    private static final String TICKET_BY_HAND =
            "INSERT INTO tollgate_ticket (tenant, account, scenario, business_no, revision, fence, request_id, operator, state,"
                    + " reversed, admitted_at, lease_until, on_lapse, flags, history)"
                    + " VALUES ('default', 'b', 'payment', '1', 1, 1, 'r', 'o', 'open', 0, 1, 2, 'hold', 0, 0)";

    private final String url = MariadbServer.shared().freshDatabase();
    private FaultProxy proxy;
    private JdbcStore store;
    private MariadbShell foreign;

    @BeforeEach
    void start() throws Exception {
        proxy = FaultProxy.open(url);
        foreign = MariadbShell.open(url);
        store = JdbcStore.open(proxy.url());
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

    /** Admits a ticket without a look at the account. */
    private static HandMadeGroup admittingAlone(TicketKey key) {
        return HandMadeGroup.of(key.account(), snapshot -> Rows.tickets(Rows.insert(Rows.open(key, 1))))
                .loading(key);
    }

    private static HandMadeGroup succeeding(TicketKey key) {
        return HandMadeGroup.of(key.account(), snapshot -> {
                    TicketRow row = snapshot.tickets().get(key);
                    return Rows.tickets(new TicketChange(row, Rows.succeeded(row, 5, Outcome.text("done"))));
                })
                .loading(key);
    }

    private boolean isThere(TicketKey key) throws SQLException {
        return !foreign.rows("SELECT 1 FROM tollgate_ticket WHERE account = '%s' AND business_no = '%s'"
                        .formatted(key.account().account(), key.businessNumber()))
                .isEmpty();
    }

    private void inForeign(String sql) {
        try {
            foreign.run(sql);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private void assertGoesOn() {
        assertThat(Rows.apply(store, admitting(A, "on"), admitting(B, "on"))).containsOnly(GroupResult.APPLIED);
    }

    private void assertOnlyTheMiddleIsHeld(Group middle) {
        for (int i = 0; i < 2; i++) {
            assertThat(Rows.apply(store, admitting(A, "h" + i), middle, admitting(C, "h" + i)))
                    .containsExactly(GroupResult.APPLIED, new GroupResult.Held(), GroupResult.APPLIED);
        }
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
        HandMadeGroup reading = onMemory(HandMadeGroup.of(C, snapshot -> Rows.nothing()));
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
    void sessionThatIsKilledIsUnknownOnlyAtTheWrite(int roundTrip) throws Exception {
        proxy.before(roundTrip, this::killWriters);

        GroupResult result = Rows.apply(store, admitting(B, "1")).get(0);

        assertThat(result)
                .isInstanceOf(roundTrip == 1 ? GroupResult.Unavailable.class : GroupResult.OutcomeUnknown.class);
        assertThat(isThere(TICKET)).isFalse();
        assertGoesOn();
    }

    private void killWriters() {
        try {
            for (String id : foreign.rows("SELECT id FROM information_schema.processlist WHERE db = DATABASE()"
                    + " AND id > CONNECTION_ID()")) {
                foreign.run("KILL CONNECTION " + id);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void heldAccountIsToldAndTheOthersGoOn(int conflicts) throws Exception {
        inForeign("BEGIN; SELECT 1 FROM tollgate_account WHERE tenant = 'default' AND account = 'b' FOR UPDATE");

        for (int i = 0; i < 3; i++) {
            assertThat(Rows.apply(
                            store,
                            admitting(A, "1" + i).conflicting(conflicts),
                            admitting(B, "1" + i).conflicting(conflicts),
                            admitting(C, "1" + i).conflicting(conflicts)))
                    .containsExactly(GroupResult.APPLIED, new GroupResult.Held(), GroupResult.APPLIED);
        }
        inForeign("ROLLBACK");

        assertGoesOn();
        assertThat(isThere(Rows.key(B, "10"))).isFalse();
    }

    @Test
    void heldTicketIsToldAndTheOthersGoOn() throws Exception {
        Rows.insert(store, Rows.open(TICKET, 1));
        inForeign(
                "BEGIN; SELECT 1 FROM tollgate_ticket WHERE tenant = 'default' AND business_no = '1' AND account = 'b'"
                        + " AND scenario = 'payment' FOR UPDATE");

        assertOnlyTheMiddleIsHeld(succeeding(TICKET));
        inForeign("ROLLBACK");

        assertThat(Rows.apply(store, succeeding(TICKET))).containsExactly(GroupResult.APPLIED);
    }

    @Test
    void ticketThatSomebodyIsInsertingIsHeldUntilItIsThereOrNot() throws Exception {
        inForeign("BEGIN; " + TICKET_BY_HAND);
        assertOnlyTheMiddleIsHeld(admittingAlone(TICKET));
        inForeign("ROLLBACK");
        assertThat(Rows.apply(store, admittingAlone(TICKET))).containsExactly(GroupResult.APPLIED);

        inForeign("DELETE FROM tollgate_ticket; BEGIN; " + TICKET_BY_HAND);
        assertOnlyTheMiddleIsHeld(admittingAlone(TICKET));
        inForeign("COMMIT");
        assertThat(Rows.apply(store, admittingAlone(TICKET)).get(0)).isInstanceOf(GroupResult.Conflict.class);
    }

    @Test
    void accountThatSomebodyIsInsertingIsHeld() throws Exception {
        inForeign(
                "DELETE FROM tollgate_account WHERE tenant = 'default' AND account = 'b'; BEGIN; INSERT INTO tollgate_account (tenant, account,"
                        + " version, last_batch, last_time, status, config, config_version, opened_at, opened_by)"
                        + " VALUES ('default', 'b', 1, 'x', 1, 'active', '{}', 1, 1, 'o')");

        assertOnlyTheMiddleIsHeld(HandMadeGroup.of(B, snapshot -> Rows.account(null, Rows.account(B, 1))));
        inForeign("ROLLBACK");
    }

    @Test
    void tableThatIsBeingChangedOrBackedUpIsHeldAndNotWaitedFor() throws Exception {
        inForeign("LOCK TABLES tollgate_ticket WRITE");
        assertThat(Rows.apply(store, admitting(A, "1"))).containsExactly(new GroupResult.Held());
        inForeign("UNLOCK TABLES; FLUSH TABLES WITH READ LOCK");
        assertThat(Rows.apply(store, admitting(A, "1"))).containsExactly(new GroupResult.Held());
        inForeign("UNLOCK TABLES");

        proxy.before(2, () -> inForeign("BACKUP STAGE START; BACKUP STAGE BLOCK_COMMIT"));
        assertThat(Rows.apply(store, admitting(C, "1"))).containsExactly(new GroupResult.Held());
        inForeign("BACKUP STAGE END");

        assertThat(isThere(Rows.key(A, "1"))).isFalse();
        assertThat(isThere(Rows.key(C, "1"))).isFalse();
        assertGoesOn();
    }

    @Test
    void sessionThatGivesWayInADeadlockHasWrittenNothing() throws Exception {
        try (MariadbShell other = MariadbShell.open(url)) {
            foreign.run("BEGIN; UPDATE tollgate_account SET version = 7 WHERE tenant = 'default' AND account = 'a'");
            foreign.run("UPDATE tollgate_account SET version = 7 WHERE tenant = 'default' AND account = 'c'");
            other.run("BEGIN; UPDATE tollgate_account SET version = 8 WHERE tenant = 'default' AND account = 'b'");
            CompletableFuture<Void> waiting = CompletableFuture.runAsync(() ->
                    inForeign("UPDATE tollgate_account SET version = 7 WHERE tenant = 'default' AND account = 'b'"));

            SQLException e = catchThrowableOfType(
                    SQLException.class,
                    () -> other.run(
                            "UPDATE tollgate_account SET version = 8 WHERE tenant = 'default' AND account = 'a'; COMMIT"));
            waiting.join();
            foreign.run("COMMIT");

            assertThat(MariadbErrors.refusal(e)).isEqualTo(ServerDialect.Refusal.GIVE_WAY);
            assertThat(foreign.rows("SELECT version FROM tollgate_account")).containsExactly("7", "7", "7");
        }
    }

    @Test
    void serverThatTurnsReadOnlyIsToldTrulyAtTheReadAndAtTheCommit() throws Exception {
        foreign.run("CREATE OR REPLACE USER plain@'%' IDENTIFIED BY 'p'; GRANT ALL ON *.* TO plain@'%';"
                + " REVOKE SUPER, READ_ONLY ADMIN ON *.* FROM plain@'%'");
        try (JdbcStore plain = JdbcStore.open(proxy.url().replace("user=root", "user=plain&password=p"))) {
            proxy.before(2, () -> inForeign("SET GLOBAL read_only = 1"));

            for (int i = 0; i < 2; i++) {
                GroupResult result = Rows.apply(plain, admitting(B, "1")).get(0);
                assertThat(((GroupResult.Unavailable) result).cause()).hasMessageContaining("is read-only");
            }
            assertThat(plain.check()).anyMatch(finding -> finding.name().equals("read-only") && finding.mend() != null);
            foreign.run("SET GLOBAL read_only = 0");

            assertThat(Rows.apply(plain, admitting(B, "1"))).containsExactly(GroupResult.APPLIED);
        } finally {
            foreign.run("SET GLOBAL read_only = 0");
        }
    }

    @Test
    void accountThatMovesBetweenReadAndWriteIsTheOnlyConflict() throws Exception {
        proxy.before(
                2,
                () -> inForeign(
                        "UPDATE tollgate_account SET version = version + 1 WHERE tenant = 'default' AND account = 'b'"));

        List<GroupResult> results = Rows.apply(store, admitting(A, "1"), admitting(B, "1"), admitting(C, "1"));

        assertThat(results.get(0)).isEqualTo(GroupResult.APPLIED);
        assertThat(results.get(2)).isEqualTo(GroupResult.APPLIED);
        GroupResult.Conflict conflict = (GroupResult.Conflict) results.get(1);
        assertThat(conflict.fresh().account().version()).isEqualTo(2);
        assertThat(isThere(TICKET)).isFalse();
        assertThat(foreign.rows("SELECT account, version FROM tollgate_account ORDER BY 1"))
                .containsExactly("a,2", "b,2", "c,2");
    }

    /** Under row locks nobody else moves what was read. */
    @Test
    void accountThatIsTakenDoesNotMoveBetweenReadAndWrite() throws Exception {
        List<Integer> outcomes = new ArrayList<>();
        proxy.before(2, () -> {
            try {
                foreign.run("SET innodb_lock_wait_timeout = 0");
                foreign.run(
                        "UPDATE tollgate_account SET version = version + 1 WHERE tenant = 'default' AND account = 'b'");
                outcomes.add(0);
            } catch (SQLException e) {
                outcomes.add(e.getErrorCode());
            }
        });

        assertThat(Rows.apply(store, admitting(B, "1").conflicting(3))).containsExactly(GroupResult.APPLIED);

        assertThat(outcomes).containsExactly(1205);
    }

    @Test
    void optimisticReadTakesNoRowLocks() throws Exception {
        store.close();
        store = JdbcStore.open(proxy.url() + "&strategy=optimistic");
        proxy.before(
                2,
                () -> inForeign(
                        "UPDATE tollgate_account SET version = version + 1 WHERE tenant = 'default' AND account = 'b'"));

        assertThat(Rows.apply(store, admitting(B, "1").conflicting(10)).get(0))
                .isInstanceOf(GroupResult.Conflict.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UPDATE tollgate_ticket SET revision = 2", "DELETE FROM tollgate_ticket"})
    void ticketThatMovesBetweenReadAndWriteIsAConflict(String meanwhile) throws Exception {
        Rows.insert(store, Rows.open(TICKET, 1));
        TicketKey other = Rows.key(B, "2");
        HandMadeGroup onlyRead = HandMadeGroup.of(B, snapshot -> Rows.tickets(Rows.insert(Rows.open(other, 1))))
                .loading(TICKET, other);
        for (HandMadeGroup group : List.of(onlyRead, succeeding(TICKET))) {
            foreign.run("DELETE FROM tollgate_ticket");
            Rows.insert(store, Rows.open(TICKET, 1));
            proxy.before(2, () -> inForeign(meanwhile));

            assertThat(Rows.apply(store, group).get(0)).isInstanceOf(GroupResult.Conflict.class);
            assertThat(isThere(other)).isFalse();
            assertThat(foreign.rows("SELECT state FROM tollgate_ticket WHERE state <> 'open'"))
                    .isEmpty();
            assertThat(foreign.rows("SELECT 1 FROM tollgate_ticket")).hasSize(meanwhile.startsWith("UPD") ? 1 : 0);
        }
    }

    @Test
    void ticketThatAppearsBetweenReadAndWriteIsAConflict() throws Exception {
        TicketKey other = Rows.key(B, "2");
        HandMadeGroup onlyRead = HandMadeGroup.of(B, snapshot -> Rows.tickets(Rows.insert(Rows.open(other, 1))))
                .loading(TICKET, other);
        for (HandMadeGroup group : List.of(onlyRead, admittingAlone(TICKET))) {
            foreign.run("DELETE FROM tollgate_ticket");
            proxy.before(2, () -> inForeign(TICKET_BY_HAND));

            assertThat(Rows.apply(store, group).get(0)).isInstanceOf(GroupResult.Conflict.class);
            assertThat(isThere(other)).isFalse();
        }
    }

    @Test
    void decisionWhoseTimeEndsBeforeTheWriteIsAConflict() throws Exception {
        HandMadeGroup group = HandMadeGroup.of(
                B,
                snapshot -> new Decision(
                        snapshot.account(),
                        false,
                        null,
                        List.of(),
                        List.of(Rows.insert(Rows.open(TICKET, 1))),
                        List.of(),
                        snapshot.storeTimeMillis() + 20));
        proxy.before(2, () -> inForeign("DO SLEEP(0.03)"));

        assertThat(Rows.apply(store, group).get(0)).isInstanceOf(GroupResult.Conflict.class);
        assertThat(isThere(TICKET)).isFalse();
    }

    @Test
    void eachWayHasAsManyRoundTripsAsItSays() {
        HandMadeGroup[] remembered = {onMemory(admitting(A, "m")), onMemory(admitting(B, "m"))};
        proxy.asked();

        Rows.apply(store, remembered);
        assertThat(proxy.asked()).isEqualTo(1);
        Rows.apply(store, admitting(A, "o"), admitting(B, "o"));
        assertThat(proxy.asked()).isEqualTo(2);
        Rows.apply(store, admitting(A, "p").conflicting(3), admitting(B, "p"));
        assertThat(proxy.asked()).isEqualTo(2);
    }

    @Test
    void whatIsLargerThanAPacketIsWrittenInSeveral() throws Exception {
        byte[] bytes = new byte[64 << 10];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i % 3 == 0 ? 0 : i % 3 == 1 ? '\'' : '\\');
        }
        List<TicketChange> changes = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            changes.add(Rows.insert(Rows.finished(Rows.key(B, "n" + i), 1, 2, new Outcome("x/y", bytes))));
        }
        proxy.asked();

        assertThat(Rows.apply(
                        store, HandMadeGroup.of(B, snapshot -> Rows.tickets(changes.toArray(TicketChange[]::new)))))
                .containsExactly(GroupResult.APPLIED);

        assertThat(proxy.asked()).isEqualTo(6);
        assertThat(foreign.rows("SELECT COUNT(*), MIN(LENGTH(outcome)) FROM tollgate_ticket"))
                .containsExactly("300," + bytes.length);
    }

    @Test
    void serverThatEndsAndComesBackIsToldTruly() throws Exception {
        try (MariadbServer server = MariadbServer.open();
                JdbcStore own = JdbcStore.open(server.url() + "&socketTimeout=1000&connectTimeout=1000")) {
            Rows.write(own, A, Rows.account(null, Rows.account(A, 1)));
            server.pause();
            try {
                assertThat(Rows.apply(own, admitting(A, "0")).get(0)).isInstanceOf(GroupResult.Unavailable.class);
            } finally {
                server.resume();
            }
            assertThat(Rows.apply(own, admitting(A, "0"))).containsExactly(GroupResult.APPLIED);
            HandMadeGroup killing = HandMadeGroup.of(A, snapshot -> {
                server.kill();
                return admitting(snapshot, Rows.key(A, "1"));
            });

            assertThat(Rows.apply(own, killing).get(0)).isInstanceOf(GroupResult.OutcomeUnknown.class);
            GroupResult unreachable = Rows.apply(own, admitting(A, "1")).get(0);
            assertThat(((GroupResult.Unavailable) unreachable).cause())
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("does not answer; see that it runs");

            server.start();
            assertThat(own.read(A, List.of(Rows.key(A, "1"))).tickets()).isEmpty();
            assertThat(Rows.apply(own, admitting(A, "1"))).containsExactly(GroupResult.APPLIED);
            assertThat(own.read(A, List.of(Rows.key(A, "0"), Rows.key(A, "1"))).tickets())
                    .hasSize(2);
        }
    }
}
