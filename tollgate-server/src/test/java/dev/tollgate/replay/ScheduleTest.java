package dev.tollgate.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ScheduleTest {

    @Test
    void everyOperationIsDeliveredAsOftenAsAsked() {
        int[] order = Schedule.of(1_000, 5, 64, 1);
        int[] times = new int[1_000];
        for (int operation : order) {
            times[operation]++;
        }
        assertThat(times).containsOnly(5);
    }

    @Test
    void firstDeliveriesComeInTheOrderOfTheFile() {
        List<Integer> firsts = new ArrayList<>();
        boolean[] seen = new boolean[1_000];
        for (int operation : Schedule.of(1_000, 3, 64, 1)) {
            if (!seen[operation]) {
                seen[operation] = true;
                firsts.add(operation);
            }
        }
        assertThat(firsts).hasSize(1_000).isSorted();
    }

    @Test
    void aboutHalfOfTheFurtherDeliveriesRaceWithTheFirst() {
        int near = 0;
        int further = 0;
        int[] firstAt = new int[10_000];
        java.util.Arrays.fill(firstAt, -1);
        int[] order = Schedule.of(10_000, 3, 64, 1);
        for (int at = 0; at < order.length; at++) {
            if (firstAt[order[at]] < 0) {
                firstAt[order[at]] = at;
            } else {
                further++;
                // 64 operations later there are up to three times as many deliveries.
                near += at - firstAt[order[at]] <= 3 * 64 ? 1 : 0;
            }
        }
        assertThat(further).isEqualTo(20_000);
        assertThat(near).isBetween(9_500, 11_500);
    }

    @Test
    void theSeedDecides() {
        assertThat(Schedule.of(1_000, 3, 64, 1)).isEqualTo(Schedule.of(1_000, 3, 64, 1));
        assertThat(Schedule.of(1_000, 3, 64, 2)).isNotEqualTo(Schedule.of(1_000, 3, 64, 1));
    }

    @Test
    void nothingIsScheduledForNothing() {
        assertThat(Schedule.of(0, 3, 64, 1)).isEmpty();
        assertThat(Schedule.of(3, 1, 1, 1)).containsExactly(0, 1, 2);
    }
}
