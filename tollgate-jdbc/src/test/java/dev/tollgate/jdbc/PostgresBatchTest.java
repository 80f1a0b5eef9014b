package dev.tollgate.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.servers.PostgresServer;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.Decision;
import dev.tollgate.spi.GroupResult;
import dev.tollgate.spi.TicketKey;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PostgresBatchTest extends ServerBatchContract {
    final String url = PostgresServer.shared().freshDatabase();

    @Override
    String url() {
        return url;
    }

    @Override
    JdbcStore open(InstantSource clock) {
        return JdbcStore.open(url, clock);
    }

    @Override
    void foreign(String sql) throws SQLException {
        try (PostgresShell shell = PostgresShell.open(url)) {
            shell.run(sql);
        }
    }

    @Test
    void textTheServerCannotKeepIsRefusedForItsGroupAlone() {
        TicketKey nul = Rows.key(MIDDLE, "a\0b");

        List<GroupResult> results =
                applyBetweenNeighbours(HandMadeGroup.of(MIDDLE, s -> Rows.tickets(Rows.insert(Rows.open(nul, 1)))));

        assertNeighboursApplied(results);
        assertThat(results.get(1)).isInstanceOf(GroupResult.Unavailable.class);
    }

    @Test
    void manyGroupsThatAreRefusedLeaveTheOthersApplied() {
        List<HandMadeGroup> batch = new ArrayList<>();
        for (int i = 100; i < 200; i++) {
            AccountKey account = new AccountKey("default", "acme" + i);
            TicketKey second = Rows.key(account, i % 10 == 3 ? "bad\0" : "good");
            Decision decision =
                    Rows.tickets(Rows.insert(Rows.open(Rows.key(account, "1"), 1)), Rows.insert(Rows.open(second, 1)));
            batch.add(HandMadeGroup.of(account, s -> decision));
        }

        List<GroupResult> results = Rows.apply(store, batch.toArray(HandMadeGroup[]::new));

        for (int i = 0; i < 100; i++) {
            assertThat(results.get(i))
                    .isInstanceOf(i % 10 == 3 ? GroupResult.Unavailable.class : GroupResult.Applied.class);
        }
    }
}
