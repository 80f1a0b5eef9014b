package dev.tollgate.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.spi.TicketFilter;
import dev.tollgate.spi.TicketPosition;
import dev.tollgate.spi.TicketRow;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TicketQueriesTest {

    @Test
    void aPositionAboveTheRangeHidesNothingOfTheRange() {
        try (RedisStore store = RedisStore.open(SharedServers.url())) {
            TicketRow[] rows = LongStream.rangeClosed(1, 20)
                    .mapToObj(i -> Rows.open(Rows.key("ORD-" + i), i))
                    .toArray(TicketRow[]::new);
            Rows.insert(store, rows);
            TicketPosition above = new TicketPosition(19, rows[18].key());
            for (String account : new String[] {null, Rows.ACME.account()}) {
                TicketFilter filter = new TicketFilter("default", account, null, null, null, null, null, 3L);
                assertThat(store.tickets(filter, Optional.of(above), 10)).containsExactly(rows[1], rows[0]);
            }
        }
    }
}
