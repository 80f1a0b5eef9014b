package dev.tollgate.proof.simulation;

import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.Limit;
import dev.tollgate.api.Metric;
import dev.tollgate.api.Mode;
import dev.tollgate.api.WindowKind;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** The limits a world's accounts may have. A name always means the same shape; its maximum and mode are drawn. */
final class Configurations {
    static final String CURRENCY = "GBP";
    private static final List<String> NAMES = List.of(
            "day-amount", "day-count", "week-amount", "month-count", "total-amount", "each-amount", "payments-amount");

    private final Swarm swarm;
    private final SplittableRandom random;

    Configurations(Swarm swarm, SplittableRandom random) {
        this.swarm = swarm;
        this.random = random;
    }

    static boolean isCount(String limit) {
        return limit.endsWith("-count");
    }

    AccountConfig first() {
        List<Limit> limits = new ArrayList<>();
        for (String name : NAMES) {
            if (random.nextInt(3) == 0) {
                limits.add(limit(name));
            }
        }
        AccountConfig config = new AccountConfig(CURRENCY, ZoneId.of("UTC"), LocalTime.MIDNIGHT, limits);
        return switch (swarm.calendar) {
            case 1 -> config.withZone(ZoneId.of("Europe/London"));
            case 2 -> config.withZone(ZoneId.of("America/New_York")).withCutOff(LocalTime.of(19, 0));
            case 3 -> config.withCutOff(LocalTime.of(0, 30));
            default -> config;
        };
    }

    private Limit limit(String name) {
        WindowKind window = switch (name.substring(0, name.indexOf('-'))) {
            case "week" -> WindowKind.WEEK;
            case "month" -> WindowKind.MONTH;
            case "total" -> WindowKind.TOTAL;
            case "each" -> WindowKind.OPERATION;
            default -> WindowKind.DAY;
        };
        boolean each = window == WindowKind.OPERATION;
        long max = isCount(name) ? 1 + random.nextInt(5) : each ? 40 + random.nextInt(60) : 60 + random.nextInt(300);
        return new Limit(
                name,
                isCount(name) ? Metric.COUNT : Metric.AMOUNT,
                window,
                each && random.nextBoolean() ? 15L : null,
                max,
                name.startsWith("payments") ? Set.of("payment") : Set.of(),
                random.nextInt(6) == 0 ? Mode.SHADOW : Mode.ENFORCE);
    }

    /** The next configuration somebody wants. */
    AccountConfig edited(AccountConfig config) {
        List<Limit> limits = new ArrayList<>(config.limits());
        int drawn = random.nextInt(10);
        if (drawn < 4 && !limits.isEmpty()) {
            int chosen = random.nextInt(limits.size());
            limits.set(chosen, limit(limits.get(chosen).name()));
        } else if (drawn < 6 && !limits.isEmpty()) {
            limits.remove(random.nextInt(limits.size()));
        } else if (drawn < 9) {
            String name = NAMES.get(random.nextInt(NAMES.size()));
            limits.removeIf(limit -> limit.name().equals(name));
            limits.add(limit(name));
        } else {
            return random.nextBoolean()
                    ? config.withCutOff(LocalTime.of(random.nextInt(3), 0))
                    : new AccountConfig(
                            random.nextBoolean() ? "EUR" : CURRENCY, config.zone(), config.cutOff(), limits);
        }
        return config.withLimits(limits);
    }
}
