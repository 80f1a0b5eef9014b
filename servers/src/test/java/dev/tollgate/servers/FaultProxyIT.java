package dev.tollgate.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.servers.Fault.Late;
import dev.tollgate.servers.Fault.Where;
import dev.tollgate.servers.ProxiedClient.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** That each fault does what it says, on each server. */
@Timeout(120)
class FaultProxyIT {
    private static final Duration HOURS = Duration.ofHours(3);

    private final ExecutorService other = Executors.newSingleThreadExecutor();
    private FaultProxy proxy;
    private ProxiedClient client;
    private ProxiedClient witness;

    private void open(Kind kind) throws Exception {
        String url = kind.freshUrl();
        witness = kind.connect(url);
        assertThat(witness.has(1)).isFalse();
        proxy = FaultProxy.open(url);
        client = kind.connect(proxy.url());
        assertThat(client.has(1)).isFalse();
    }

    @AfterEach
    void close() throws Exception {
        if (proxy != null) {
            proxy.close();
            client.close();
            witness.close();
        }
        other.shutdown();
    }

    /** Writes in another thread; returns once the request has met its fault. */
    private Future<?> writeInto(Fault fault, Predicate<Request> which) throws Exception {
        CountDownLatch met = new CountDownLatch(1);
        proxy.plan(request -> {
            if (which.test(request)) {
                met.countDown();
                return fault;
            }
            return null;
        });
        Future<?> writing = other.submit(() -> {
            client.write(1);
            return null;
        });
        met.await();
        return writing;
    }

    private static boolean isCommit(Request request) {
        return request.kind() == Request.Kind.COMMIT;
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void passesEverythingOnAndCountsAndTellsCommitsApart(Kind kind) throws Exception {
        open(kind);
        List<Request.Kind> seen = Collections.synchronizedList(new ArrayList<>());
        proxy.plan(request -> {
            seen.add(request.kind());
            return null;
        });
        proxy.asked();
        assertThat(client.has(1)).isFalse();
        int before = seen.size();
        assertThat(seen).isNotEmpty().containsOnly(Request.Kind.OTHER);
        client.write(1);
        assertThat(seen.subList(before, seen.size())).containsExactly(Request.Kind.COMMIT);
        assertThat(proxy.asked()).isEqualTo(before + 1);
        assertThat(client.has(1)).isTrue();
        assertThat(witness.has(1)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "POSTGRESQL, BEFORE_THE_SERVER", "POSTGRESQL, BEFORE_THE_COMMIT", "POSTGRESQL, BEFORE_THE_ANSWER",
        "MARIADB, BEFORE_THE_SERVER", "MARIADB, BEFORE_THE_COMMIT", "MARIADB, BEFORE_THE_ANSWER",
        "REDIS, BEFORE_THE_SERVER", "REDIS, BEFORE_THE_COMMIT", "REDIS, BEFORE_THE_ANSWER"
    })
    void aCutIsNoticedAndOnlyOneBehindTheServerIsWritten(Kind kind, Where where) throws Exception {
        for (Fault fault : List.of(Fault.cut(where), Fault.reset(where))) {
            open(kind);
            proxy.nextCommit(fault);
            assertThatThrownBy(() -> client.write(1)).isInstanceOf(Exception.class);
            assertThat(proxy.isArmed()).isFalse();
            assertThat(witness.has(1)).isEqualTo(where == Where.BEFORE_THE_ANSWER);
            try (ProxiedClient next = kind.connect(proxy.url())) {
                next.write(2);
            }
            assertThat(witness.has(2)).isTrue();
            proxy.close();
            witness.close();
            emptied(kind);
        }
    }

    private static void emptied(Kind kind) throws Exception {
        String unused = kind.freshUrl();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aCutBehindTheServerIsThatOfItsOwnAnswer(Kind kind) throws Exception {
        open(kind);
        int questions = client.askAround();
        proxy.nextCommit(Fault.cut(Where.BEFORE_THE_ANSWER));
        assertThat(client.askAround()).isEqualTo(questions);
        assertThatThrownBy(() -> client.write(1)).isInstanceOf(Exception.class);
        assertThat(witness.has(1)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "POSTGRESQL, BEFORE_THE_SERVER", "POSTGRESQL, BEFORE_THE_COMMIT",
        "MARIADB, BEFORE_THE_SERVER", "MARIADB, BEFORE_THE_COMMIT",
        "REDIS, BEFORE_THE_SERVER", "REDIS, BEFORE_THE_COMMIT"
    })
    void whatHangsArrivesLateThoughItsClientHasGone(Kind kind, Where where) throws Exception {
        open(kind);
        client.close();
        client = kind.connectImpatiently(proxy.url());
        Future<?> writing = writeInto(Fault.hang(where, Late.ARRIVES), FaultProxyIT::isCommit);
        assertThatThrownBy(writing::get).isInstanceOf(ExecutionException.class);
        assertThat(witness.has(1)).isFalse();
        proxy.heal();
        proxy.awaitQuiet();
        assertThat(witness.has(1)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatHangsAndIsLostIsNotWrittenAndItsClientIsTold(Kind kind) throws Exception {
        open(kind);
        Future<?> writing = writeInto(Fault.hang(Where.BEFORE_THE_SERVER, Late.NEVER), FaultProxyIT::isCommit);
        assertThat(writing.isDone()).isFalse();
        proxy.heal();
        assertThatThrownBy(writing::get).isInstanceOf(ExecutionException.class);
        assertThat(witness.has(1)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aHeldAnswerIsWrittenAndComesWhenItIsReleased(Kind kind) throws Exception {
        open(kind);
        Future<?> writing = writeInto(Fault.hang(Where.BEFORE_THE_ANSWER, Late.ARRIVES), FaultProxyIT::isCommit);
        while (!witness.has(1)) {
            Thread.onSpinWait();
        }
        assertThat(writing.isDone()).isFalse();
        proxy.release();
        writing.get();
        assertThat(client.has(1)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aDelayIsOverWithTheReleaseOrWithItsTime(Kind kind) throws Exception {
        open(kind);
        Future<?> writing = writeInto(new Fault.Delay(HOURS), FaultProxyIT::isCommit);
        assertThat(witness.has(1)).isFalse();
        proxy.heal();
        writing.get();
        assertThat(witness.has(1)).isTrue();
        proxy.nextCommit(new Fault.Delay(Duration.ofMillis(1)));
        client.write(2);
        assertThat(witness.has(2)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void connectionsCanBeRefusedAndBroken(Kind kind) throws Exception {
        open(kind);
        proxy.once(request -> request.kind() == Request.Kind.CONNECT, Fault.reset(Where.BEFORE_THE_SERVER));
        assertThatThrownBy(() -> {
                    try (ProxiedClient refused = kind.connect(proxy.url())) {
                        refused.write(1);
                    }
                })
                .isInstanceOf(Exception.class);
        assertThat(witness.has(1)).isFalse();
        client.write(1);
        proxy.resetAll();
        assertThatThrownBy(() -> client.write(2)).isInstanceOf(Exception.class);
        assertThat(witness.has(2)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void somethingCanBeDoneBeforeTheServerHears(Kind kind) throws Exception {
        open(kind);
        List<Boolean> wasThere = new ArrayList<>();
        proxy.nextCommit(new Fault.Meanwhile(() -> {
            try {
                wasThere.add(witness.has(1));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }));
        client.write(1);
        assertThat(wasThere).containsExactly(false);
        assertThat(witness.has(1)).isTrue();
    }

    @Test
    void anAddressOfNoKnownKindIsRefused() {
        assertThatThrownBy(() -> FaultProxy.open("http://127.0.0.1:1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("http://127.0.0.1:1");
    }
}
