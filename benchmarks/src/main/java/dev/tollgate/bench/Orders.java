package dev.tollgate.bench;

import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** The orders of one caller, drawn from a seed. Not safe for concurrent use. */
final class Orders {
    private final Load load;
    private final SplittableRandom random;
    private final String suffix;
    private final Shared shared;
    private long count;

    /** What the callers of one run have in common: orders that may come again, from whichever caller. */
    static final class Shared {
        private static final int RECENT = 256;

        private final AtomicReferenceArray<Order> recent = new AtomicReferenceArray<>(RECENT);
        private final AtomicLong count = new AtomicLong();

        /** For each account, how likely it is that one up to it is drawn. */
        private final double[] upTo;

        Shared(Load load) {
            upTo = load.zipf() ? zipf(load.accounts()) : new double[0];
        }

        private void remember(Order order) {
            recent.set((int) (count.getAndIncrement() % RECENT), order);
        }

        private @Nullable Order any(SplittableRandom random) {
            return recent.get(random.nextInt(RECENT));
        }
    }

    /**
     * @param run tells runs on the same store apart
     * @param caller from 0
     */
    Orders(Load load, String run, int caller, Shared shared) {
        this.load = load;
        this.random = new SplittableRandom(caller);
        this.suffix = "-" + run;
        this.shared = shared;
        this.count = (long) caller << 32;
    }

    /** Numbers come in no order, as those of many systems do: an index finds no place for them that is always the same. */
    static String scattered(long number) {
        long mixed = number * 0x9E3779B97F4A7C15L;
        mixed ^= mixed >>> 32;
        mixed *= 0xD6E8FEB86659FD93L;
        mixed ^= mixed >>> 32;
        return HexFormat.of().toHexDigits(mixed);
    }

    private static double[] zipf(int accounts) {
        double[] upTo = new double[accounts];
        double sum = 0;
        for (int i = 0; i < accounts; i++) {
            sum += 1.0 / (i + 1);
            upTo[i] = sum;
        }
        for (int i = 0; i < accounts; i++) {
            upTo[i] /= sum;
        }
        return upTo;
    }

    Order next() {
        if (load.duplicatesPercent() > 0 && random.nextInt(100) < load.duplicatesPercent()) {
            Order known = shared.any(random);
            if (known != null) {
                return known;
            }
        }
        Order order = new Order(account(), scattered(count++) + suffix, 1 + random.nextInt(Load.MINOR_UNITS_MAX));
        if (load.duplicatesPercent() > 0) {
            shared.remember(order);
        }
        return order;
    }

    private int account() {
        return load.firstAccount() + (load.zipf() ? byZipf() : random.nextInt(load.accounts()));
    }

    private int byZipf() {
        double drawn = random.nextDouble();
        int low = 0;
        double[] upTo = shared.upTo;
        int high = upTo.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (upTo[middle] < drawn) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
