package dev.tollgate.replay;

import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.Limit;
import dev.tollgate.api.Metric;
import dev.tollgate.api.Operation;
import dev.tollgate.api.WindowKind;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a file's operations come to when they are counted one after another, in a few lines that know nothing of the gate. */
final class SequentialCount {
    private SequentialCount() {}

    /** The operations that do not fit, when every account has the same limits, in UTC from midnight. */
    static Set<Operation> declined(List<Payment> payments, AccountConfig config) {
        Map<List<Object>, Long> used = new HashMap<>();
        Set<Operation> declined = new HashSet<>();
        for (Payment payment : payments) {
            Map<List<Object>, Long> taken = new HashMap<>();
            boolean fits = true;
            for (Limit limit : config.limits()) {
                boolean covered = limit.scenarios().isEmpty()
                        || limit.scenarios().contains(payment.operation().scenario());
                if (!covered || (limit.metric() == Metric.AMOUNT && payment.amount() == null)) {
                    continue;
                }
                long value =
                        limit.metric() == Metric.COUNT ? 1 : payment.amount().minorUnits();
                List<Object> window =
                        List.of(payment.operation().account(), limit.name(), window(limit.window(), payment));
                long before = limit.window() == WindowKind.OPERATION ? 0 : used.getOrDefault(window, 0L);
                fits &= before + value <= limit.max();
                taken.put(window, before + value);
            }
            if (fits) {
                used.putAll(taken);
            } else {
                declined.add(payment.operation());
            }
        }
        return declined;
    }

    private static Object window(WindowKind kind, Payment payment) {
        LocalDate day = payment.occurredAt().toLocalDate();
        return switch (kind) {
            case DAY -> day;
            case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
            case MONTH -> day.withDayOfMonth(1);
            case TOTAL, OPERATION -> "";
        };
    }
}
