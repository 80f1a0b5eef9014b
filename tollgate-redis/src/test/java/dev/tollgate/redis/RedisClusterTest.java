package dev.tollgate.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.servers.RedisCluster;
import dev.tollgate.servers.RedisServer;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.GroupResult;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.UsageRow;
import dev.tollgate.spi.WindowKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Accounts on several nodes, nodes that go away, and slots that move. */
@Timeout(120)
class RedisClusterTest {
    private static final WindowKey DAILY = new WindowKey("daily", 1_000);
    private static final int ACCOUNTS = 60;

    private static RedisCluster cluster;

    private RedisStore store;
    private RedisStore rival;

    @BeforeAll
    static void startCluster() {
        cluster = RedisCluster.open();
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    @BeforeEach
    void openStores() {
        cluster.freshDatabase();
        store = RedisStore.open(cluster.url());
        rival = RedisStore.open(cluster.url());
    }

    @AfterEach
    void closeStores() {
        store.close();
        rival.close();
    }

    private static AccountKey account(int i) {
        return new AccountKey("default", "account-" + i);
    }

    private static HandMadeGroup[] batch(String number) {
        return IntStream.range(0, ACCOUNTS)
                .mapToObj(i -> HandMadeGroup.adding(Rows.key(account(i), number), DAILY))
                .toArray(HandMadeGroup[]::new);
    }

    private static int slotOf(AccountKey account) {
        return ClusterServers.slotOf(new Keys("tollgate", Keys.SHARDS).shardOf(account));
    }

    private static RedisServer nodeOf(AccountKey account) {
        return cluster.nodes().get((int) (3L * slotOf(account) / 16_384));
    }

    @Test
    void oneBatchIsWrittenOnAllNodes() {
        assertThat(Rows.apply(store, batch("1"))).hasSize(ACCOUNTS).containsOnly(GroupResult.APPLIED);
        assertThat(IntStream.range(0, ACCOUNTS)
                        .mapToObj(i -> nodeOf(account(i)))
                        .distinct())
                .hasSize(3);
        for (int i = 0; i < ACCOUNTS; i++) {
            assertThat(rival.usage(account(i), 0, 2_000, 10)).containsExactly(new UsageRow(DAILY, 1, 0));
        }
        assertThat(rival.findLapsed(1_000)).isEmpty();
        assertThat(store.check()).anySatisfy(finding -> {
            assertThat(finding.name()).isEqualTo("cluster-state");
            assertThat(finding.message()).contains("16384");
        });
    }

    @Test
    void aNodeOfTheClusterIsEnoughToFindTheOthers() {
        try (RedisStore one = RedisStore.open(cluster.nodes().get(1).url())) {
            assertThat(Rows.apply(one, batch("1"))).containsOnly(GroupResult.APPLIED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "optimistic"})
    void aNodeThatIsDownTakesOnlyItsOwnAccountsWithIt(String strategy) {
        store.close();
        store = RedisStore.open(cluster.url() + "?strategy=" + strategy);
        cluster.nodes().forEach(node -> node.call("CONFIG", "SET", "cluster-require-full-coverage", "no"));
        RedisServer down = cluster.nodes().get(2);
        down.kill();
        List<GroupResult> results;
        try {
            results = Rows.apply(store, batch("1"));
        } finally {
            down.start();
            cluster.awaitFormed();
        }
        for (int i = 0; i < ACCOUNTS; i++) {
            assertThat(results.get(i))
                    .isInstanceOf(
                            nodeOf(account(i)) == down ? GroupResult.Unavailable.class : GroupResult.Applied.class);
        }
        for (int i = 0; i < ACCOUNTS; i++) {
            GroupResult again = Rows.apply(store, HandMadeGroup.adding(Rows.key(account(i), "2"), DAILY))
                    .get(0);
            assertThat(again).isEqualTo(GroupResult.APPLIED);
            assertThat(rival.usage(account(i), 0, 2_000, 10))
                    .containsExactly(new UsageRow(DAILY, nodeOf(account(i)) == down ? 1 : 2, 0));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "optimistic"})
    void aSlotThatMovesWhileItIsWrittenLosesAndDoublesNothing(String strategy) throws Exception {
        store.close();
        store = RedisStore.open(cluster.url() + "?strategy=" + strategy);
        AccountKey moving = account(0);
        RedisServer from = nodeOf(moving);
        RedisServer to = cluster.nodes().get((cluster.nodes().indexOf(from) + 1) % 3);
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger refused = new AtomicInteger();
        List<TicketKey> written = Collections.synchronizedList(new ArrayList<>());
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<?> writing = thread.submit(() -> {
                for (int i = 0; !stop.get(); i++) {
                    TicketKey key = Rows.key(moving, "ORD-" + i);
                    GroupResult result =
                            Rows.apply(store, HandMadeGroup.adding(key, DAILY)).get(0);
                    if (result instanceof GroupResult.Applied) {
                        written.add(key);
                    } else {
                        assertThat(result).isInstanceOf(GroupResult.Unavailable.class);
                        refused.incrementAndGet();
                    }
                }
            });
            awaitMore(written::size, 50, writing);
            prepareMove(slotOf(moving), from, to);
            // With the slot half moved, what is missing here is not absent.
            awaitMore(refused::get, 3, writing);
            moveKeys(slotOf(moving), from, to, 1);
            awaitMore(refused::get, 3, writing);
            moveKeys(slotOf(moving), from, to, Integer.MAX_VALUE);
            finishMove(slotOf(moving), from, to);
            awaitMore(written::size, 50, writing);
            stop.set(true);
            writing.get();
        } finally {
            stop.set(true);
            thread.shutdown();
        }
        assertThat(rival.read(moving, List.copyOf(written)).tickets()).hasSize(written.size());
        assertThat(rival.usage(moving, 0, 2_000, 10)).containsExactly(new UsageRow(DAILY, written.size(), 0));
        assertThat(rival.read(moving, List.of()).account().version()).isEqualTo(written.size());
        prepareMove(slotOf(moving), to, from);
        moveKeys(slotOf(moving), to, from, Integer.MAX_VALUE);
        finishMove(slotOf(moving), to, from);
    }

    private static void awaitMore(IntSupplier count, int more, Future<?> writing) throws Exception {
        int start = count.getAsInt();
        while (count.getAsInt() < start + more) {
            if (writing.isDone()) {
                writing.get();
            }
            Thread.onSpinWait();
        }
    }

    private static void prepareMove(int slot, RedisServer from, RedisServer to) {
        to.call("CLUSTER", "SETSLOT", Integer.toString(slot), "IMPORTING", from.call("CLUSTER", "MYID"));
        from.call("CLUSTER", "SETSLOT", Integer.toString(slot), "MIGRATING", to.call("CLUSTER", "MYID"));
    }

    private static void moveKeys(int slot, RedisServer from, RedisServer to, int max) {
        int moved = 0;
        while (moved < max) {
            String keys = from.call("CLUSTER", "GETKEYSINSLOT", Integer.toString(slot), "1");
            if (keys.isEmpty()) {
                return;
            }
            from.call("MIGRATE", "127.0.0.1", Integer.toString(to.port()), keys, "0", "5000");
            moved++;
        }
    }

    private static void finishMove(int slot, RedisServer from, RedisServer to) {
        String id = to.call("CLUSTER", "MYID");
        to.call("CLUSTER", "SETSLOT", Integer.toString(slot), "NODE", id);
        from.call("CLUSTER", "SETSLOT", Integer.toString(slot), "NODE", id);
        cluster.nodes().forEach(node -> node.call("CLUSTER", "SETSLOT", Integer.toString(slot), "NODE", id));
    }
}
