package dev.tollgate.bench;

import java.util.SplittableRandom;

/** The orders of one caller, drawn from a seed. Not safe for concurrent use. */
final class Orders {
    private final Load load;
    private final SplittableRandom random;
    private final String prefix;
    private final double[] upTo;
    private final Order[] recent = new Order[64];
    private long count;

    /**
     * @param run tells runs on the same store apart
     * @param caller from 0
     */
    Orders(Load load, String run, int caller) {
        this.load = load;
        this.random = new SplittableRandom(caller);
        this.prefix = run + "-" + caller + "-";
        this.upTo = load.zipf() ? zipf(load.accounts()) : new double[0];
    }

    /** For each account, how likely it is that one up to it is drawn. */
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
        if (count > 0 && random.nextInt(100) < load.duplicatesPercent()) {
            return recent[random.nextInt((int) Math.min(count, recent.length))];
        }
        Order order = new Order(account(), prefix + count, 1 + random.nextInt(Load.MINOR_UNITS_MAX));
        recent[(int) (count++ % recent.length)] = order;
        return order;
    }

    private int account() {
        return load.firstAccount() + (load.zipf() ? byZipf() : random.nextInt(load.accounts()));
    }

    private int byZipf() {
        double drawn = random.nextDouble();
        int low = 0;
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
