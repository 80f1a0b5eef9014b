package dev.tollgate.proof.power;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.api.Gate;
import dev.tollgate.api.Verification;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The machine loses power under load, and what was acknowledged is looked for after the restart. A setting that is known to lose
 * acknowledged writes has to be seen to lose them, or else the loss of power was none.
 */
@Tag("proof")
final class PowerLossTest {
    private static final int DISK_MEGABYTES = 448;
    private static final int LOSSES_OF_DURABLE = 2;
    private static final int ACKNOWLEDGED_BEFORE_LOSS = 400;

    /** A setting that loses nothing, and some that do. */
    record Promise(Setting durable, List<Setting> weak) {}

    static Stream<Promise> promises() {
        return Stream.of(
                        new Promise(Setting.SQLITE_FULL, List.of(Setting.SQLITE_NORMAL)),
                        new Promise(Setting.POSTGRESQL_ON, List.of(Setting.POSTGRESQL_OFF)),
                        new Promise(Setting.MARIADB_LOGGED, List.of(Setting.MARIADB_2, Setting.MARIADB_BINLOG_0)),
                        new Promise(Setting.REDIS_ALWAYS, List.of(Setting.REDIS_EVERYSEC)))
                .filter(promise -> promise.durable().isAskedFor());
    }

    @ParameterizedTest
    @MethodSource("promises")
    void whatWasAcknowledgedIsThereUnlessTheSettingIsWeak(Promise promise) throws Exception {
        Setting durable = promise.durable();
        String what = "Loss of power, " + durable.kind();
        try (Mounts mounts = Mounts.openOrNotRun(what)) {
            Disk disk = mounts.disk(DISK_MEGABYTES);
            try (Machine machine = Machine.start(disk.folder(), durable)) {
                Load.prepare(machine.tollgate().blocking());
                if (durable.kind().isServer()) {
                    // The tests' servers are made without waiting for the disk.
                    disk.flush();
                }
            }
            Book durableBook = new Book();
            for (int loss = 1; loss <= LOSSES_OF_DURABLE; loss++) {
                disk = underLoad(mounts, disk, durable, durableBook, "durable" + loss);
            }
            Map<Setting, Book> weakBooks = new LinkedHashMap<>();
            for (Setting each : promise.weak()) {
                Book book = new Book();
                weakBooks.put(each, book);
                disk = underLoad(mounts, disk, each, book, "weak" + weakBooks.size());
            }
            try (Machine machine = Machine.start(disk.folder(), durable)) {
                assertThat(machine.tollgate().verify()).matches(Verification::holds);
                Gate gate = machine.tollgate().gate();
                assertThat(lost(what, durable, LOSSES_OF_DURABLE, durableBook.compare(gate)))
                        .isZero();
                weakBooks.forEach((setting, book) ->
                        assertThat(lost(what, setting, 1, book.compare(gate))).isPositive());
            }
        }
    }

    /** The disk after power was lost while callers were at work on it. */
    private static Disk underLoad(Mounts mounts, Disk disk, Setting setting, Book book, String prefix)
            throws InterruptedException {
        Disk after;
        long before = book.acknowledged();
        try (Machine machine = Machine.start(disk.folder(), setting)) {
            machine.begin(book, prefix);
            book.awaitAcknowledged(before + ACKNOWLEDGED_BEFORE_LOSS);
            machine.halt();
            after = disk.afterPowerLoss(mounts.newPlace());
            machine.end();
        }
        disk.close();
        return after;
    }

    private static long lost(String what, Setting setting, int losses, Book.Comparison comparison) {
        System.out.printf(
                "%s, %s: power lost %d times under load, acknowledged %d, lost %d%n",
                what, setting.name(), losses, comparison.acknowledged(), comparison.lost());
        assertThat(comparison.wrong()).isEmpty();
        return comparison.lost();
    }
}
