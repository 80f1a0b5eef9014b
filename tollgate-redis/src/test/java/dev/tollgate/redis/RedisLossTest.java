package dev.tollgate.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tollgate.api.Outcome;
import dev.tollgate.api.StoreUnavailableException;
import dev.tollgate.servers.Fault;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.GroupResult;
import dev.tollgate.spi.Snapshot;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.UsageRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What gets lost on the way to a server and back, and with the server, and what is then said and stored. */
final class RedisLossTest extends BrokenServer {
    /** Announces an answer for which no program has memory. */
    private static final String HUGE = "$2147483647\r\n";

    @ParameterizedTest
    @ValueSource(strings = {"auto", "optimistic"})
    void aLostAnswerIsUnknownThoughItIsWrittenAndIsNotSentTwice(String strategy) {
        open(strategy);
        proxy.nextCommit(Fault.cut(Fault.Where.BEFORE_THE_ANSWER));
        assertThat(add(store, "1")).isInstanceOf(GroupResult.OutcomeUnknown.class);
        assertThat(proxy.isArmed()).isFalse();
        assertThat(found("1")).hasSize(1);
        assertWhole(Rows.ACME, 1);
        assertThat(add(store, "2")).as("on another connection").isEqualTo(GroupResult.APPLIED);
        assertWhole(Rows.ACME, 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "optimistic"})
    void aRequestThatIsCutOffIsUnknownAndWritesNothing(String strategy) {
        open(strategy);
        proxy.nextCommit(Fault.cut(Fault.Where.BEFORE_THE_COMMIT));
        assertThat(add(store, "1")).isInstanceOf(GroupResult.OutcomeUnknown.class);
        assertThat(proxy.isArmed()).isFalse();
        assertWhole(Rows.ACME, 0);
        assertThat(add(store, "1")).isEqualTo(GroupResult.APPLIED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "optimistic"})
    void anAnswerThatDoesNotFitIntoMemoryIsUnknownAndNeverTakenForThatToAnotherCommand(String strategy) {
        open(strategy);
        assertThat(add(store, "1")).isEqualTo(GroupResult.APPLIED);
        Snapshot stale = rememberedAfterOne();
        proxy.nextCommit(new Fault.Prepend(HUGE));
        assertThat(add(store, "2")).isInstanceOf(GroupResult.OutcomeUnknown.class);
        assertThat(proxy.isArmed()).isFalse();
        // Its own answer is that the account has moved, as is that of whoever comes next on this connection.
        HandMadeGroup onStale = HandMadeGroup.of(Rows.ACME, any -> Rows.adding(stale, Rows.key("3"), DAILY))
                .remembering(stale);
        assertThat(Rows.apply(store, onStale).get(0)).isInstanceOf(GroupResult.Conflict.class);
        assertThat(found("1", "2", "3")).containsOnlyKeys(Rows.key("1"), Rows.key("2"));
        assertThat(add(store, "4")).isEqualTo(GroupResult.APPLIED);
        assertWhole(Rows.ACME, 3);
    }

    @Test
    void whatMovesBetweenTheLastLookAndTheWriteIsWatched() {
        open("optimistic");
        proxy.nextCommit(new Fault.Meanwhile(() -> Rows.insert(rival, Rows.open(Rows.key("1"), 1))));
        HandMadeGroup ticketAlone = HandMadeGroup.of(
                        Rows.ACME, any -> Rows.tickets(Rows.insert(Rows.open(Rows.key("1"), 2))))
                .loading(Rows.key("1"));
        assertThat(Rows.apply(store, ticketAlone).get(0)).isInstanceOf(GroupResult.Conflict.class);
        assertThat(found("1").get(Rows.key("1")).admittedAtMillis()).isEqualTo(1);

        proxy.nextCommit(new Fault.Meanwhile(
                () -> Rows.write(rival, OTHER, Rows.account(null, Rows.account(OTHER, 1)))));
        HandMadeGroup accountAlone = HandMadeGroup.of(OTHER, any -> Rows.account(null, Rows.account(OTHER, 7)));
        assertThat(Rows.apply(store, accountAlone).get(0)).isInstanceOf(GroupResult.Conflict.class);
        assertThat(rival.read(OTHER, List.of()).account().version()).isEqualTo(1);
        assertThat(proxy.isArmed()).isFalse();
    }

    @Test
    void aReadWhoseAnswerIsLostIsReadAgain() {
        assertThat(add(store, "1")).isEqualTo(GroupResult.APPLIED);
        proxy.once(request -> request.contains("EVALSHA"), Fault.cut(Fault.Where.BEFORE_THE_ANSWER));
        assertThat(store.read(Rows.ACME, List.of(Rows.key("1"))).tickets()).hasSize(1);
        assertThat(proxy.isArmed()).isFalse();
    }

    @Test
    void aServerThatHangsIsUnknownAfterTheTimeout() {
        assertThat(add(store, "1")).isEqualTo(GroupResult.APPLIED);
        Snapshot known = rememberedAfterOne();
        server.pause();
        GroupResult result;
        try {
            result = Rows.apply(
                            store, HandMadeGroup.adding(Rows.key("2"), DAILY).remembering(known))
                    .get(0);
        } finally {
            server.resume();
        }
        assertThat(result).isInstanceOf(GroupResult.OutcomeUnknown.class);
    }

    private Snapshot rememberedAfterOne() {
        return new Snapshot(
                store.read(Rows.ACME, List.of()).account(),
                Map.of(DAILY, new UsageRow(DAILY, 1, 0)),
                Map.of(),
                store.timeMillis());
    }

    @Test
    void aServerThatIsDownIsUnavailableOnceItsConnectionsAreGone() {
        assertThat(add(store, "1")).isEqualTo(GroupResult.APPLIED);
        server.kill();
        try {
            assertThat(add(rival, "2")).isInstanceOf(GroupResult.Unavailable.class);
            assertUnavailable(add(rival, "2"), "cannot be reached");
            assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> rival.findLapsed(10));
            assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> RedisStore.open(server.url()));
        } finally {
            server.start();
        }
        assertThat(add(rival, "2")).isEqualTo(GroupResult.APPLIED);
        assertWhole(Rows.ACME, 2);
    }

    @Test
    void whatWasAcknowledgedOutlivesAKill() throws Exception {
        ExecutorService writers = Executors.newFixedThreadPool(3);
        List<TicketKey> acknowledged = Collections.synchronizedList(new ArrayList<>());
        List<Future<?>> running = new ArrayList<>();
        for (int writer = 0; writer < 3; writer++) {
            AccountKey account = new AccountKey("default", "account-" + writer);
            running.add(writers.submit(() -> {
                for (int i = 0; ; i++) {
                    TicketKey key = Rows.key(account, "ORD-" + i);
                    TicketRow row = Rows.finished(key, 1, 2, Outcome.text("x".repeat(i % 5_000)));
                    GroupResult result = Rows.apply(
                                    rival,
                                    HandMadeGroup.of(account, s -> Rows.tickets(Rows.insert(row)))
                                            .loading(key))
                            .get(0);
                    if (!(result instanceof GroupResult.Applied)) {
                        return;
                    }
                    acknowledged.add(key);
                }
            }));
        }
        while (acknowledged.size() < 600) {
            Thread.onSpinWait();
        }
        server.kill();
        for (Future<?> writer : running) {
            writer.get();
        }
        writers.shutdown();
        server.start();
        for (TicketKey key : acknowledged) {
            assertThat(rival.read(key.account(), List.of(key)).tickets())
                    .as(key.toString())
                    .hasSize(1);
        }
    }
}
