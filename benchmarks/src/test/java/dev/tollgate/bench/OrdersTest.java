package dev.tollgate.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OrdersTest {
    private static final int COUNT = 20_000;

    private static Load load(int accounts, boolean zipf, int duplicatesPercent) {
        return Load.hot(1).onAccounts(0, accounts, zipf).withDuplicates(duplicatesPercent);
    }

    private static Orders orders(Load load, int caller) {
        return new Orders(load, "r", caller, new Orders.Shared(load));
    }

    @Test
    void ordersAreNewUnlessDuplicatesAreAskedFor() {
        Orders orders = orders(load(10, false, 0), 0);
        Set<String> numbers = new HashSet<>();
        for (int i = 0; i < COUNT; i++) {
            assertThat(numbers.add(orders.next().number())).isTrue();
        }
    }

    @Test
    void soManyAreDuplicatesAsAreAskedFor() {
        Orders orders = orders(load(10, false, 20), 0);
        Set<Order> seen = new HashSet<>();
        int duplicates = 0;
        for (int i = 0; i < COUNT; i++) {
            duplicates += seen.add(orders.next()) ? 0 : 1;
        }
        assertThat(duplicates).isBetween(COUNT * 19 / 100, COUNT * 21 / 100);
    }

    @Test
    void byZipfTheFirstAccountGetsTwiceAsMuchAsTheSecond() {
        Orders orders = orders(load(1_000, true, 0), 0);
        Map<Integer, Integer> counts = new HashMap<>();
        for (int i = 0; i < COUNT; i++) {
            counts.merge(orders.next().account(), 1, Integer::sum);
        }
        double ratio = counts.get(0) / (double) counts.get(1);
        assertThat(ratio).isBetween(1.7, 2.3);
        assertThat(counts).hasSizeGreaterThan(500);
    }
}
