package dev.tollgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.api.AuditEntry;
import dev.tollgate.api.Outcome;
import dev.tollgate.api.TicketState;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.AuditRow;
import dev.tollgate.spi.GroupResult;
import dev.tollgate.spi.HistoryRow;
import dev.tollgate.spi.Snapshot;
import dev.tollgate.spi.Store;
import dev.tollgate.spi.TicketFlag;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.UsageRow;
import dev.tollgate.spi.WindowKey;
import dev.tollgate.testkit.HandMadeGroup.Writing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is written is what is read, on any store object, in every column. */
abstract class SeamWriteRung extends SeamRung {

    @Test
    void anEmptyStoreShowsNothing() throws Exception {
        HandMadeGroup group = HandMadeGroup.deciding(
                ACME,
                List.of(ticket(ACME, "1")),
                List.of(new WindowKey("daily", Rows.NOW)),
                snapshot -> new Writing(snapshot.account()).relyingOnAccount().decision());
        assertThat(apply(store, List.of(group))).containsExactly(GroupResult.APPLIED);
        Snapshot shown = group.lastShown();
        assertThat(shown.account()).isNull();
        assertThat(shown.tickets()).isEmpty();
        assertThat(shown.usage().values())
                .allSatisfy(row -> assertThat(row.used()).isZero());
        assertThat(shown.storeTimeMillis()).isEqualTo(clock.millis());
        assertThat(account(ACME)).isNull();
    }

    @Test
    void aBareAccountComesBackAsItWas() throws Exception {
        AccountRow row = created(ACME);
        assertThat(account(ACME)).isEqualTo(row);
    }

    @Test
    void aFullAccountComesBackAsItWas() throws Exception {
        AccountRow bare = created(ACME);
        AccountRow full = Rows.fullAccount(ACME);
        write(ACME, new Writing(bare).account(full).decision());
        assertThat(account(ACME)).isEqualTo(full);
        write(ACME, new Writing(full).account(fresh(bare, full.version() + 1)).decision());
        assertThat(account(ACME)).as("emptied again").isEqualTo(fresh(bare, full.version() + 1));
    }

    private static AccountRow fresh(AccountRow row, long version) {
        return new AccountRow(
                row.key(),
                version,
                row.lastBatch(),
                row.lastTimeMillis(),
                row.status(),
                row.config(),
                row.configVersion(),
                row.totalStarts(),
                row.retired(),
                row.opened(),
                null,
                null,
                null,
                null);
    }

    @Test
    void aBareTicketComesBackAsItWas() throws Exception {
        TicketRow row = inserted(Rows.ticket(ticket(ACME, "1")));
        assertThat(row(row.key())).isEqualTo(row);
        assertThat(account(ACME)).as("it needs no account").isNull();
    }

    /** A store may write a ticket that was just admitted with fewer columns; one value more is one column more. */
    @Test
    void aNewTicketKeepsEachValueThatItHasAlone() throws Exception {
        TicketRow bare = Rows.ticket(ticket(ACME, "bare"));
        List<TicketRow> rows = List.of(
                bare(ticket(ACME, "reversed"), 3, null, 0, null, null),
                bare(ticket(ACME, "renewed"), 0, Rows.NOW + 5, 0, null, null),
                bare(ticket(ACME, "flagged"), 0, null, TicketFlag.DISPUTED.bit(), null, null),
                bare(ticket(ACME, "with outcome"), 0, null, 0, Outcome.text("paid"), null),
                bare(ticket(ACME, "with reason"), 0, null, 0, null, "because"));
        assertThat(row(inserted(bare).key())).isEqualTo(bare);
        for (TicketRow row : rows) {
            assertThat(row(inserted(row).key())).isEqualTo(row);
        }
    }

    private static TicketRow bare(
            TicketKey key,
            long reversed,
            @Nullable Long renewedAt,
            int flags,
            @Nullable Outcome outcome,
            @Nullable String reason) {
        TicketRow row = Rows.ticket(key);
        return new TicketRow(
                key,
                row.revision(),
                row.fence(),
                row.requestId(),
                row.operator(),
                row.state(),
                row.amount(),
                reversed,
                row.fingerprint(),
                row.admittedAtMillis(),
                row.leaseUntilMillis(),
                renewedAt,
                row.finishedAtMillis(),
                row.onLapse(),
                flags,
                outcome,
                reason,
                row.attributes(),
                row.windows(),
                row.history());
    }

    @Test
    void aFullTicketComesBackAsItWas() throws Exception {
        TicketRow row = inserted(Rows.fullTicket(ticket(ACME, "1")));
        assertThat(row(row.key())).isEqualTo(row);
    }

    @Test
    void aTicketIsFilledAndEmptiedAgain() throws Exception {
        TicketRow bare = inserted(Rows.ticket(ticket(ACME, "1")));
        TicketRow full = Rows.fullTicket(bare.key());
        write(ACME, new Writing(null).update(bare, full).decision());
        assertThat(row(bare.key())).isEqualTo(full);
        TicketRow emptied = new TicketRow(
                bare.key(),
                Long.MAX_VALUE,
                bare.fence(),
                bare.requestId(),
                bare.operator(),
                bare.state(),
                null,
                0,
                null,
                bare.admittedAtMillis(),
                bare.leaseUntilMillis(),
                null,
                null,
                bare.onLapse(),
                0,
                null,
                null,
                Map.of(),
                List.of(),
                full.history());
        write(ACME, new Writing(null).update(full, emptied).decision());
        assertThat(row(bare.key())).isEqualTo(emptied);
    }

    /** What must not have moved is compared for several rows at once, and none of them has. */
    @Test
    void aGroupRewritesSomeOfItsTicketsWhileTheOthersStay() throws Exception {
        List<TicketRow> bare = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            bare.add(inserted(Rows.ticket(ticket(ACME, "some-" + i))));
        }
        List<TicketKey> keys = bare.stream().map(TicketRow::key).toList();
        Writing writing = new Writing(null);
        keys.subList(0, 2).forEach(key -> writing.update(bare.get(keys.indexOf(key)), Rows.fullTicket(key)));
        HandMadeGroup group = HandMadeGroup.deciding(ACME, keys, List.of(), snapshot -> writing.decision());
        assertThat(apply(store, List.of(group))).containsExactly(GroupResult.APPLIED);
        for (int i = 0; i < keys.size(); i++) {
            assertThat(row(keys.get(i))).isEqualTo(i < 2 ? Rows.fullTicket(keys.get(i)) : bare.get(i));
        }
    }

    @Test
    void outcomesAreKeptByteForByte() throws Exception {
        List<Outcome> outcomes = List.of(
                new Outcome("application/json", new byte[0]),
                Outcome.json("null"),
                Outcome.json(" { \"a\" : 1.0 , \"a\" : 1e0 } "),
                new Outcome("a", new byte[] {0}),
                new Outcome("text/plain;charset=\u00e9", new byte[] {(byte) 0xFF, (byte) 0xFE, 0, 10, 13}),
                Outcome.text("'; DROP TABLE ticket; -- \u0000 \ud83d\ude00"));
        for (int i = 0; i < outcomes.size(); i++) {
            TicketRow row = inserted(Rows.finished(
                    Rows.ticket(ticket(ACME, "ORD-" + i)), TicketState.SUCCEEDED, Rows.NOW, 0, outcomes.get(i)));
            assertThat(row(row.key())).isEqualTo(row);
        }
    }

    @Test
    void everyStateComesBackAsItWas() throws Exception {
        for (TicketState state : TicketState.values()) {
            TicketRow row = inserted(
                    Rows.moved(Rows.ticket(ticket(ACME, state.name())), state, state == TicketState.OPEN ? null : 7L));
            assertThat(row(row.key())).isEqualTo(row);
        }
    }

    @Test
    void historyIsOnlyEverAppended() throws Exception {
        TicketRow row = inserted(Rows.ticket(ticket(ACME, "1")));
        List<HistoryRow> expected = new ArrayList<>();
        for (int seq = 1; seq <= 250; seq++) {
            HistoryRow event = seq % 2 == 0 ? Rows.fullEvent(seq) : Rows.event(seq);
            expected.add(event);
            TicketRow next = Rows.moved(row, TicketState.OPEN, null, event);
            write(ACME, new Writing(null).update(row, next).decision());
            row = next;
        }
        assertThat(row(row.key())).isEqualTo(row).extracting(TicketRow::history).isEqualTo(expected);
        TicketRow two = Rows.moved(row, TicketState.RELEASED, 9L, Rows.event(251), Rows.fullEvent(252));
        write(ACME, new Writing(null).update(row, two).decision());
        assertThat(row(row.key())).isEqualTo(two);
    }

    @Test
    void aDeletedTicketIsGoneWithItsHistoryAndMayComeAgain() throws Exception {
        TicketRow row = inserted(Rows.fullTicket(ticket(ACME, "1")));
        TicketRow neighbour = inserted(Rows.fullTicket(ticket(ACME, "10")));
        write(ACME, new Writing(null).delete(row).decision());
        assertThat(row(row.key())).isNull();
        assertThat(row(neighbour.key())).isEqualTo(neighbour);
        TicketRow again = inserted(Rows.ticket(row.key()));
        assertThat(row(row.key())).as("without the history of the one before").isEqualTo(again);
    }

    @Test
    void usageRowsAreWrittenAndReplaced() throws Exception {
        AccountRow row = created(ACME);
        UsageRow daily = new UsageRow(new WindowKey("daily", Rows.NOW), 700, 0);
        UsageRow large = new UsageRow(new WindowKey("ever", -1), Long.MAX_VALUE, Long.MAX_VALUE - 1);
        AccountRow second = row.moved("batch-2", Rows.NOW);
        write(ACME, new Writing(row).account(second).usage(daily, large).decision());
        assertThat(usage(ACME)).containsExactlyInAnyOrder(daily, large);
        UsageRow less = new UsageRow(daily.key(), 0, 0);
        UsageRow tomorrow = new UsageRow(new WindowKey("daily", Rows.NOW + 86_400_000), 1, 1);
        write(
                ACME,
                new Writing(second)
                        .account(second.moved("batch-3", Rows.NOW))
                        .usage(less, tomorrow)
                        .decision());
        assertThat(usage(ACME)).filteredOn(u -> u.used() != 0).containsExactlyInAnyOrder(large, tomorrow);
        assertThat(usage(OTHER)).isEmpty();
    }

    @Test
    void aGroupIsShownTheRowsItAsksFor() throws Exception {
        AccountRow row = created(ACME);
        AccountRow moved = row.moved("batch-2", Rows.NOW);
        UsageRow daily = new UsageRow(new WindowKey("daily", Rows.NOW), 700, 30);
        UsageRow weekly = new UsageRow(new WindowKey("weekly", Rows.NOW), 900, 0);
        TicketRow first = Rows.fullTicket(ticket(ACME, "1"));
        TicketRow second = Rows.ticket(ticket(ACME, "2"));
        write(
                ACME,
                new Writing(row)
                        .account(moved)
                        .usage(daily, weekly)
                        .insert(first, second)
                        .decision());
        HandMadeGroup group = HandMadeGroup.deciding(
                ACME,
                List.of(first.key(), ticket(ACME, "3")),
                List.of(daily.key(), new WindowKey("daily", Rows.NOW + 1)),
                snapshot -> new Writing(snapshot.account()).relyingOnAccount().decision());
        clock.advance(Duration.ofSeconds(5));
        assertThat(apply(store, List.of(group))).containsExactly(GroupResult.APPLIED);
        Snapshot shown = group.lastShown();
        assertThat(shown.account()).isEqualTo(moved);
        assertThat(shown.tickets()).isEqualTo(Map.of(first.key(), first));
        assertThat(shown.usage()).containsEntry(daily.key(), daily);
        assertThat(shown.usage()
                        .getOrDefault(new WindowKey("daily", Rows.NOW + 1), UsageRow.empty(daily.key()))
                        .used())
                .isZero();
        assertThat(shown.storeTimeMillis()).isEqualTo(clock.millis());
    }

    @Test
    void auditEntriesAreReadNewestFirstInEveryColumn() throws Exception {
        List<AuditRow> rows = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            String id = "%013d-%02d".formatted(Rows.NOW + i / 10, i);
            AuditEntry entry = i % 2 == 0
                    ? new AuditEntry(Instant.ofEpochMilli(Rows.NOW), "admin", "configured", null, null, null)
                    : new AuditEntry(
                            Instant.ofEpochMilli(Rows.NOW + i),
                            NastyNames.ofBytes(128, 'b'),
                            "suspended",
                            "r".repeat(512),
                            "{\"before\":\"" + "x".repeat(20_000) + "\"}",
                            "{\"after\":\"\ud83d\ude00\"}");
            rows.add(0, new AuditRow(ACME, id, entry));
        }
        write(
                ACME,
                new Writing(null)
                        .audit(rows.subList(15, 30).toArray(AuditRow[]::new))
                        .decision());
        write(
                ACME,
                new Writing(null)
                        .audit(rows.subList(0, 15).toArray(AuditRow[]::new))
                        .decision());
        write(OTHER, new Writing(null).audit(Rows.audit(OTHER, "9")).decision());
        assertThat(rival.audit(ACME, Optional.empty(), 100)).isEqualTo(rows);
        assertThat(rival.audit(ACME, Optional.empty(), 7)).isEqualTo(rows.subList(0, 7));
        assertThat(rival.audit(ACME, Optional.of(rows.get(6).id()), 7)).isEqualTo(rows.subList(7, 14));
        assertThat(rival.audit(ACME, Optional.of(rows.get(29).id()), 7)).isEmpty();
        assertThat(rival.audit(OTHER, Optional.empty(), 7)).hasSize(1);
        assertThat(rival.audit(THIRD, Optional.empty(), 7)).isEmpty();
    }

    @Test
    void whatOneStoreObjectWroteAnotherReadsAfterItWasClosed() throws Exception {
        Store passing = open(clock);
        TicketRow row = Rows.fullTicket(ticket(ACME, "1"));
        assertThat(apply(passing, ACME, new Writing(null).insert(row).decision()))
                .isEqualTo(GroupResult.APPLIED);
        passing.close();
        assertThat(row(row.key())).isEqualTo(row);
        inserted(Rows.ticket(ticket(ACME, "2")));
    }

    @Test
    void rowsOfTenantsAndAccountsAreApart() throws Exception {
        List<AccountKey> keys = List.of(
                ACME,
                OTHER,
                new AccountKey("default2", "acme"),
                new AccountKey("defaultacme", "x"),
                new AccountKey("default", "acmex"),
                new AccountKey("a", "b/c"),
                new AccountKey("a/b", "c"));
        for (int i = 0; i < keys.size(); i++) {
            AccountKey key = keys.get(i);
            AccountRow row = Rows.account(key);
            TicketRow ticket = Rows.ticket(ticket(key, "1"));
            UsageRow usage = new UsageRow(new WindowKey("daily", Rows.NOW), 10 + i, 0);
            write(
                    key,
                    new Writing(null).account(row).usage(usage).insert(ticket).decision());
        }
        for (int i = 0; i < keys.size(); i++) {
            AccountKey key = keys.get(i);
            assertThat(account(key)).isEqualTo(Rows.account(key));
            assertThat(row(ticket(key, "1"))).isEqualTo(Rows.ticket(ticket(key, "1")));
            assertThat(usage(key)).extracting(UsageRow::used).containsExactly(10L + i);
        }
    }

    @Test
    void itsFindingsHaveNamesAndTellHowToMend() {
        assertThat(store.check()).isNotEmpty().allSatisfy(finding -> {
            assertThat(finding.name()).matches("[a-z][a-z0-9-]*");
            assertThat(finding.message()).isNotBlank();
        });
        assertThat(store.lanesMax()).isBetween(1, 64);
    }
}
