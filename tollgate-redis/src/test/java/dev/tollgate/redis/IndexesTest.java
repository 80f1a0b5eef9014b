package dev.tollgate.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.api.OnLapse;
import dev.tollgate.api.Outcome;
import dev.tollgate.api.TicketState;
import dev.tollgate.redis.Keys.Index;
import dev.tollgate.servers.RedisServer;
import dev.tollgate.spi.TicketChange;
import dev.tollgate.spi.TicketFlag;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketRow;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In which sorted sets a ticket stands, after each change of its state: one too many is never looked at again, and never goes away. */
@Timeout(60)
class IndexesTest {
    private static final TicketKey KEY = Rows.key("ORD-1");
    private static final Outcome OUTCOME = Outcome.text("paid");

    private final RedisServer server = SharedServers.server();
    private final String url = SharedServers.url();
    private final Keys keys = new Keys(url.substring(url.indexOf("prefix=") + 7), Keys.SHARDS);

    private static TicketRow row(
            int revision, TicketState state, @Nullable Long finishedAt, @Nullable Outcome outcome, boolean disputed) {
        TicketRow row = Rows.ticket(KEY, revision, state, 1_000, finishedAt, outcome);
        return new TicketRow(
                KEY,
                revision,
                row.fence(),
                row.requestId(),
                row.operator(),
                state,
                row.amount(),
                0,
                null,
                row.admittedAtMillis(),
                row.leaseUntilMillis(),
                null,
                finishedAt,
                OnLapse.HOLD,
                disputed ? TicketFlag.DISPUTED.bit() : 0,
                outcome,
                null,
                Map.of(),
                List.of(),
                List.of());
    }

    /** The scores of the ticket in the sets over all tickets of its shard. */
    private Map<Index, String> places() {
        int shard = keys.shardOf(KEY.account());
        Map<Index, String> places = new TreeMap<>();
        for (Index index : List.of(Index.OPEN, Index.DOUBT, Index.DISPUTED, Index.OUTCOMES, Index.FINISHED)) {
            String score = server.call("ZSCORE", keys.index(shard, index).toString(), Keys.member(KEY));
            if (score != null && !score.isEmpty()) {
                places.put(index, score);
            }
        }
        return places;
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "optimistic"})
    void aTicketStandsWhereItsStateSaysAndNowhereElse(String strategy) {
        try (RedisStore store = RedisStore.open(url + "&strategy=" + strategy)) {
            TicketRow open = row(1, TicketState.OPEN, null, null, false);
            TicketRow doubt = row(2, TicketState.IN_DOUBT, null, null, false);
            TicketRow disputed = row(3, TicketState.SUCCEEDED, 5_000L, OUTCOME, true);
            TicketRow settled = row(4, TicketState.SUCCEEDED, 5_000L, OUTCOME, false);
            TicketRow stripped = row(5, TicketState.SUCCEEDED, 5_000L, null, false);
            TicketRow again = row(6, TicketState.OPEN, null, null, false);
            assertMoves(store, null, open, Map.of(Index.OPEN, "31000"));
            assertMoves(store, open, doubt, Map.of(Index.DOUBT, "1000"));
            assertMoves(store, doubt, disputed, Map.of(Index.DISPUTED, "1000", Index.OUTCOMES, "5000"));
            assertMoves(store, disputed, settled, Map.of(Index.FINISHED, "5000", Index.OUTCOMES, "5000"));
            assertMoves(store, settled, stripped, Map.of(Index.FINISHED, "5000"));
            assertMoves(store, stripped, again, Map.of(Index.OPEN, "31000"));
            assertMoves(store, again, null, Map.of());
        }
    }

    private void assertMoves(
            RedisStore store, @Nullable TicketRow from, @Nullable TicketRow to, Map<Index, String> places) {
        Rows.write(store, Rows.ACME, Rows.tickets(new TicketChange(from, to)));
        assertThat(places()).isEqualTo(places);
    }

    @Test
    void nothingIsLeftOfATicketThatIsPurged() {
        try (RedisStore store = RedisStore.open(url)) {
            String before = server.call("KEYS", keys.prefix() + ":*");
            TicketRow finished = row(1, TicketState.SUCCEEDED, 5_000L, OUTCOME, false);
            Rows.write(store, Rows.ACME, Rows.tickets(Rows.insert(finished)));
            Rows.write(store, Rows.ACME, Rows.tickets(new TicketChange(finished, null)));
            assertThat(server.call("KEYS", keys.prefix() + ":*")).hasSameSizeAs(before);
        }
    }
}
