package dev.tollgate.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.api.StoreUnavailableException;
import dev.tollgate.servers.FaultProxy;
import dev.tollgate.servers.RedisServer;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.GroupResult;
import dev.tollgate.spi.Snapshot;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.UsageRow;
import dev.tollgate.spi.WindowKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** A server of the tests' own, a store that reaches it through a proxy, and a rival that reaches it straight. */
@Timeout(60)
abstract class BrokenServer {
    static final WindowKey DAILY = new WindowKey("daily", 1_000);
    static final AccountKey OTHER = new AccountKey("default", "other");

    static RedisServer server;

    FaultProxy proxy;
    RedisStore store;
    /** Not through the proxy. */
    RedisStore rival;

    @BeforeAll
    static void startServer() {
        server = RedisServer.open();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void openStores() {
        server.freshDatabase();
        proxy = FaultProxy.open(server.url());
        open("auto");
    }

    final void open(String strategy) {
        if (store != null) {
            store.close();
            rival.close();
        }
        store = RedisStore.open("%s?timeoutMillis=2000&strategy=%s".formatted(proxy.url(), strategy));
        rival = RedisStore.open(server.url());
    }

    @AfterEach
    void closeStores() {
        store.close();
        rival.close();
        proxy.close();
    }

    static GroupResult add(RedisStore on, TicketKey ticket) {
        return Rows.apply(on, HandMadeGroup.adding(ticket, DAILY)).get(0);
    }

    static GroupResult add(RedisStore on, String number) {
        return add(on, Rows.key(number));
    }

    final Map<TicketKey, TicketRow> found(String... numbers) {
        List<TicketKey> keys = new ArrayList<>();
        for (String number : numbers) {
            keys.add(Rows.key(number));
        }
        return rival.read(Rows.ACME, keys).tickets();
    }

    /** The account, its usage, its tickets and the lists say the same. */
    final void assertWhole(AccountKey account, int tickets) {
        Snapshot snapshot = rival.read(account, List.of());
        List<TicketRow> rows = new ArrayList<>();
        List<UsageRow> usage = new ArrayList<>();
        try (var inspection = rival.inspect()) {
            inspection.tickets(account, rows::add);
            inspection.usage(account, usage::add);
        }
        assertThat(rows).hasSize(tickets);
        if (tickets == 0) {
            assertThat(snapshot.account()).isNull();
            assertThat(usage).isEmpty();
        } else {
            assertThat(snapshot.account().version()).isEqualTo(tickets);
            assertThat(usage).containsExactly(new UsageRow(DAILY, tickets, 0));
        }
    }

    static void assertUnavailable(GroupResult result, String... why) {
        assertThat(result).isInstanceOf(GroupResult.Unavailable.class);
        assertThat(((GroupResult.Unavailable) result).cause())
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContainingAll(why);
    }
}
