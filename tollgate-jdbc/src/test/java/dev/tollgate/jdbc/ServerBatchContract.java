package dev.tollgate.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.spi.Decision;
import dev.tollgate.spi.GroupResult;
import dev.tollgate.spi.Snapshot;
import dev.tollgate.spi.TicketChange;
import dev.tollgate.spi.TicketRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Groups in a batch on a server. */
abstract class ServerBatchContract extends BatchContract {
    abstract String url();

    @Test
    void estimateThatWasAheadOfTheServersTimeIsNotBelieved() {
        AtomicLong millis = new AtomicLong(5_000);
        List<Long> decidedAt = new ArrayList<>();
        HandMadeGroup group = HandMadeGroup.of(MIDDLE, s -> {
                    decidedAt.add(s.storeTimeMillis());
                    millis.set(1_000);
                    return Rows.tickets(Rows.insert(Rows.open(TICKET, s.storeTimeMillis())));
                })
                .remembering(new Snapshot(null, Map.of(), Map.of(), 5_000));

        try (JdbcStore own = JdbcStore.open(url() + "&strategy=optimistic", () -> Instant.ofEpochMilli(millis.get()))) {
            assertThat(Rows.apply(own, group)).containsExactly(GroupResult.APPLIED);
        }

        assertThat(decidedAt).containsExactly(5_000L, 1_000L);
        assertThat(stored(TICKET).admittedAtMillis()).isEqualTo(1_000);
    }

    /** Account and ticket move together, so what is seen of them must be of one moment. */
    @Test
    void whatIsReadIsAsOfOneMoment() throws Exception {
        Rows.write(store, MIDDLE, Rows.account(null, Rows.account(MIDDLE, 1)));
        Rows.insert(store, Rows.open(TICKET, 1));
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> moving = CompletableFuture.runAsync(() -> {
            try (JdbcStore rival = open(() -> Instant.ofEpochMilli(5_000))) {
                while (!over.get()) {
                    Rows.apply(
                            rival,
                            HandMadeGroup.of(MIDDLE, ServerBatchContract::moved).loading(TICKET));
                }
            }
        });
        try {
            HandMadeGroup looking = HandMadeGroup.of(MIDDLE, s -> {
                        assertThat(s.tickets().get(TICKET).revision())
                                .isEqualTo(s.account().version());
                        return Rows.nothing();
                    })
                    .loading(TICKET);
            for (int i = 0; i < 500; i++) {
                // Those that are under row locks may find it held.
                assertThat(Rows.apply(store, looking).get(0)).isNotInstanceOf(GroupResult.Unavailable.class);
            }
        } finally {
            over.set(true);
            moving.get();
        }
    }

    private static Decision moved(Snapshot s) {
        TicketRow row = s.tickets().get(TICKET);
        return new Decision(
                s.account(),
                true,
                s.account().moved("batch", 2_000),
                List.of(),
                List.of(new TicketChange(row, row.moved())),
                List.of(),
                Long.MAX_VALUE);
    }
}
