package dev.tollgate.proof.power;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.api.Gate;
import dev.tollgate.api.Verification;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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

    /**
     * A setting that loses nothing, and one that does.
     *
     * @param weak null where what is written flushes one file with the other, so that a loss is a matter of luck
     */
    record Promise(Setting durable, @Nullable Setting weak) {}

    static Stream<Promise> promises() {
        return Stream.of(
                        new Promise(Setting.SQLITE_FULL, Setting.SQLITE_NORMAL),
                        new Promise(Setting.POSTGRESQL_ON, Setting.POSTGRESQL_OFF),
                        new Promise(Setting.MARIADB_1, Setting.MARIADB_2),
                        new Promise(Setting.MARIADB_BINLOG_1, null),
                        new Promise(Setting.REDIS_ALWAYS, Setting.REDIS_EVERYSEC))
                .filter(promise -> promise.durable().isAskedFor());
    }

    @ParameterizedTest(allowZeroInvocations = true)
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
            Setting weak = promise.weak();
            Book weakBook = new Book();
            if (weak != null) {
                disk = underLoad(mounts, disk, weak, weakBook, "weak");
            }
            try (Machine machine = Machine.start(disk.folder(), durable)) {
                assertThat(machine.tollgate().verify()).matches(Verification::holds);
                Gate gate = machine.tollgate().gate();
                assertThat(lost(what, durable, LOSSES_OF_DURABLE, durableBook.compare(gate)))
                        .isZero();
                if (weak != null) {
                    assertThat(lost(what, weak, 1, weakBook.compare(gate))).isPositive();
                }
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
