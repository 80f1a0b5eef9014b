package dev.tollgate.redis;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.api.StoreUnavailableException;
import dev.tollgate.servers.RedisServer;
import dev.tollgate.spi.AccountFilter;
import dev.tollgate.spi.Inspection;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What was damaged on the server is the store's failure, said in words, and not that of whoever asks. */
@Timeout(60)
class DamagedRowsTest {
    private final RedisServer server = SharedServers.server();
    private final String url = SharedServers.url();
    private final Keys keys = new Keys(url.substring(url.indexOf("prefix=") + 7), Keys.SHARDS);

    @Test
    void anAccountThatCannotBeReadIsToldAsTheStoresFailure() {
        try (RedisStore store = RedisStore.open(url);
                Inspection inspection = store.inspect()) {
            Rows.write(store, Rows.ACME, Rows.account(null, Rows.account(Rows.ACME, 1)));
            server.call("SET", keys.account(Rows.ACME).toString(), "7");
            refused(() -> store.read(Rows.ACME, List.of()));
            refused(() -> store.accounts(new AccountFilter("default", null), Optional.empty(), 10));
            refused(() -> inspection.account(Rows.ACME));
        }
    }

    @Test
    void aTicketThatCannotBeReadIsToldAsTheStoresFailure() {
        try (RedisStore store = RedisStore.open(url);
                Inspection inspection = store.inspect()) {
            Rows.insert(store, Rows.open(Rows.key("ORD-1"), 1_000));
            server.call("SET", keys.ticket(Rows.key("ORD-1")).toString(), "1\nstate=open\n\n");
            refused(() -> store.read(Rows.ACME, List.of(Rows.key("ORD-1"))));
            refused(() -> inspection.tickets(Rows.ACME, row -> {}));
        }
    }

    private static void refused(ThrowingCallable reading) {
        assertThatThrownBy(reading)
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("holds a row that cannot be read");
    }
}
