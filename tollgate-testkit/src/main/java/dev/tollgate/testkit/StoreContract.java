package dev.tollgate.testkit;

import dev.tollgate.spi.Store;
import java.time.InstantSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

/**
 * Everything a store has to hold, from the names it keeps to two gates of sixteen threads on one account. Extend it, open your
 * store, and every suite of the ladder runs; none can be left out.
 *
 * <p>The class is made anew for every test: what the test works on belongs to the instance, starts empty, and is thrown away after.
 */
public abstract class StoreContract {

    /**
     * Opens one more store object on the contents of this test, as another process would: it sees what the others wrote, and closing it
     * leaves them alone. Called one to three times per test.
     *
     * @param clock where the store's own time must come from in tests
     */
    protected abstract Store open(InstantSource clock);

    /**
     * How often a group may conflict in the races of instances before its callers are told of contention, 1 to 1,000. Standard 100, which
     * a store that locks rows for a group that keeps conflicting never comes near. One that locks nothing may starve an instance for
     * longer, which is true contention and not what the races ask about.
     */
    protected int conflictTriesMax() {
        return 100;
    }

    @Nested
    @DisplayName("1 names")
    final class Names extends NamesRung {
        @Override
        Store open(InstantSource time) {
            return StoreContract.this.open(time);
        }
    }

    @Nested
    @DisplayName("2 admit table")
    final class AdmitTable extends AdmitTableRung {
        @Override
        Store open(InstantSource time) {
            return StoreContract.this.open(time);
        }
    }

    @Nested
    @DisplayName("3 report table")
    final class ReportTable extends ReportTableRung {
        @Override
        Store open(InstantSource time) {
            return StoreContract.this.open(time);
        }
    }

    @Nested
    @DisplayName("4 older fences")
    final class OlderFence extends OlderFenceRung {
        @Override
        Store open(InstantSource time) {
            return StoreContract.this.open(time);
        }
    }

    @Nested
    @DisplayName("5 attempts")
    final class Attempts extends AttemptsRung {
        @Override
        Store open(InstantSource time) {
            return StoreContract.this.open(time);
        }
    }

    @Nested
    @DisplayName("6 reversals")
    final class Reversal extends ReversalRung {
        @Override
        Store open(InstantSource time) {
            return StoreContract.this.open(time);
        }
    }

    @Nested
    @DisplayName("7 resolutions")
    final class Resolution extends ResolutionRung {
        @Override
        Store open(InstantSource time) {
            return StoreContract.this.open(time);
        }
    }

    @Nested
    @DisplayName("8 lapses")
    final class Lapse extends LapseRung {
        @Override
        Store open(InstantSource time) {
            return StoreContract.this.open(time);
        }
    }

    @Nested
    @DisplayName("9 limits")
    final class Limits extends LimitsRung {
        @Override
        Store open(InstantSource time) {
            return StoreContract.this.open(time);
        }
    }

    @Nested
    @DisplayName("10 calendars")
    final class Calendar extends CalendarRung {
        @Override
        Store open(InstantSource time) {
            return StoreContract.this.open(time);
        }
    }

    @Nested
    @DisplayName("11 shapes")
    final class Shapes extends ShapesRung {
        @Override
        Store open(InstantSource time) {
            return StoreContract.this.open(time);
        }
    }

    @Nested
    @DisplayName("12 accounts")
    final class Accounts extends AccountsRung {
        @Override
        Store open(InstantSource time) {
            return StoreContract.this.open(time);
        }
    }

    @Nested
    @DisplayName("13 concurrency")
    final class Concurrency extends ConcurrencyRung {
        @Override
        Store open(InstantSource time) {
            return StoreContract.this.open(time);
        }

        @Override
        int conflictTriesMax() {
            return StoreContract.this.conflictTriesMax();
        }
    }

    @Nested
    @DisplayName("14 decided together")
    final class Together extends TogetherRung {
        @Override
        Store open(InstantSource time) {
            return StoreContract.this.open(time);
        }
    }

    @Nested
    @DisplayName("15 failures")
    final class Failure extends FailureRung {
        @Override
        Store open(InstantSource time) {
            return StoreContract.this.open(time);
        }
    }

    @Nested
    @DisplayName("16 outages")
    final class Outage extends OutageRung {
        @Override
        Store open(InstantSource time) {
            return StoreContract.this.open(time);
        }
    }

    @Nested
    @DisplayName("17 seam, writing")
    final class SeamWrite extends SeamWriteRung {
        @Override
        Store open(InstantSource time) {
            return StoreContract.this.open(time);
        }
    }

    @Nested
    @DisplayName("18 seam, conflicts")
    final class SeamConflict extends SeamConflictRung {
        @Override
        Store open(InstantSource time) {
            return StoreContract.this.open(time);
        }
    }

    @Nested
    @DisplayName("19 seam, races")
    final class SeamRace extends SeamRaceRung {
        @Override
        Store open(InstantSource time) {
            return StoreContract.this.open(time);
        }
    }

    @Nested
    @DisplayName("20 seam, memory")
    final class SeamMemory extends SeamMemoryRung {
        @Override
        Store open(InstantSource time) {
            return StoreContract.this.open(time);
        }
    }

    @Nested
    @DisplayName("21 seam, queries")
    final class SeamQuery extends SeamQueryRung {
        @Override
        Store open(InstantSource time) {
            return StoreContract.this.open(time);
        }
    }

    @Nested
    @DisplayName("22 retention")
    final class Retention extends RetentionRung {
        @Override
        Store open(InstantSource time) {
            return StoreContract.this.open(time);
        }
    }

    @Nested
    @DisplayName("23 histories")
    final class Histories extends HistoryRung {
        @Override
        Store open(InstantSource time) {
            return StoreContract.this.open(time);
        }
    }
}
