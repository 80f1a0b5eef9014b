package dev.tollgate.jdbc;

import dev.tollgate.servers.FaultProxy;
import dev.tollgate.servers.PostgresServer;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.Decision;
import dev.tollgate.spi.Snapshot;
import dev.tollgate.spi.TicketKey;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A store that reaches its server through a proxy, three accounts, and a foreign session. */
abstract class PostgresProxied {
    static final AccountKey A = new AccountKey("default", "a");
    static final AccountKey B = new AccountKey("default", "b");
    static final AccountKey C = new AccountKey("default", "c");
    static final TicketKey TICKET = Rows.key(B, "1");

    final String url = PostgresServer.shared().freshDatabase();
    FaultProxy proxy;
    JdbcStore store;
    PostgresShell foreign;

    @BeforeEach
    final void start() throws Exception {
        proxy = FaultProxy.open(url);
        store = JdbcStore.open(proxy.url());
        foreign = PostgresShell.open(url);
        for (AccountKey key : List.of(A, B, C)) {
            Rows.write(store, key, Rows.account(null, Rows.account(key, 1)));
        }
    }

    @AfterEach
    final void stop() throws Exception {
        store.close();
        foreign.close();
        proxy.close();
    }

    /** Moves the account and admits a ticket. */
    static HandMadeGroup admitting(AccountKey account, String number) {
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

    final HandMadeGroup onMemory(HandMadeGroup group) {
        Snapshot read = store.read(group.account(), List.of());
        return group.remembering(new Snapshot(read.account(), Map.of(), Map.of(), read.storeTimeMillis()));
    }

    final boolean isThere(TicketKey key) throws SQLException {
        return !foreign.rows("SELECT 1 FROM tollgate_ticket WHERE account = '%s' AND business_no = '%s'"
                        .formatted(key.account().account(), key.businessNumber()))
                .isEmpty();
    }
}
