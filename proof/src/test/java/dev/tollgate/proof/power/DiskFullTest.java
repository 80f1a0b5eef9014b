package dev.tollgate.proof.power;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.Tollgate;
import dev.tollgate.api.Verification;
import dev.tollgate.proof.stores.ProofStore;
import dev.tollgate.servers.RedisServer;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A store runs out of room under load. Its callers are told so, or that nobody knows; nothing that was acknowledged is lost, nothing that
 * was refused was done, and with the room back everything goes on.
 */
@Tag("proof")
final class DiskFullTest {
    private static final int ACKNOWLEDGED_BEFORE = 100;
    private static final int FAILED = 32;
    private static final int ACKNOWLEDGED_AFTER = 100;

    /** With a small log, so that it is tables which reach the bounds of these tests. */
    private static final Setting MARIADB = new Setting(
            ProofStore.MARIADB, "durable", Map.of("innodb_log_file_size", "8M", "innodb_buffer_pool_size", "16M"), "");

    @TempDir
    Path folder;

    static Stream<Setting> stores() {
        return Stream.of(Setting.SQLITE_FULL, Setting.POSTGRESQL_ON, MARIADB, Setting.REDIS_ALWAYS)
                .filter(Setting::isAskedFor);
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("stores")
    void aFullDiskIsToldTruthfullyAndPasses(Setting setting) throws Exception {
        String what = "Full disk, " + setting.kind();
        try (Mounts mounts = Mounts.openOrNotRun(what)) {
            Disk disk = mounts.disk(320);
            try (Machine machine = Machine.start(disk.folder(), setting)) {
                prove(what, machine, new Shortage.FillingFile(disk.folder()));
            }
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("stores")
    void filesThatCannotGrowAreToldTruthfullyAndMayGrowAgain(Setting setting) throws Exception {
        try (Machine machine = Machine.start(folder, setting)) {
            // What the two servers have made in advance is this large.
            boolean hasLargeFiles = setting.kind() == ProofStore.POSTGRESQL || setting.kind() == ProofStore.MARIADB;
            long bytesMax = (hasLargeFiles ? 16L : 4L) << 20;
            prove("No room, " + setting.kind(), machine, new Shortage.FileSizes(machine, bytesMax));
        }
    }

    static Stream<Setting> redis() {
        return stores().filter(setting -> setting.kind() == ProofStore.REDIS);
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("redis")
    void aRedisThatMayNotUseMoreMemoryRefusesTruthfullyAndGoesOn(Setting setting) throws Exception {
        try (ServerMachine machine = new ServerMachine(folder, setting)) {
            RedisServer server = (RedisServer) machine.server();
            prove("No room, " + ProofStore.REDIS, machine, new Shortage.RedisMemory(server));
        }
    }

    private static void prove(String what, Machine machine, Shortage shortage) throws Exception {
        Load.prepare(machine.tollgate().blocking());
        Book book = new Book();
        machine.begin(book, Step.LARGE);
        book.awaitAcknowledged(ACKNOWLEDGED_BEFORE);

        shortage.begin();
        book.awaitFailed(book.refused() + book.unknown() + FAILED);
        shortage.end();

        boolean startedAnew = goesOn(machine, book);
        Tollgate tollgate = machine.stop();
        assertThat(tollgate.verify()).matches(Verification::holds);
        Book.Comparison comparison = book.compare(tollgate.gate());
        System.out.printf(
                "%s: %s: refused %d, unknown %d, acknowledged %d, lost %d%s%n",
                what,
                shortage.name(),
                book.refused(),
                book.unknown(),
                comparison.acknowledged(),
                comparison.lost(),
                startedAnew ? "; the server had ended and was started again" : "");
        assertThat(comparison.wrong()).isEmpty();
        assertThat(comparison.lost()).isZero();
    }

    /** Waits until calls are acknowledged again; whether the server had to be started for that. */
    private static boolean goesOn(Machine machine, Book book) {
        boolean startedAnew = false;
        long wanted = book.acknowledged() + ACKNOWLEDGED_AFTER;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (book.acknowledged() < wanted) {
            assertThat(System.nanoTime())
                    .as("nothing goes on with the room back")
                    .isLessThan(deadline);
            startedAnew |= machine.startedAnew();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        return startedAnew;
    }
}
