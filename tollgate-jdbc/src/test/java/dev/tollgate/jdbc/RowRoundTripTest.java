package dev.tollgate.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.api.Account;
import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.AccountStatus;
import dev.tollgate.api.Amount;
import dev.tollgate.api.AuditEntry;
import dev.tollgate.api.HistoryEvent;
import dev.tollgate.api.Limit;
import dev.tollgate.api.OnLapse;
import dev.tollgate.api.Outcome;
import dev.tollgate.api.TicketState;
import dev.tollgate.api.WindowKind;
import dev.tollgate.spi.AccountFilter;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.AuditRow;
import dev.tollgate.spi.GroupResult;
import dev.tollgate.spi.HistoryRow;
import dev.tollgate.spi.RetiredLimit;
import dev.tollgate.spi.Snapshot;
import dev.tollgate.spi.TicketChange;
import dev.tollgate.spi.TicketFilter;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.UsageRow;
import dev.tollgate.spi.WindowKey;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RowRoundTripTest {
    private static final long LARGEST = (1L << 53) - 1;
    private static final String NASTY = "\"\\'\u0000\u0001\n\u007F é 😀 \u2028 ; -- %_ ?";
    private static final TicketKey KEY = Rows.key("ORD-1");

    @TempDir
    Path directory;

    private JdbcStore store;

    @BeforeEach
    void open() {
        store = JdbcStore.open("sqlite:" + directory.resolve("t.db"), () -> Instant.ofEpochMilli(5_000));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void ticketWithEverythingComesBackAsItWas() {
        TicketRow row = full(KEY, 7, 3);

        Rows.insert(store, row);

        assertThat(ticket(KEY)).isEqualTo(row);
        assertThat(store.tickets(filter(), Optional.empty(), 10)).containsExactly(withoutHistory(row));
    }

    @Test
    void ticketWithNothingOptionalComesBackAsItWas() {
        TicketRow open = Rows.open(KEY, 1_000);
        TicketRow row = new TicketRow(
                KEY,
                1,
                1,
                "r",
                "o",
                TicketState.OPEN,
                null,
                0,
                null,
                open.admittedAtMillis(),
                open.leaseUntilMillis(),
                null,
                null,
                OnLapse.RELEASE,
                0,
                null,
                null,
                Map.of(),
                List.of(),
                List.of());

        Rows.insert(store, row);

        assertThat(ticket(KEY)).isEqualTo(row);
    }

    @Test
    void emptyTextsAreNotNull() {
        TicketRow row = new TicketRow(
                KEY,
                1,
                1,
                "r",
                "o",
                TicketState.FAILED,
                null,
                0,
                null,
                0,
                0,
                0L,
                0L,
                OnLapse.HOLD,
                0,
                new Outcome("text/plain", new byte[0]),
                "",
                Map.of("k", ""),
                List.of(),
                List.of());

        Rows.insert(store, row);

        assertThat(ticket(KEY)).isEqualTo(row);
    }

    @ParameterizedTest
    @EnumSource(TicketState.class)
    void everyStateComesBack(TicketState state) {
        TicketRow row = Rows.ticket(KEY, 1, state, 1, null, null);

        Rows.insert(store, row);

        assertThat(ticket(KEY).state()).isEqualTo(state);
    }

    @Test
    void largestOutcomeComesBackByteForByte() {
        byte[] bytes = new byte[64 * 1024];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31 + (i >> 8));
        }
        TicketRow row = Rows.finished(KEY, 1, 2, new Outcome("application/octet-stream", bytes));

        Rows.insert(store, row);

        assertThat(ticket(KEY).outcome()).isEqualTo(row.outcome());
    }

    @Test
    void reportChangesItsOwnPartAndKeepsTheRest() {
        TicketRow open = full(KEY, 1, 1);
        TicketRow reported = new TicketRow(
                KEY,
                2,
                open.fence(),
                open.requestId(),
                open.operator(),
                TicketState.FAILED,
                open.amount(),
                40,
                open.fingerprint(),
                open.admittedAtMillis(),
                99,
                98L,
                97L,
                open.onLapse(),
                1,
                Outcome.json("{}"),
                "other",
                open.attributes(),
                open.windows(),
                open.history());
        Rows.insert(store, open);

        Rows.write(store, Rows.ACME, Rows.tickets(new TicketChange(open, reported)));

        assertThat(ticket(KEY)).isEqualTo(reported);
    }

    @Test
    void newAttemptChangesEveryColumn() {
        TicketRow before = full(KEY, 4, 2);
        List<HistoryRow> history = new ArrayList<>(before.history());
        history.add(
                new HistoryRow(history.size() + 1, 6, HistoryEvent.Kind.ADMITTED, 2, "x", null, "r", null, null, null));
        TicketRow after = new TicketRow(
                KEY,
                5,
                3,
                "request-2",
                "clerk-8",
                TicketState.OPEN,
                new Amount(1, "JPY"),
                0,
                "other",
                2_000,
                3_000,
                null,
                null,
                OnLapse.HOLD,
                0,
                null,
                null,
                Map.of("a", "b"),
                List.of(new WindowKey("weekly", 9)),
                history);
        Rows.insert(store, before);

        Rows.write(store, Rows.ACME, Rows.tickets(new TicketChange(before, after)));

        assertThat(ticket(KEY)).isEqualTo(after);
    }

    @Test
    void deletedTicketTakesItsHistoryAlong() {
        TicketRow row = full(KEY, 1, 1);
        Rows.insert(store, row);

        Rows.write(store, Rows.ACME, Rows.tickets(new TicketChange(row, null)));
        assertThat(store.read(Rows.ACME, List.of(KEY)).tickets()).isEmpty();

        // Were its history still there, the same rows could not be written again.
        Rows.insert(store, row);
        assertThat(ticket(KEY)).isEqualTo(row);
    }

    @Test
    void accountWithEverythingComesBackAsItWas() {
        AccountRow row = new AccountRow(
                Rows.ACME,
                LARGEST,
                "b".repeat(64),
                -1,
                AccountStatus.CLOSED,
                new AccountConfig(
                        "GBP",
                        ZoneId.of("Europe/London"),
                        LocalTime.of(6, 30),
                        List.of(Limit.amount("daily \"é\"", WindowKind.DAY, LARGEST)
                                .withScenarios("b", "a"))),
                12,
                Map.of("lifetime", 1_290_470_400_000L, "other", -5L),
                List.of(new RetiredLimit(Limit.count("old", WindowKind.TOTAL, 0), "GBP", "UTC 00:00", 7L)),
                new Account.Change(Instant.ofEpochMilli(1), "opener"),
                new Account.Change(Instant.ofEpochMilli(2), "modifier"),
                new Account.Change(Instant.ofEpochMilli(3), "suspender"),
                new Account.Change(Instant.ofEpochMilli(4), "closer"),
                NASTY);

        Rows.write(store, Rows.ACME, Rows.account(null, row));

        assertThat(store.read(Rows.ACME, List.of())).isEqualTo(new Snapshot(row, Map.of(), Map.of(), 5_000));
    }

    @Test
    void accountWithNothingOptionalComesBackAndMoves() {
        AccountRow first = Rows.account(Rows.ACME, 1);
        AccountRow moved = first.moved("batch-b", 9_000);
        AccountRow changed = new AccountRow(
                Rows.ACME,
                3,
                "batch-c",
                9_001,
                AccountStatus.SUSPENDED,
                AccountConfig.of("EUR"),
                2,
                Map.of("t", 1L),
                List.of(),
                first.opened(),
                new Account.Change(Instant.ofEpochMilli(8), "m"),
                null,
                null,
                "");

        Rows.write(store, Rows.ACME, Rows.account(null, first));
        assertThat(store.read(Rows.ACME, List.of()).account()).isEqualTo(first);
        Rows.write(store, Rows.ACME, Rows.account(first, moved));
        assertThat(store.read(Rows.ACME, List.of()).account()).isEqualTo(moved);
        Rows.write(store, Rows.ACME, Rows.account(moved, changed));

        assertThat(store.accounts(new AccountFilter("default", null), Optional.empty(), 10))
                .containsExactly(changed);
    }

    @Test
    void usageComesBackAndIsReplaced() {
        UsageRow daily = new UsageRow(new WindowKey("daily", 1_290_470_400_000L), LARGEST, 7);
        UsageRow more = new UsageRow(daily.key(), LARGEST - 1, 0);
        UsageRow early = new UsageRow(new WindowKey("daily", -1), 0, 0);
        AccountRow first = Rows.account(Rows.ACME, 1);
        AccountRow second = Rows.account(Rows.ACME, 2);
        List<Snapshot> seen = new ArrayList<>();

        Rows.write(store, Rows.ACME, Rows.account(null, first, daily, early));
        GroupResult result = Rows.apply(
                        store,
                        HandMadeGroup.of(Rows.ACME, snapshot -> {
                                    seen.add(snapshot);
                                    return Rows.account(snapshot.account(), second, more);
                                })
                                .loading(early.key(), daily.key(), new WindowKey("daily", 0)))
                .get(0);

        assertThat(result).isEqualTo(GroupResult.APPLIED);
        assertThat(seen)
                .containsExactly(new Snapshot(first, Map.of(early.key(), early, daily.key(), daily), Map.of(), 5_000));
        assertThat(store.usage(Rows.ACME, -1, Long.MAX_VALUE, 10)).containsExactly(early, more);
        assertThat(store.usage(Rows.ACME, 0, 1_290_470_400_000L, 10)).isEmpty();
        assertThat(store.usage(Rows.ACME, 0, 1_290_470_400_001L, 10)).containsExactly(more);
        assertThat(store.usage(Rows.ACME, -1, Long.MAX_VALUE, 1)).containsExactly(early);
    }

    @Test
    void auditComesBackNewestFirst() {
        AuditRow first = audit("0001", new AuditEntry(Instant.ofEpochMilli(1), "a", "configured", null, null, null));
        AuditRow second = audit("0002", new AuditEntry(Instant.ofEpochMilli(2), "b", "closed", NASTY, "{}", "[\"x\"]"));
        AuditRow third = audit("0003", new AuditEntry(Instant.ofEpochMilli(3), "c", "settled", "", "", ""));

        Rows.write(store, Rows.ACME, Rows.audit(first, second));
        Rows.write(store, Rows.ACME, Rows.audit(third));

        assertThat(store.audit(Rows.ACME, Optional.empty(), 2)).containsExactly(third, second);
        assertThat(store.audit(Rows.ACME, Optional.of("0002"), 2)).containsExactly(first);
        assertThat(store.audit(new AccountKey("other", "acme"), Optional.empty(), 2))
                .isEmpty();
    }

    private TicketRow ticket(TicketKey key) {
        return store.read(key.account(), List.of(key)).tickets().get(key);
    }

    private static TicketFilter filter() {
        return new TicketFilter("default", null, null, null, null, null, null, null);
    }

    private static AuditRow audit(String id, AuditEntry entry) {
        return new AuditRow(Rows.ACME, id, entry);
    }

    private static TicketRow full(TicketKey key, long revision, int fence) {
        return new TicketRow(
                key,
                revision,
                fence,
                "c0ffee-é",
                "clerk-7",
                TicketState.SUCCEEDED,
                new Amount(LARGEST, "GBP"),
                LARGEST - 1,
                "digest",
                1_290_470_400_000L,
                1_290_470_430_000L,
                1_290_470_410_000L,
                1_290_470_420_000L,
                OnLapse.RELEASE,
                31,
                new Outcome("text/plain;charset=utf-8", new byte[] {0, -1, 127, -128, 10}),
                NASTY,
                Map.of("channel", "web", NASTY.replace("\u0000", ""), NASTY),
                List.of(new WindowKey("zebra", 2), new WindowKey("daily", 1_290_470_400_000L)),
                List.of(
                        new HistoryRow(1, 10, HistoryEvent.Kind.ADMITTED, 1, "op", NASTY, "req", 5L, "GBP", "detail"),
                        new HistoryRow(2, 11, HistoryEvent.Kind.REFUSED, 2, null, null, null, null, null, null)));
    }

    private static TicketRow withoutHistory(TicketRow row) {
        return new TicketRow(
                row.key(),
                row.revision(),
                row.fence(),
                row.requestId(),
                row.operator(),
                row.state(),
                row.amount(),
                row.reversedMinorUnits(),
                row.fingerprint(),
                row.admittedAtMillis(),
                row.leaseUntilMillis(),
                row.renewedAtMillis(),
                row.finishedAtMillis(),
                row.onLapse(),
                row.flags(),
                row.outcome(),
                row.reason(),
                row.attributes(),
                row.windows(),
                List.of());
    }
}
