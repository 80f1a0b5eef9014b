package dev.tollgate.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.servers.FaultProxy;
import dev.tollgate.servers.PostgresServer;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.Decision;
import dev.tollgate.spi.GroupResult;
import dev.tollgate.spi.Snapshot;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.UsageRow;
import dev.tollgate.spi.WindowKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A round trip costs more than anything else: every way has as many as it says, however large the batch. */
class PostgresRoundTripsTest {
    private static final WindowKey DAILY = new WindowKey("daily", 0);
    private static final int ACCOUNTS = 100;

    private final String url = PostgresServer.shared().freshDatabase();
    private FaultProxy proxy;
    private JdbcStore store;

    @BeforeEach
    void start() throws Exception {
        proxy = FaultProxy.open(url);
        store = JdbcStore.open(proxy.url());
        write(groups("1", 0));
        proxy.asked();
    }

    @AfterEach
    void stop() throws Exception {
        store.close();
        proxy.close();
    }

    private static AccountKey account(int i) {
        return new AccountKey("default", "acme" + (100 + i));
    }

    /** Every account moves, counts in a window and gets two tickets, one with a history. */
    private static List<HandMadeGroup> groups(String number, int conflicts) {
        List<HandMadeGroup> groups = new ArrayList<>();
        for (int i = 0; i < ACCOUNTS; i++) {
            AccountKey key = account(i);
            TicketKey first = Rows.key(key, number);
            TicketKey second = Rows.key(key, number + "b");
            groups.add(HandMadeGroup.of(key, snapshot -> admitting(snapshot, first, second))
                    .loading(first, second)
                    .loading(DAILY)
                    .conflicting(conflicts));
        }
        return groups;
    }

    private static Decision admitting(Snapshot snapshot, TicketKey... tickets) {
        AccountRow before = snapshot.account();
        AccountRow after =
                before == null ? Rows.account(tickets[0].account(), 1) : before.moved(tickets[0].businessNumber(), 1);
        UsageRow used = snapshot.usage().getOrDefault(DAILY, UsageRow.empty(DAILY));
        return new Decision(
                before,
                true,
                after,
                List.of(new UsageRow(DAILY, used.used() + tickets.length, 0)),
                List.of(Rows.insert(Rows.open(tickets[0], 1)), Rows.insert(Rows.open(tickets[1], 1))),
                List.of(),
                Long.MAX_VALUE);
    }

    private void write(List<HandMadeGroup> groups) {
        assertThat(Rows.apply(store, groups.toArray(HandMadeGroup[]::new)))
                .hasSize(groups.size())
                .containsOnly(GroupResult.APPLIED);
    }

    private List<HandMadeGroup> remembering(List<HandMadeGroup> groups) {
        return groups.stream()
                .map(group -> {
                    Snapshot read = store.read(group.account(), List.of());
                    Map<WindowKey, UsageRow> usage =
                            Map.of(DAILY, store.usage(group.account(), 0, 1, 1).get(0));
                    return group.remembering(new Snapshot(read.account(), usage, Map.of(), read.storeTimeMillis()));
                })
                .toList();
    }

    @Test
    void generalWayIsTwo() {
        write(groups("2", 0));

        assertThat(proxy.asked()).isEqualTo(2);
    }

    @Test
    void wayOnMemoryIsOne() {
        List<HandMadeGroup> groups = remembering(groups("2", 0));
        proxy.asked();

        write(groups);

        assertThat(proxy.asked()).isEqualTo(1);
        assertThat(store.usage(account(0), 0, 1, 1)).containsExactly(new UsageRow(DAILY, 4, 0));
    }

    @Test
    void batchThatWritesNothingIsOne() {
        List<HandMadeGroup> groups = new ArrayList<>();
        for (int i = 0; i < ACCOUNTS; i++) {
            groups.add(HandMadeGroup.of(account(i), s -> Rows.nothing()).loading(Rows.key(account(i), "1")));
        }

        write(groups);

        assertThat(proxy.asked()).isEqualTo(1);
    }

    @Test
    void contendedAccountsAreLockedAndWrittenInTwo() {
        write(groups("2", 3));

        assertThat(proxy.asked()).isEqualTo(2);
    }

    @Test
    void pessimisticWayIsTwo() {
        store.close();
        store = JdbcStore.open(proxy.url() + "&strategy=pessimistic");
        write(remembering(groups("2", 0)));
        proxy.asked();

        write(groups("3", 0));

        assertThat(proxy.asked()).isEqualTo(2);
        assertThat(store.usesRemembered()).isFalse();
    }

    /** What is remembered has moved once: the batch itself takes the failed write, its end, a read and a write; the next one reads at once. */
    @Test
    void memoryThatFailedIsNotReliedUponByTheNextBatch() {
        List<HandMadeGroup> stale = remembering(groups("2", 0));
        write(groups("3", 0));
        proxy.asked();

        write(stale);
        assertThat(proxy.asked()).isEqualTo(4);

        List<HandMadeGroup> good = remembering(groups("4", 0));
        proxy.asked();
        write(good);
        assertThat(proxy.asked()).isEqualTo(2);

        List<HandMadeGroup> better = remembering(groups("5", 0));
        proxy.asked();
        write(better);
        assertThat(proxy.asked()).isEqualTo(1);
    }
}
