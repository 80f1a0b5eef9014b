package dev.tollgate.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tollgate.api.StoreUnavailableException;
import dev.tollgate.redis.Keys.Index;
import dev.tollgate.spi.GroupResult;
import dev.tollgate.spi.Snapshot;
import dev.tollgate.spi.TicketChange;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.UsageRow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;

/** What a server refuses, and what is then said and stored. */
final class RedisFailureTest extends BrokenServer {
    @ParameterizedTest
    @ValueSource(strings = {"auto", "optimistic"})
    void aServerWithoutMemoryRefusesAndWritesNothing(String strategy) {
        open(strategy);
        assertThat(add(store, "before")).isEqualTo(GroupResult.APPLIED);
        server.call("CONFIG", "SET", "maxmemory", "1");
        try {
            List<GroupResult> results = Rows.apply(
                    store,
                    HandMadeGroup.adding(Rows.key("during"), DAILY),
                    HandMadeGroup.adding(Rows.key(OTHER, "during"), DAILY));
            results.forEach(result -> assertUnavailable(result, "the server has reached its maxmemory"));
        } finally {
            server.call("CONFIG", "SET", "maxmemory", "0");
        }
        assertWhole(Rows.ACME, 1);
        assertWhole(OTHER, 0);
        assertThat(add(store, "after")).isEqualTo(GroupResult.APPLIED);
        assertWhole(Rows.ACME, 2);
    }

    @Test
    void aServerWithoutMemoryStillPurgesAndNeverStopsHalfWay() {
        TicketRow old = Rows.open(Rows.key("old"), 1);
        Rows.insert(store, old);
        server.call("CONFIG", "SET", "maxmemory", "1");
        try {
            List<GroupResult> results = Rows.apply(
                    store,
                    HandMadeGroup.of(Rows.ACME, s -> Rows.tickets(new TicketChange(old, null)))
                            .loading(old.key()),
                    HandMadeGroup.adding(Rows.key(OTHER, "during"), DAILY));
            assertThat(results.get(0)).isEqualTo(GroupResult.APPLIED);
            assertWhole(OTHER, results.get(1) instanceof GroupResult.Applied ? 1 : 0);
        } finally {
            server.call("CONFIG", "SET", "maxmemory", "0");
        }
        assertThat(found("old")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "optimistic"})
    void aServerThatBecameAReplicaRefuses(String strategy) {
        open(strategy);
        server.call("REPLICAOF", "127.0.0.1", "1");
        try {
            assertUnavailable(add(store, "1"), "this server is a replica; name the primary");
        } finally {
            server.call("REPLICAOF", "NO", "ONE");
        }
        assertWhole(Rows.ACME, 0);
        assertThat(add(store, "1")).isEqualTo(GroupResult.APPLIED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "optimistic"})
    void aServerThatCannotPersistRefuses(String strategy) throws Exception {
        open(strategy);
        // A snapshot cannot take the place of a folder that is not empty.
        Path inTheWay = Files.createDirectories(server.folder().resolve("dump.rdb/in-the-way"));
        server.call("CONFIG", "SET", "save", "900 1");
        server.call("BGSAVE");
        try {
            waitForInfo("rdb_last_bgsave_status:err");
            assertUnavailable(add(store, "1"), "the server cannot persist");
        } finally {
            server.call("CONFIG", "SET", "save", "");
            Files.delete(inTheWay);
            Files.delete(inTheWay.getParent());
        }
        assertWhole(Rows.ACME, 0);
        assertThat(add(store, "1")).isEqualTo(GroupResult.APPLIED);
    }

    private static void waitForInfo(String line) throws InterruptedException {
        while (!server.call("INFO", "persistence").contains(line)) {
            Thread.sleep(10);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "optimistic"})
    void aServerThatIsBusyWithAScriptRefuses(String strategy) throws Exception {
        open(strategy);
        server.call("CONFIG", "SET", "lua-time-limit", "20");
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Future<String> endless = other.submit(() -> {
                try (Node node = new Node(
                                new HostAndPort("127.0.0.1", server.port()),
                                RedisUrl.parse(server.url()).config());
                        Wire wire = node.connect()) {
                    wire.sendCommand(Command.EVAL, "while true do end", "0");
                    wire.setTimeoutInfinite();
                    return String.valueOf(wire.getOne());
                }
            });
            waitUntilBusy();
            assertUnavailable(add(store, "1"), "the server is busy with a script");
            server.call("SCRIPT", "KILL");
            assertThatExceptionOfType(ExecutionException.class).isThrownBy(endless::get);
        } finally {
            other.shutdownNow();
        }
        assertWhole(Rows.ACME, 0);
        assertThat(add(store, "1")).isEqualTo(GroupResult.APPLIED);
    }

    private static void waitUntilBusy() {
        while (true) {
            try {
                server.call("PING");
            } catch (IllegalStateException e) {
                assertThat(e).hasMessageContaining("BUSY");
                return;
            }
        }
    }

    @Test
    void scriptsThatTheServerForgotAreLoadedAgain() {
        assertThat(add(store, "1")).isEqualTo(GroupResult.APPLIED);
        server.call("SCRIPT", "FLUSH");
        assertThat(add(store, "2")).isEqualTo(GroupResult.APPLIED);
        server.call("SCRIPT", "FLUSH");
        assertThat(found("1", "2")).hasSize(2);
        assertWhole(Rows.ACME, 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "optimistic"})
    void aKeyOfAnotherTypeIsNoticedBeforeAnythingIsWritten(String strategy) {
        open(strategy);
        Keys keys = new Keys("tollgate", Keys.SHARDS);
        int shard = keys.shardOf(Rows.ACME);
        for (Bytes key : List.of(
                keys.usage(Rows.ACME),
                keys.windows(Rows.ACME),
                keys.tickets(Rows.ACME),
                keys.index(shard, Index.OPEN),
                keys.index(shard, Index.NUMBERS),
                keys.admitted(shard, "default"))) {
            server.call("SET", key.toString(), "not ours");
            List<GroupResult> results = Rows.apply(
                    store,
                    HandMadeGroup.adding(Rows.key("1"), DAILY),
                    HandMadeGroup.adding(Rows.key(OTHER, key.toString().replace('\u0001', '/')), DAILY));
            assertThat(results.get(0)).as(key.toString()).isInstanceOf(GroupResult.Unavailable.class);
            assertThat(results.get(1)).as("its neighbour").isEqualTo(GroupResult.APPLIED);
            server.call("DEL", key.toString());
            assertWhole(Rows.ACME, 0);
        }
        assertWhole(OTHER, 6);
        assertThat(add(store, "1")).isEqualTo(GroupResult.APPLIED);
    }

    @Test
    void aKeyOfAnotherTypeIsNoticedWithoutReadingIt() {
        // With an answer comes the time, without which memory is not decided on.
        assertThat(add(store, "1")).isEqualTo(GroupResult.APPLIED);
        Snapshot empty = new Snapshot(null, Map.of(DAILY, UsageRow.empty(DAILY)), Map.of(), 0);
        String usage = new Keys("tollgate", Keys.SHARDS).usage(OTHER).toString();
        server.call("SET", usage, "not ours");
        HandMadeGroup group = HandMadeGroup.adding(Rows.key(OTHER, "1"), DAILY).remembering(empty);
        assertThat(Rows.apply(store, group).get(0)).isInstanceOf(GroupResult.Unavailable.class);
        server.call("DEL", usage);
        assertWhole(OTHER, 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "optimistic"})
    void aServerThatWasEmptiedIsNotTakenForANewStore(String strategy) {
        open(strategy);
        assertThat(add(store, "1")).isEqualTo(GroupResult.APPLIED);
        server.call("FLUSHALL");
        assertUnavailable(add(store, "1"), "this shard is not part of the store any more");
        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> store.read(Rows.ACME, List.of(Rows.key("1"))))
                .withMessageContaining("this shard is not part of the store any more");
        assertThat(server.call("DBSIZE")).isEqualTo("0");
        try (RedisStore fresh = RedisStore.open(server.url())) {
            assertThat(add(fresh, "1")).isEqualTo(GroupResult.APPLIED);
            assertUnavailable(add(store, "2"), "made anew");
        }
    }

    @Test
    void aRememberedStateIsNotWrittenToAServerThatWasEmptied() {
        // With an answer comes the time, without which memory is not decided on.
        assertThat(add(store, "1")).isEqualTo(GroupResult.APPLIED);
        Snapshot empty = new Snapshot(null, Map.of(DAILY, UsageRow.empty(DAILY)), Map.of(), 0);
        server.call("FLUSHALL");
        HandMadeGroup group = HandMadeGroup.adding(Rows.key(OTHER, "1"), DAILY).remembering(empty);
        assertUnavailable(Rows.apply(store, group).get(0), "this shard is not part of the store any more");
        assertThat(server.call("DBSIZE")).isEqualTo("0");
    }

    /** The one thing that can go wrong half-way: an administrator takes a right away from a user who was checked for it. */
    @Test
    void aRightThatIsTakenAwayHalfWayIsUnknownAndNotAConflict() {
        server.call("ACL", "SETUSER", "somebody", "on", ">secret", "~*", "+@all");
        try (RedisStore limited = RedisStore.open(server.url().replace("redis://", "redis://somebody:secret@"))) {
            server.call("ACL", "SETUSER", "somebody", "-zadd");
            assertThat(add(limited, "1")).isInstanceOf(GroupResult.OutcomeUnknown.class);
            assertThat(add(limited, "1")).as("what is there is seen").isInstanceOf(GroupResult.Conflict.class);
        } finally {
            server.call("ACL", "DELUSER", "somebody");
        }
    }
}
